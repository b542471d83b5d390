package city.sawang.local.notify.message;

import city.sawang.local.notify.config.TextLanguage;
import city.sawang.local.notify.message.Notification.CityDay;
import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.local.notify.message.Notification.Digest;
import city.sawang.local.notify.message.Notification.OfIncident;
import city.sawang.local.notify.message.Notification.Spot;
import city.sawang.local.notify.message.Notification.Summary;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A message in words: short enough for a phone, and without anything that only a program needs. */
abstract class Wording {
  /** A title of one line, and lines below it. */
  record Words(String title, List<String> lines) {
    Words {
      lines = List.copyOf(lines);
    }

    /** Title and lines. */
    String text() {
      return lines.isEmpty() ? title : title + "\n" + String.join("\n", lines);
    }
  }

  /** The words in the language of a receiver. */
  static Words of(Notification message, TextLanguage language, Optional<URI> dashboards) {
    return switch (language) {
      case TH -> new ThaiWording().words(message, dashboards);
      case EN -> new EnglishWording().words(message, dashboards);
      case BOTH -> {
        Words thai = new ThaiWording().words(message, Optional.empty());
        Words english = new EnglishWording().words(message, dashboards);
        List<String> lines = new ArrayList<>(thai.lines());
        lines.add("");
        lines.add(english.title());
        lines.addAll(english.lines());
        yield new Words(thai.title(), lines);
      }
    };
  }

  final Words words(Notification message, Optional<URI> dashboards) {
    Words words;
    if (message instanceof OfIncident one) {
      words = incident(one);
    } else if (message instanceof Summary summary) {
      words = summary(summary);
    } else if (message instanceof Digest digest) {
      words = digest(digest);
    } else {
      throw new IllegalArgumentException("no words for " + message.kind());
    }
    List<String> lines = new ArrayList<>(words.lines());
    dashboards.ifPresent(url -> lines.add(url.toString()));
    return new Words(words.title(), lines);
  }

  private Words incident(OfIncident one) {
    String title =
        sign(one)
            + " "
            + name(one.city())
            + " · "
            + subject(one.fault().scope(), one.fault().subjectId());
    List<String> lines = new ArrayList<>();
    lines.add(cause(one.fault().causeEn(), one.fault().causeTh()));
    lines.addAll(course(one));
    if (one.kind().isOpening()) {
      lines.add(turn(one.fault().turn()));
      one.fault().spot().map(Wording::map).ifPresent(lines::add);
    }
    return new Words(title + " · " + headline(one), lines);
  }

  private Words digest(Digest digest) {
    List<String> lines = new ArrayList<>();
    digest.cities().forEach(city -> lines.addAll(day(city)));
    if (digest.cities().isEmpty()) {
      lines.add(noCity());
    }
    return new Words(digestTitle(digest), lines);
  }

  /** A round sign by severity, since colours alone say nothing to some. */
  private static String sign(OfIncident one) {
    return switch (one.kind()) {
      case CLEARED -> "✅";
      case RETRACTED -> "↩";
      default ->
          switch (one.fault().severity()) {
            case "CRITICAL" -> "🔴";
            case "MAJOR" -> "🟠";
            default -> "🟡";
          };
    };
  }

  /** A link that the map application of a phone opens. */
  private static String map(Spot spot) {
    return String.format(
        Locale.ROOT, "https://maps.google.com/?q=%.6f,%.6f", spot.latitude(), spot.longitude());
  }

  /** Name of the city. */
  abstract String name(CityName city);

  /** What it is about. */
  abstract String subject(String scope, String subjectId);

  /** What happened, in two words. */
  abstract String headline(OfIncident one);

  /** The likely cause. */
  abstract String cause(String english, String thai);

  /** Since when, until when, how much. */
  abstract List<String> course(OfIncident one);

  /** Who is to act. */
  abstract String turn(String turn);

  abstract Words summary(Summary summary);

  abstract String digestTitle(Digest digest);

  /** What is told of a city's day. */
  abstract List<String> day(CityDay day);

  abstract String noCity();

  /** Day and time of day. */
  abstract String at(Instant at, ZoneId zone);
}
