package city.sawang.jobs.controller;

import city.sawang.jobs.expected.Expectation;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.util.Optional;

/** Accepted readings for tests of those who subscribe to them. */
public final class AcceptedSamples {
  private AcceptedSamples() {}

  /** A reading in time of a registered lamp that is expected to burn. */
  public static AcceptedReading inTime(Reading reading, RegistryController registered) {
    return of(reading, Registration.of(registered).at(reading.getObservedAt()), Timeliness.IN_TIME);
  }

  /** A reading of a controller that nobody registered. */
  public static AcceptedReading unregistered(Reading reading, Timeliness timeliness) {
    return of(reading, Optional.empty(), timeliness);
  }

  private static AcceptedReading of(
      Reading reading, Optional<LampAssignment> served, Timeliness timeliness) {
    boolean meter = reading.getKind() == DeviceKind.METER;
    Expectation expectation =
        served
            .filter(lamp -> !meter)
            .map(lamp -> new Expectation(true, 10_000, lamp.nominalMw(), true))
            .orElse(AcceptedReading.NOTHING_EXPECTED);
    return AcceptedReadings.of(reading, served, meter, timeliness, expectation);
  }
}
