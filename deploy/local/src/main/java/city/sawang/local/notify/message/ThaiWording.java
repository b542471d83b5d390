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
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Thai; days without a year, so that nobody asks of which era. */
final class ThaiWording extends Wording {
  /** Written out: a Java without the data of other languages would say them in English. */
  private static final List<String> MONTHS =
      List.of(
          "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.",
          "ธ.ค.");

  @Override
  String name(CityName city) {
    return city.nameTh();
  }

  @Override
  String subject(String scope, String subjectId) {
    return switch (scope) {
      case "LAMP" -> "โคม " + subjectId;
      case "CONTROLLER" -> "ตัวควบคุม " + subjectId;
      case "METER" -> "มิเตอร์ " + subjectId;
      case "FEEDER" -> "วงจร " + subjectId;
      case "GATEWAY" -> "เกตเวย์ " + subjectId;
      case "CITY" -> "ทั้งเมือง";
      default -> subjectId;
    };
  }

  @Override
  String headline(OfIncident one) {
    return switch (one.kind()) {
      case REOPENED -> "เสียอีกครั้ง";
      case CLEARED ->
          one.course().verified() ? "ซ่อมแล้ว ยืนยันด้วยข้อมูล" : "สิ้นสุดแล้ว ยังไม่ยืนยัน";
      case RETRACTED -> "แจ้งผิด";
      default -> "เสีย";
    };
  }

  @Override
  String cause(String english, String thai) {
    return thai;
  }

  @Override
  List<String> course(OfIncident one) {
    Course course = one.course();
    ZoneId zone = one.city().zone();
    List<String> lines = new ArrayList<>();
    switch (one.kind()) {
      case CLEARED -> {
        Instant end = course.clearedAt().orElse(one.createdAt());
        lines.add("ตั้งแต่ %s ถึง %s".formatted(at(course.openedAt(), zone), at(end, zone)));
      }
      case RETRACTED -> lines.add("ข้อมูลที่มาถึงช้าแสดงว่าไม่ได้เสีย");
      default -> lines.add("ตั้งแต่ " + at(course.openedAt(), zone));
    }
    if (course.children() > 0) {
      lines.add("เป็นสาเหตุของอีก %,d รายการ".formatted(course.children()));
    }
    if (course.darkLampSeconds() >= Duration.ofMinutes(1).toSeconds()) {
      lines.add("มืดรวม %.1f โคม-ชั่วโมง".formatted(course.darkLampSeconds() / 3_600.0));
    }
    return lines;
  }

  @Override
  String turn(String turn) {
    return switch (turn) {
      case "DISTRIBUTOR" -> "ผู้ดำเนินการ: การไฟฟ้า (กฟภ. กฟน.)";
      case "PLATFORM" -> "ผู้ดำเนินการ: ผู้ดูแลเครือข่ายและระบบ";
      default -> "ผู้ดำเนินการ: ทีมช่าง";
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
                    "%s: เสีย %,d รายการ สิ้นสุด %,d รายการ"
                        .formatted(one.code(), one.opened(), one.ended())));
    return new Words(
        "🟠 %s · มีมากกว่าที่แจ้งทีละรายการ %s ถึง %s"
            .formatted(
                name(summary.city()),
                at(summary.hour(), zone),
                at(summary.hour().plus(Duration.ofHours(1)), zone)),
        lines);
  }

  @Override
  String digestTitle(Digest digest) {
    return "📋 สรุปไฟถนน " + at(digest.until(), HomeZone.ID);
  }

  @Override
  List<String> day(CityDay day) {
    List<String> lines = new ArrayList<>();
    String heard =
        "ได้รับข้อมูล %,d โคม ไม่ทราบสถานะ %,d โคม".formatted(day.heard(), day.unknown());
    if (day.lamps() > 0 && day.heard() == 0) {
      lines.add(
          "%s: ไม่ได้รับข้อมูลจากโคมใดเลยใน %,d โคม จึงไม่ทราบสถานะ"
              .formatted(name(day.city()), day.lamps()));
    } else if (day.openNow() == 0) {
      lines.add("%s: ไม่มีรายการเสีย %s".formatted(name(day.city()), heard));
    } else {
      lines.add("%s: เสียอยู่ %,d รายการ %s".formatted(name(day.city()), day.openNow(), heard));
    }
    if (day.opened() + day.ended() > 0) {
      lines.add("  24 ชั่วโมงที่ผ่านมา: ใหม่ %,d สิ้นสุด %,d".formatted(day.opened(), day.ended()));
    }
    day.worst()
        .forEach(
            one ->
                lines.add(
                    "  – %s ตั้งแต่ %s: %s"
                        .formatted(
                            subject(one.scope(), one.subjectId()),
                            at(one.openedAt(), day.city().zone()),
                            one.causeTh())));
    return lines;
  }

  @Override
  String noCity() {
    return "ยังไม่มีเมืองในทะเบียน";
  }

  @Override
  String at(Instant at, ZoneId zone) {
    ZonedDateTime local = at.atZone(zone);
    return String.format(
        Locale.ROOT,
        "%d %s %02d:%02d น.",
        local.getDayOfMonth(),
        MONTHS.get(local.getMonthValue() - 1),
        local.getHour(),
        local.getMinute());
  }
}
