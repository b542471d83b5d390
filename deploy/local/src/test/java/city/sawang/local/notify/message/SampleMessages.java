package city.sawang.local.notify.message;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.config.ReceiverConfig.Audience;
import city.sawang.local.notify.config.TextLanguage;
import city.sawang.local.notify.message.Notification.CityDay;
import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.local.notify.message.Notification.CodeCount;
import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.Notification.Digest;
import city.sawang.local.notify.message.Notification.Fault;
import city.sawang.local.notify.message.Notification.OfIncident;
import city.sawang.local.notify.message.Notification.Spot;
import city.sawang.local.notify.message.Notification.Summary;
import city.sawang.local.notify.message.Notification.WorstIncident;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A circuit in Nan that fails on an evening, and what is told of it. */
final class SampleMessages {
  static final CityName NAN =
      new CityName("mueang-nan", "Mueang Nan", "น่าน", ZoneId.of("Asia/Bangkok"));
  static final CityName SATUN = new CityName("satun", "Satun", "สตูล", ZoneId.of("Asia/Bangkok"));

  private static final Instant OPENED = Instant.parse("2026-11-22T14:30:00Z");
  private static final Instant TOLD = Instant.parse("2026-11-22T14:42:01Z");
  private static final Fault CIRCUIT =
      new Fault(
          "inc-7k3m-9q2x-4tzc",
          "FEEDER_OUTAGE",
          "FEEDER",
          "F3",
          "CRITICAL",
          "the whole circuit is off: breaker, contactor or cable",
          "ไฟดับทั้งวงจร เบรกเกอร์ คอนแทกเตอร์หรือสายไฟ",
          "CREW",
          Optional.of(new Spot(18.7831, 100.7832)));

  private SampleMessages() {}

  static OfIncident raised() {
    return new OfIncident(
        "mueang-nan/inc-7k3m-9q2x-4tzc/RAISED/2026-11-22T14:40:00Z",
        NotificationKind.RAISED,
        TOLD,
        NAN,
        CIRCUIT,
        new Course(OPENED, OPENED.plus(Duration.ofMinutes(10)), Optional.empty(), false, 0, 200));
  }

  static OfIncident cleared(boolean verified) {
    return new OfIncident(
        "mueang-nan/inc-7k3m-9q2x-4tzc/CLEARED/2026-11-22T16:05:00Z",
        NotificationKind.CLEARED,
        Instant.parse("2026-11-22T16:16:00Z"),
        NAN,
        CIRCUIT,
        new Course(
            OPENED,
            OPENED.plus(Duration.ofMinutes(10)),
            Optional.of(Instant.parse("2026-11-22T16:05:00Z")),
            verified,
            1_140_000,
            0));
  }

  static OfIncident retracted() {
    return new OfIncident(
        "mueang-nan/inc-7k3m-9q2x-4tzc/RETRACTED/2026-11-22T15:00:00Z",
        NotificationKind.RETRACTED,
        Instant.parse("2026-11-22T15:00:02Z"),
        NAN,
        CIRCUIT,
        raised().course());
  }

  static Summary summary() {
    return new Summary(
        "mueang-nan/summary/2026-11-22T14:00:00Z",
        Instant.parse("2026-11-22T15:00:01Z"),
        NAN,
        Instant.parse("2026-11-22T14:00:00Z"),
        List.of(new CodeCount("COMM_LOSS", 9_980, 12), new CodeCount("LAMP_FAILURE", 1, 0)));
  }

  static Digest digest() {
    return new Digest(
        "digest/2026-11-23",
        Instant.parse("2026-11-23T00:00:01Z"),
        LocalDate.parse("2026-11-23"),
        Instant.parse("2026-11-22T00:00:00Z"),
        Instant.parse("2026-11-23T00:00:00Z"),
        List.of(
            new CityDay(
                NAN,
                210,
                208,
                2,
                1,
                1,
                List.of(
                    new WorstIncident(
                        "inc-7k3m-9q2x-4tzc",
                        "FEEDER_OUTAGE",
                        "FEEDER",
                        "F3",
                        OPENED,
                        "the whole circuit is off: breaker, contactor or cable",
                        "ไฟดับทั้งวงจร เบรกเกอร์ คอนแทกเตอร์หรือสายไฟ"))),
            new CityDay(SATUN, 40, 40, 0, 0, 0, List.of()),
            new CityDay(
                new CityName("hat-yai", "Hat Yai", "หาดใหญ่", NAN.zone()),
                60,
                0,
                0,
                0,
                0,
                List.of())));
  }

  static ReceiverConfig receiver(TextLanguage language) {
    return new ReceiverConfig(
        "on-call",
        new Door.Webhook(URI.create("http://127.0.0.1/"), Optional.empty()),
        new Audience(Set.of(), "WARNING", true),
        language,
        Duration.ofSeconds(10));
  }
}
