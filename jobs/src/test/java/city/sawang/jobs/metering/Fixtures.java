package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;
import static city.sawang.jobs.metering.input.MeterReading.ABSENT_INT;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import java.time.Instant;
import java.util.List;

/** Lamps and readings for tests. */
final class Fixtures {
  static final long MINUTE = 60_000L;
  static final long QUARTER = 900_000L;
  static final long HOUR = 3_600_000L;

  /** Nine in the evening in Bangkok: dark everywhere in Thailand. */
  static final long EVENING = Instant.parse("2026-11-20T14:00:00Z").toEpochMilli();

  /** Noon in Bangkok. */
  static final long NOON = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();

  private Fixtures() {}

  static LampAssignment lamp(String lampId, int intervalSeconds) {
    return new LampAssignment(
        lampId,
        LampAssignment.Kind.LAMP,
        new LampAssignment.Membership("batch-1", "feeder-1", "REPORTING"),
        new LightPoint(18_795_300, 98_998_600, 50_000, 0, 10_000, "dusk-to-dawn"),
        new LampAssignment.Reporting(intervalSeconds, false, ABSENT_INT),
        Long.MIN_VALUE,
        Long.MAX_VALUE);
  }

  static LampAssignment during(LampAssignment a, long from, long to) {
    return new LampAssignment(
        a.lampId(), a.kind(), a.membership(), a.light(), a.reporting(), from, to);
  }

  static LampAssignment lit(LampAssignment a, LightPoint light) {
    return new LampAssignment(
        a.lampId(), a.kind(), a.membership(), light, a.reporting(), a.validFrom(), a.validTo());
  }

  private static LampAssignment reporting(LampAssignment a, LampAssignment.Reporting reporting) {
    return new LampAssignment(
        a.lampId(), a.kind(), a.membership(), a.light(), reporting, a.validFrom(), a.validTo());
  }

  static LampAssignment scheduled(LampAssignment a, String schedule, int intervalSeconds) {
    LightPoint l = a.light();
    LampAssignment scheduled =
        lit(
            a,
            new LightPoint(
                l.latMicro(),
                l.lonMicro(),
                l.nominalMw(),
                l.minimumMw(),
                l.gradientBp(),
                schedule));
    return reporting(
        scheduled,
        new LampAssignment.Reporting(intervalSeconds, a.nightPowered(), a.counterBits()));
  }

  static LampAssignment nightPowered(LampAssignment a) {
    return reporting(a, new LampAssignment.Reporting(a.intervalSeconds(), true, a.counterBits()));
  }

  static ControllerAssignments placed(LampAssignment... assignments) {
    return new ControllerAssignments(
        "chiang-mai", "c-1", "Asia/Bangkok", 18_795_300, 98_998_600, List.of(assignments));
  }

  /** A lamp that reports every fifteen minutes. */
  static ControllerAssignments quarterHourly() {
    return placed(lamp("lamp-1", 900));
  }

  /** A lamp that reports every minute. */
  static ControllerAssignments minutely() {
    return placed(lamp("lamp-1", 60));
  }

  static Builder at(long observedAt) {
    return new Builder(observedAt);
  }

  /** Builds a reading; what is not said is absent. */
  static final class Builder {
    private final long observedAt;
    private long receivedAt;
    private long boot = ABSENT;
    private long seq = ABSENT;
    private long energy = ABSENT;
    private int bits = ABSENT_INT;
    private long unit = ABSENT;
    private long power = ABSENT;
    private long voltage = ABSENT;
    private int factor = ABSENT_INT;
    private int dim = ABSENT_INT;
    private byte lampOn = -1;
    private byte override = -1;
    private int command = ABSENT_INT;
    private boolean arrival;
    private long resolution = ABSENT;

    private Builder(long observedAt) {
      this.observedAt = observedAt;
      receivedAt = observedAt + 500;
    }

    Builder receivedAt(long at) {
      receivedAt = at;
      return this;
    }

    Builder seq(long boot, long seq) {
      this.boot = boot;
      this.seq = seq;
      return this;
    }

    Builder seqOnly(long seq) {
      this.seq = seq;
      return this;
    }

    Builder mwh(long energy) {
      this.energy = energy;
      return this;
    }

    Builder counter(int bits, long unit) {
      this.bits = bits;
      this.unit = unit;
      return this;
    }

    /** It carries no time of its own: it is observed when it is received. */
    Builder arrived() {
      arrival = true;
      receivedAt = observedAt;
      return this;
    }

    Builder resolution(long mwh) {
      resolution = mwh;
      return this;
    }

    Builder mw(long power) {
      this.power = power;
      return this;
    }

    Builder mv(long voltage) {
      this.voltage = voltage;
      return this;
    }

    Builder factor(int bp) {
      factor = bp;
      return this;
    }

    Builder dim(int bp) {
      dim = bp;
      return this;
    }

    Builder on(boolean on) {
      lampOn = (byte) (on ? 1 : 0);
      return this;
    }

    /** Somebody overrides the schedule and commands a level; a negative one is not told. */
    Builder override(int commandBp) {
      override = 1;
      command = commandBp < 0 ? ABSENT_INT : commandBp;
      return this;
    }

    MeterReading build() {
      long digest = 17;
      for (long part :
          new long[] {
            observedAt,
            boot,
            seq,
            energy,
            bits,
            unit,
            power,
            voltage,
            factor,
            dim,
            lampOn,
            override,
            command,
            arrival ? 1 : 0
          }) {
        digest = (digest ^ part) * 0x9E3779B97F4A7C15L;
        digest ^= digest >>> 29;
      }
      return MeterReading.at(observedAt, receivedAt)
          .identity(boot, seq, digest)
          .register(energy, bits, unit)
          .power(power, factor)
          .supply(voltage, ABSENT)
          .dim(command, dim)
          .switches(lampOn, MeterReading.UNKNOWN)
          .modes(override, MeterReading.UNKNOWN)
          .arrival(arrival)
          .resolution(resolution)
          .build();
    }
  }
}
