package city.sawang.local.notify.message;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A message, before it has words. The same for every receiver. */
public sealed interface Notification {
  /** Distinguishes it from all others, for ever: who gets it twice knows it by this. */
  String key();

  NotificationKind kind();

  /** When it was put into the outbox. */
  Instant createdAt();

  /** Names of a city and its time. */
  record CityName(String cityId, String nameEn, String nameTh, ZoneId zone) {}

  /** Degrees north and east. */
  record Spot(double latitude, double longitude) {}

  /**
   * What is wrong with what.
   *
   * @param scope LAMP, CONTROLLER, METER, FEEDER, GATEWAY or CITY
   * @param turn who is to act: CREW, DISTRIBUTOR or PLATFORM
   */
  record Fault(
      String incidentId,
      String code,
      String scope,
      String subjectId,
      String severity,
      String causeEn,
      String causeTh,
      String turn,
      Optional<Spot> spot) {}

  /**
   * How far it went.
   *
   * @param openedAt the first reading that showed it
   * @param clearedAt from which reading on it is gone; empty: it is open
   * @param verified telemetry is sure of the repair
   * @param children incidents that it explains
   */
  record Course(
      Instant openedAt,
      Instant detectedAt,
      Optional<Instant> clearedAt,
      boolean verified,
      long darkLampSeconds,
      long children) {}

  /** A change of one root incident. */
  record OfIncident(
      String key,
      NotificationKind kind,
      Instant createdAt,
      CityName city,
      Fault fault,
      Course course)
      implements Notification {}

  /** How many of a code there were. */
  record CodeCount(String code, int opened, int ended) {}

  /**
   * What came in one hour beyond the budget.
   *
   * @param hour its begin
   */
  record Summary(String key, Instant createdAt, CityName city, Instant hour, List<CodeCount> counts)
      implements Notification {
    public Summary {
      counts = List.copyOf(counts);
    }

    @Override
    public NotificationKind kind() {
      return NotificationKind.SUMMARY;
    }
  }

  /** One of the worst that are open. */
  record WorstIncident(
      String incidentId,
      String code,
      String scope,
      String subjectId,
      Instant openedAt,
      String causeEn,
      String causeTh) {}

  /**
   * A city's last 24 hours.
   *
   * @param lamps that should be heard
   * @param heard of these
   * @param opened root incidents of the time
   * @param ended root incidents of the time
   * @param openNow root incidents
   * @param worst of those that are open, five at most
   */
  record CityDay(
      CityName city,
      long lamps,
      long heard,
      long opened,
      long ended,
      long openNow,
      List<WorstIncident> worst) {
    public CityDay {
      worst = List.copyOf(worst);
    }

    /** Lamps of which nothing is known. */
    public long unknown() {
      return lamps - heard;
    }
  }

  /**
   * How it is in the cities of a receiver.
   *
   * @param day of the receiver's digest, local
   */
  record Digest(
      String key,
      Instant createdAt,
      LocalDate day,
      Instant since,
      Instant until,
      List<CityDay> cities)
      implements Notification {
    public Digest {
      cities = List.copyOf(cities);
    }

    @Override
    public NotificationKind kind() {
      return NotificationKind.DIGEST;
    }
  }
}
