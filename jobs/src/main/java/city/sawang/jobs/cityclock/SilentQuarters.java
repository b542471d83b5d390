package city.sawang.jobs.cityclock;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.LampAssignment;
import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.MeterReading;
import city.sawang.jobs.metering.Placement;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is to be said about a lamp in a quarter hour in which nobody spoke: what was expected of it,
 * and that nobody knows whether it came.
 */
final class SilentQuarters {
  /** Lamps in these stages are expected to speak. */
  private static final Set<String> SPEAKING = Set.of("COMMISSIONED", "REPORTING");

  private static final long SECOND = 1_000;

  private final ExpectedState expected = new ExpectedState();

  /** Epoch day that names the lighting night. */
  int nightDay(String zone, long at) {
    return expected.nightDay(zone, at);
  }

  /** One contribution per lamp that the controller should have spoken for; mostly one. */
  List<QuarterHourContribution> of(Placement placement, long quarter) {
    List<QuarterHourContribution> said = new ArrayList<>(1);
    long end = quarter + QUARTER_MILLIS;
    for (LampAssignment lamp : placement.assignments()) {
      long from = Math.max(quarter, lamp.validFrom());
      long to = Math.min(end, lamp.validTo());
      if (from < to && SPEAKING.contains(lamp.stage())) {
        add(silence(placement, lamp, quarter, from, to), said);
      }
    }
    return said;
  }

  /** Takes back what was said for a silent controller. */
  static QuarterHourContribution retraction(QuarterHourContribution said) {
    return contribution(
        said.cityId(),
        said.lampId(),
        null,
        null,
        said.controllerId(),
        said.periodStart(),
        true,
        0,
        0,
        0,
        Light.NONE);
  }

  private QuarterHourContribution silence(
      Placement placement, LampAssignment lamp, long quarter, long from, long to) {
    String zone = placement.zone();
    int dark =
        seconds(
            Math.max(from, expected.sunset(lamp.latMicro(), lamp.lonMicro(), zone, quarter)),
            Math.min(to, expected.sunrise(lamp.latMicro(), lamp.lonMicro(), zone, quarter)));
    int lit = dark == 0 ? 0 : (int) (expected.onMillis(lamp, zone, from, to) / SECOND);
    return contribution(
        placement.cityId(),
        lamp.lampId(),
        lamp.deploymentId(),
        lamp.feederId(),
        placement.controllerId(),
        quarter,
        false,
        readings(lamp, zone, from, to),
        expected.nightDay(zone, quarter),
        expected.month(zone, quarter),
        new Light(dark, lit, 0, 0, dark - lit, 0));
  }

  private static int seconds(long from, long to) {
    return (int) Math.max(0, Math.floorDiv(to, SECOND) - Math.floorDiv(from, SECOND));
  }

  private int readings(LampAssignment lamp, String zone, long from, long to) {
    long interval = lamp.intervalSeconds() * SECOND;
    int count = 0;
    for (long start = -Math.floorDiv(-from, interval) * interval; start < to; start += interval) {
      count += !lamp.nightPowered() || expected.isOn(lamp, zone, start) ? 1 : 0;
    }
    return count;
  }

  /** A lamp that was given another circuit within the quarter hour counts once, with the later. */
  private static void add(QuarterHourContribution part, List<QuarterHourContribution> said) {
    for (int i = 0; i < said.size(); i++) {
      QuarterHourContribution other = said.get(i);
      if (other.lampId().equals(part.lampId())) {
        Light a = other.light();
        Light b = part.light();
        said.set(
            i,
            contribution(
                part.cityId(),
                part.lampId(),
                part.deploymentId(),
                part.feederId(),
                part.controllerId(),
                part.periodStart(),
                false,
                other.readingsExpected() + part.readingsExpected(),
                part.nightDay(),
                part.month(),
                new Light(
                    a.darkPeriod() + b.darkPeriod(),
                    a.expectedLit() + b.expectedLit(),
                    0,
                    0,
                    a.scheduledOff() + b.scheduledOff(),
                    0)));
        return;
      }
    }
    said.add(part);
  }

  private static QuarterHourContribution contribution(
      String cityId,
      String lampId,
      String deploymentId,
      String feederId,
      String controllerId,
      long periodStart,
      boolean empty,
      int readingsExpected,
      int nightDay,
      int month,
      Light light) {
    return new QuarterHourContribution(
        cityId,
        lampId,
        deploymentId,
        feederId,
        controllerId,
        periodStart,
        empty,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        readingsExpected,
        0,
        0,
        false,
        nightDay,
        month,
        0,
        0,
        0,
        light,
        true,
        Long.MIN_VALUE,
        MeterReading.ABSENT,
        false);
  }
}
