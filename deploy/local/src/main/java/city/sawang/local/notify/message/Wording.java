package city.sawang.local.notify.message;

import city.sawang.local.notify.config.TextLanguage;
import city.sawang.local.notify.message.Notification.CityDay;
import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.Notification.Digest;
import city.sawang.local.notify.message.Notification.OfIncident;
import city.sawang.local.notify.message.Notification.Spot;
import city.sawang.local.notify.message.Notification.Summary;
import city.sawang.schemas.HomeZone;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A message in words: short enough for a phone, and without anything that only a program needs. */
final class Wording {
  private static final Wording ENGLISH = new Wording(Locale.ENGLISH, false);
  private static final Wording THAI = new Wording(Locale.forLanguageTag("th"), true);

  private final Phrases phrases;
  private final boolean thai;

  private Wording(Locale language, boolean thai) {
    phrases = new Phrases(language);
    this.thai = thai;
  }

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
      case TH -> THAI.words(message, dashboards);
      case EN -> ENGLISH.words(message, dashboards);
      case BOTH -> {
        Words thai = THAI.words(message, Optional.empty());
        Words english = ENGLISH.words(message, dashboards);
        List<String> lines = new ArrayList<>(thai.lines());
        lines.add("");
        lines.add(english.title());
        lines.addAll(english.lines());
        yield new Words(thai.title(), lines);
      }
    };
  }

  private Words words(Notification message, Optional<URI> dashboards) {
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
    lines.add(thai ? one.fault().causeTh() : one.fault().causeEn());
    lines.addAll(course(one));
    if (one.kind().isOpening()) {
      lines.add(phrases.ofWord("turn", one.fault().turn(), "CREW"));
      one.fault().spot().map(Wording::map).ifPresent(lines::add);
    }
    return new Words(title + " · " + headline(one), lines);
  }

  /** What happened, in two words. */
  private String headline(OfIncident one) {
    return switch (one.kind()) {
      case CLEARED ->
          phrases.of(one.course().verified() ? "headline.VERIFIED" : "headline.UNVERIFIED");
      default -> phrases.ofWord("headline", one.kind().name(), "RAISED");
    };
  }

  /** Since when, until when, how much. */
  private List<String> course(OfIncident one) {
    Course course = one.course();
    ZoneId zone = one.city().zone();
    String since = phrases.at(course.openedAt(), zone);
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (one.kind()) {
          case CLEARED -> {
            Instant end = course.clearedAt().orElse(one.createdAt());
            yield phrases.of("course.from", since, phrases.at(end, zone));
          }
          case RETRACTED -> phrases.of("course.never");
          default -> phrases.of("course.since", since);
        });
    if (course.children() > 0) {
      lines.add(phrases.of("course.children", course.children()));
    }
    if (course.darkLampSeconds() >= Duration.ofMinutes(1).toSeconds()) {
      lines.add(phrases.of("course.dark", course.darkLampSeconds() / 3_600.0));
    }
    return lines;
  }

  private Words summary(Summary summary) {
    ZoneId zone = summary.city().zone();
    Instant end = summary.hour().plus(Duration.ofHours(1));
    return new Words(
        phrases.of(
            "summary.title",
            name(summary.city()),
            phrases.at(summary.hour(), zone),
            phrases.at(end, zone)),
        summary.counts().stream()
            .map(one -> phrases.of("summary.code", one.code(), one.opened(), one.ended()))
            .toList());
  }

  private Words digest(Digest digest) {
    List<String> lines = new ArrayList<>();
    digest.cities().forEach(city -> lines.addAll(day(city)));
    if (digest.cities().isEmpty()) {
      lines.add(phrases.of("digest.noCity"));
    }
    return new Words(phrases.of("digest.title", phrases.at(digest.until(), HomeZone.ID)), lines);
  }

  /** What is announced of a city's day. */
  private List<String> day(CityDay day) {
    String city = name(day.city());
    List<String> lines = new ArrayList<>();
    if (day.lamps() > 0 && day.heard() == 0) {
      lines.add(phrases.of("day.nothingHeard", city, day.lamps()));
    } else if (day.openNow() == 0) {
      lines.add(phrases.of("day.nothingBroken", city, day.heard(), day.unknown()));
    } else {
      lines.add(phrases.of("day.broken", city, day.openNow(), day.heard(), day.unknown()));
    }
    if (day.opened() + day.ended() > 0) {
      lines.add(phrases.of("day.changes", day.opened(), day.ended()));
    }
    day.worst()
        .forEach(
            one ->
                lines.add(
                    phrases.of(
                        "day.worst",
                        subject(one.scope(), one.subjectId()),
                        phrases.at(one.openedAt(), day.city().zone()),
                        thai ? one.causeTh() : one.causeEn())));
    return lines;
  }

  private String name(CityName city) {
    return thai ? city.nameTh() : city.nameEn();
  }

  /** What it is about. */
  private String subject(String scope, String subjectId) {
    String key = "subject." + scope;
    return phrases.has(key) ? phrases.of(key, subjectId) : subjectId;
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
}
