package city.sawang.ingest.mqtt;

import city.sawang.ingest.metrics.BridgeMetrics.PacketFlaw;
import city.sawang.ingest.mqtt.Incoming.Flaw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What could be found in a PUBLISH packet of which a client library may die, and how it is written
 * anew so that the library can read it. Nothing that arrives here is thrown away: where a part is
 * missing or wrong, what is left becomes the payload, with a note of the flaw.
 *
 * @param type the packet's first byte, as it is written anew
 * @param topic readable
 * @param packetId 0 where nobody acknowledges
 * @param exactlyOnce whether it came with quality of service 2
 * @param flaw null when the payload is what its sender wrote
 */
record PublishParts(
    int type, byte[] topic, int packetId, boolean exactlyOnce, byte[] payload, Flaw flaw) {
  /** The user property with the note of a flaw; those of the sender are left out. */
  static final String FLAW = "flaw";

  private static final int PUBLISH = 0x30;
  private static final int RETAIN = 1;
  private static final int QOS_1 = 0b010;
  private static final int QOS_2 = 0b100;
  private static final int QOS_MASK = 0b110;
  private static final int LENGTH_BITS = 7;
  private static final int LENGTH_MASK = 0x7F;
  private static final int LENGTH_CONTINUES = 0x80;
  private static final int LONGEST_LENGTH_SHIFT = 3 * LENGTH_BITS;
  private static final int LENGTH_OF_TEXT = 2;
  private static final int PACKET_ID = 2;
  private static final int LONGEST_TEXT = 0xFFFF;
  private static final byte USER_PROPERTY = 0x26;

  private static final int FIRST_PRINTABLE = 0x20;
  private static final int DELETE = 0x7F;
  private static final int LAST_CONTROL = 0x9F;
  private static final int PICTURES = 0x2400;
  private static final int PICTURE_OF_DELETE = 0x2421;
  private static final int REPLACEMENT = 0xFFFD;

  /** A topic that outgrows its length with all its pictures is cut here. */
  private static final int CUT_TOPIC = 8 * 1024;

  private static final byte[] NO_TOPIC = "(no topic)".getBytes(StandardCharsets.UTF_8);

  /**
   * Takes a body apart.
   *
   * @param type the first byte of the packet
   * @param flaw what is wrong with it already; null when nothing is
   * @return null when the packet can be read as it is
   */
  static PublishParts of(int type, byte[] body, int from, int until, Flaw flaw) {
    boolean acknowledged = (type & QOS_MASK) != 0;
    if (until - from < LENGTH_OF_TEXT) {
      return malformed(type, NO_TOPIC, body, from, until, "it ends before its topic");
    }
    int topicBytes = number(body, from);
    int topic = from + LENGTH_OF_TEXT;
    int afterTopic = topic + topicBytes;
    if (afterTopic > until) {
      return malformed(
          type,
          NO_TOPIC,
          body,
          from,
          until,
          "a topic of %d bytes, expected at most %d".formatted(topicBytes, until - topic));
    }
    boolean plain = isPrintableAscii(body, topic, topicBytes);
    int packetId = 0;
    int properties = afterTopic;
    if (acknowledged) {
      properties += PACKET_ID;
      if (properties > until) {
        return malformed(
            type,
            readable(body, topic, topicBytes, plain),
            body,
            afterTopic,
            until,
            "it ends before its packet identifier");
      }
      packetId = number(body, afterTopic);
    }
    long found = length(body, properties, until);
    boolean atMostOnce = (type & QOS_MASK) == 0;
    boolean simple = atMostOnce || (type & QOS_MASK) == QOS_1 && packetId != 0;
    int payload = until;
    Flaw noted = flaw;
    if (properties < until) {
      payload = found < 0 ? until : properties + (int) (found >>> Integer.SIZE) + (int) found;
      if (found < 0 || payload > until) {
        payload = properties;
        noted =
            flaw != null
                ? flaw
                : new Flaw(
                    PacketFlaw.MALFORMED,
                    found < 0
                        ? "malformed MQTT packet: its property length does not end"
                        : "malformed MQTT packet: properties of %d bytes, expected at most %d"
                            .formatted((int) found, until - properties));
      }
      if (plain && simple && topicBytes > 0 && noted == null && found == 1L << Integer.SIZE) {
        return null;
      }
    }
    if (topicBytes == 0 && noted == null) {
      noted = new Flaw(PacketFlaw.MALFORMED, "malformed MQTT packet: it has no topic");
    }
    return new PublishParts(
        PUBLISH | (packetId == 0 ? 0 : QOS_1) | type & RETAIN,
        topicBytes == 0 ? NO_TOPIC : readable(body, topic, topicBytes, plain),
        packetId,
        packetId != 0 && (type & QOS_MASK) == QOS_2,
        Arrays.copyOfRange(body, payload, until),
        noted);
  }

  private static PublishParts malformed(
      int type, byte[] topic, byte[] body, int from, int until, String what) {
    return new PublishParts(
        PUBLISH | type & RETAIN,
        topic,
        0,
        false,
        Arrays.copyOfRange(body, from, until),
        new Flaw(PacketFlaw.MALFORMED, "malformed MQTT packet: " + what));
  }

  /** The body that stands for this packet. */
  byte[] write() {
    byte[] key = FLAW.getBytes(StandardCharsets.UTF_8);
    byte[] note =
        flaw == null
            ? new byte[0]
            : (flaw.kind() + " " + flaw.detail()).getBytes(StandardCharsets.UTF_8);
    int properties = flaw == null ? 0 : 1 + 2 * LENGTH_OF_TEXT + key.length + note.length;
    ByteBuffer body =
        ByteBuffer.allocate(
            LENGTH_OF_TEXT
                + topic.length
                + (packetId == 0 ? 0 : PACKET_ID)
                + (properties > LENGTH_MASK ? 2 : 1)
                + properties
                + payload.length);
    body.putShort((short) topic.length).put(topic);
    if (packetId != 0) {
      body.putShort((short) packetId);
    }
    if (properties > LENGTH_MASK) {
      body.put((byte) (properties & LENGTH_MASK | LENGTH_CONTINUES));
      body.put((byte) (properties >>> LENGTH_BITS));
    } else {
      body.put((byte) properties);
    }
    if (flaw != null) {
      body.put(USER_PROPERTY);
      body.putShort((short) key.length).put(key);
      body.putShort((short) note.length).put(note);
    }
    return body.put(payload).array();
  }

  /** Reads the note of a flaw again. */
  static Flaw flaw(String note) {
    int end = note.indexOf(' ');
    return new Flaw(PacketFlaw.valueOf(note.substring(0, end)), note.substring(end + 1));
  }

  /**
   * A length of variable size.
   *
   * @return how many bytes it takes in the upper half, the length in the lower; negative when it
   *     does not end
   */
  static long length(byte[] body, int from, int until) {
    int length = 0;
    int at = from;
    for (int shift = 0; shift <= LONGEST_LENGTH_SHIFT; shift += LENGTH_BITS) {
      if (at >= until) {
        return -1;
      }
      int digit = body[at++] & 0xFF;
      length |= (digit & LENGTH_MASK) << shift;
      if (digit < LENGTH_CONTINUES) {
        return (long) (at - from) << Integer.SIZE | length;
      }
    }
    return -1;
  }

  private static int number(byte[] body, int at) {
    return (body[at] & 0xFF) << Byte.SIZE | body[at + 1] & 0xFF;
  }

  private static boolean isPrintableAscii(byte[] body, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (body[i] < FIRST_PRINTABLE || body[i] == DELETE) {
        return false;
      }
    }
    return true;
  }

  private static byte[] readable(byte[] body, int from, int count, boolean plain) {
    return plain
        ? Arrays.copyOfRange(body, from, from + count)
        : pictured(new String(body, from, count, StandardCharsets.UTF_8));
  }

  /** The topic with a picture for each character that Paho refuses. */
  private static byte[] pictured(String topic) {
    byte[] pictured = replaced(topic, PublishParts::picture);
    if (pictured.length <= LONGEST_TEXT) {
      return pictured;
    }
    // A picture takes three bytes. The sign at the end keeps what is cut from being taken for
    // whole.
    return replaced(
        topic.substring(0, CUT_TOPIC) + Character.toString(REPLACEMENT), PublishParts::picture);
  }

  private static byte[] replaced(String topic, IntUnaryOperator replacement) {
    StringBuilder replaced = new StringBuilder(topic.length());
    topic.codePoints().map(replacement).forEach(replaced::appendCodePoint);
    return replaced.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int picture(int character) {
    if (character < FIRST_PRINTABLE) {
      return PICTURES + character;
    }
    if (character == DELETE) {
      return PICTURE_OF_DELETE;
    }
    boolean noCharacter =
        (character & 0xFFFE) == 0xFFFE
            || character >= 0xFDD0 && character <= 0xFDEF
            || character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    return character <= LAST_CONTROL && character > DELETE || noCharacter ? REPLACEMENT : character;
  }
}
