package city.sawang.local.notify.message;

import city.sawang.local.notify.message.Notification.CityDay;
import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.Notification.Digest;
import city.sawang.local.notify.message.Notification.OfIncident;
import city.sawang.local.notify.message.Notification.Summary;
import city.sawang.schemas.HomeZone;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** English. */
final class EnglishWording extends Wording {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  @Override
  String name(CityName city) {
    return city.nameEn();
  }

  @Override
  String subject(String scope, String subjectId) {
    return switch (scope) {
      case "LAMP" -> "lamp " + subjectId;
      case "CONTROLLER" -> "controller " + subjectId;
      case "METER" -> "meter " + subjectId;
      case "FEEDER" -> "circuit " + subjectId;
      case "GATEWAY" -> "gateway " + subjectId;
      case "CITY" -> "whole city";
      default -> subjectId;
    };
  }

  @Override
  String headline(OfIncident one) {
    return switch (one.kind()) {
      case REOPENED -> "broken again";
      case CLEARED -> one.course().verified() ? "repaired, verified" : "over, not verified";
      case RETRACTED -> "false alarm";
      default -> "broken";
    };
  }

  @Override
  String cause(String english, String thai) {
    return english;
  }

  @Override
  List<String> course(OfIncident one) {
    Course course = one.course();
    ZoneId zone = one.city().zone();
    List<String> lines = new ArrayList<>();
    switch (one.kind()) {
      case CLEARED -> {
        Instant end = course.clearedAt().orElse(one.createdAt());
        lines.add("from %s to %s".formatted(at(course.openedAt(), zone), at(end, zone)));
      }
      case RETRACTED -> lines.add("late readings say that it never was");
      default -> lines.add("since " + at(course.openedAt(), zone));
    }
    if (course.children() > 0) {
      lines.add("explains %,d others".formatted(course.children()));
    }
    if (course.darkLampSeconds() >= Duration.ofMinutes(1).toSeconds()) {
      lines.add("dark: %.1f lamp-hours".formatted(course.darkLampSeconds() / 3_600.0));
    }
    return lines;
  }

  @Override
  String turn(String turn) {
    return switch (turn) {
      case "DISTRIBUTOR" -> "to act: the distributor (PEA, MEA)";
      case "PLATFORM" -> "to act: who runs network and platform";
      default -> "to act: a crew";
    };
  }

  @Override
  Words summary(Summary summary) {
    ZoneId zone = summary.city().zone();
    List<String> lines = new ArrayList<>();
    summary
        .counts()
        .forEach(
            one ->
                lines.add(
                    "%s: %,d broken, %,d over".formatted(one.code(), one.opened(), one.ended())));
    return new Words(
        "🟠 %s · more than was told one by one, %s to %s"
            .formatted(
                name(summary.city()),
                at(summary.hour(), zone),
                at(summary.hour().plus(Duration.ofHours(1)), zone)),
        lines);
  }

  @Override
  String digestTitle(Digest digest) {
    return "📋 Street lights, " + at(digest.until(), HomeZone.ID);
  }

  @Override
  List<String> day(CityDay day) {
    List<String> lines = new ArrayList<>();
    String heard = "%,d lamps heard, %,d unknown".formatted(day.heard(), day.unknown());
    if (day.lamps() > 0 && day.heard() == 0) {
      lines.add(
          "%s: nothing was heard of %,d lamps; nothing is known"
              .formatted(name(day.city()), day.lamps()));
    } else if (day.openNow() == 0) {
      lines.add("%s: nothing broken, %s".formatted(name(day.city()), heard));
    } else {
      lines.add("%s: %,d broken, %s".formatted(name(day.city()), day.openNow(), heard));
    }
    if (day.opened() + day.ended() > 0) {
      lines.add("  last 24 h: %,d new, %,d over".formatted(day.opened(), day.ended()));
    }
    day.worst()
        .forEach(
            one ->
                lines.add(
                    "  – %s since %s: %s"
                        .formatted(
                            subject(one.scope(), one.subjectId()),
                            at(one.openedAt(), day.city().zone()),
                            one.causeEn())));
    return lines;
  }

  @Override
  String noCity() {
    return "no city is registered";
  }

  @Override
  String at(Instant at, ZoneId zone) {
    return MOMENT.format(at.atZone(zone));
  }
}
