package city.sawang.local.broker;

/**
 * Gives topics, filters, client ids and share groups names that Artemis carries. It takes {@code ::}
 * for the queue of an address and a backslash for an escape, so that such topics are acknowledged
 * and gone, or end the connection; and its name of a subscription's queue is client id or group, a
 * dot, and the filter, so that {@code a} with {@code b/c} and {@code a.b} with {@code c} would share
 * one queue and take each other's messages. Noncharacters stand for these inside the broker, none of
 * which is let in from outside: every name has one form inside and comes out as it went in.
 */
final class BrokerNames {
  private static final char BACKSLASH = '\uFDD0';
  private static final char BETWEEN_COLONS = '\uFDD1';
  private static final char DOT = '\uFDD2';
  private static final char SHARE_GROUP = '\uFDD3';
  private static final String SHARE = "$share/";

  private BrokerNames() {}

  /** What is wrong with the name of a topic; null when it can be carried. */
  static String topicFlaw(String topic) {
    if (topic.isEmpty()) {
      return "an empty topic";
    }
    if (topic.charAt(0) == '$') {
      return "a topic that begins with $, which is the broker's own";
    }
    return characterFlaw(topic);
  }

  /** What is wrong with a topic filter; null when it can be subscribed. */
  static String filterFlaw(String filter) {
    if (filter.equals("$sys") || filter.startsWith("$sys/")) {
      return "a filter of the broker's own topics";
    }
    return characterFlaw(filter);
  }

  /** The first character of a text that no reader of it can be given; null when there is none. */
  static String characterFlaw(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character >= ' ' && character < 0x7F) {
        continue;
      }
      int point = text.codePointAt(i);
      if (Character.isISOControl(point)) {
        return "the control character U+%04X".formatted(point);
      }
      if ((point & 0xFFFE) == 0xFFFE || point >= 0xFDD0 && point <= 0xFDEF) {
        return "the noncharacter U+%04X".formatted(point);
      }
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return "half of a character, U+%04X".formatted(point);
      }
      i += Character.charCount(point) - 1;
    }
    return null;
  }

  /** The name of a topic inside the broker. */
  static String topicInside(String topic) {
    if (topic.indexOf('\\') < 0 && !topic.contains("::")) {
      return topic;
    }
    StringBuilder inside = new StringBuilder(topic.length() + 8);
    for (int i = 0; i < topic.length(); i++) {
      char character = topic.charAt(i);
      if (character == ':' && i > 0 && topic.charAt(i - 1) == ':') {
        inside.append(BETWEEN_COLONS);
      }
      inside.append(character == '\\' ? BACKSLASH : character);
    }
    return inside.toString();
  }

  /** The topic that has this name inside the broker. */
  static String topicOutside(String inside) {
    if (inside.indexOf(BACKSLASH) < 0 && inside.indexOf(BETWEEN_COLONS) < 0) {
      return inside;
    }
    StringBuilder topic = new StringBuilder(inside.length());
    for (int i = 0; i < inside.length(); i++) {
      char character = inside.charAt(i);
      if (character != BETWEEN_COLONS) {
        topic.append(character == BACKSLASH ? '\\' : character);
      }
    }
    return topic.toString();
  }

  /** The name of a filter inside the broker; of a shared one the group is marked as a group. */
  static String filterInside(String filter) {
    int group = SHARE.length();
    int end = filter.startsWith(SHARE) ? filter.indexOf('/', group) : -1;
    return end < 0
        ? topicInside(filter)
        : SHARE
            + SHARE_GROUP
            + clientInside(filter.substring(group, end))
            + topicInside(filter.substring(end));
  }

  /** The name of a client id inside the broker, in which no dot ends it early. */
  static String clientInside(String clientId) {
    return topicInside(clientId).replace('.', DOT);
  }
}
