package city.sawang.jobs.controller;

import static city.sawang.jobs.TestReadings.CITY;
import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalKey;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.log.MissingSequence;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each outcome sends to each output, as a table. */
class RoutingTest {
  private static final long RECEIVED = EVENING + 2_000;
  private static final byte[] BYTES = {1, 2, 3};
  private static final Reading LAMP = reading("c1", EVENING, 1).build();
  private static final Reading METER = reading("c1", EVENING, 1).setKind(DeviceKind.METER).build();
  private static final List<IntervalContribution> QUARTERS =
      List.of(contribution("lamp-1", 0), contribution("lamp-1", 900_000));
  private static final List<IntervalContribution> OTHERS = List.of(contribution("lamp-2", 0));

  private static IntervalContribution contribution(String lampId, long quarter) {
    return new IntervalRetraction(
        new IntervalKey(CITY, lampId, "c1", quarter),
        ContributionSource.READINGS,
        ControllerProgress.NONE);
  }

  private static Outcome accepted(Reading reading, Timeliness timeliness) {
    return new Outcome.Accepted(
        AcceptedSamples.unregistered(reading, timeliness), QUARTERS, List.of());
  }

  /** Outcome; readings accepted; lamps and meters contributed to; ledger events; rows refused. */
  static Stream<Arguments> table() {
    LedgerHour inTime = LedgerHour.inTime(CITY, RECEIVED);
    return Stream.of(
        Arguments.of(accepted(LAMP, Timeliness.IN_TIME), 1, 1, 0, List.of(inTime), 0),
        Arguments.of(
            accepted(LAMP, Timeliness.LATE),
            1,
            1,
            0,
            List.of(LedgerHour.lateCorrected(CITY, RECEIVED)),
            0),
        Arguments.of(
            accepted(LAMP, Timeliness.TOO_LATE),
            1,
            1,
            0,
            List.of(LedgerHour.tooLate(CITY, RECEIVED)),
            0),
        Arguments.of(accepted(METER, Timeliness.IN_TIME), 1, 0, 1, List.of(inTime), 0),
        Arguments.of(
            new Outcome.Accepted(
                AcceptedSamples.inTime(LAMP, registered("c1", "lamp-1")),
                List.of(),
                List.of(new MissingSequence(RECEIVED, 3))),
            1,
            0,
            0,
            List.of(inTime, LedgerHour.missing(CITY, RECEIVED, 3)),
            0),
        Arguments.of(
            new Outcome.Duplicate(CITY, RECEIVED),
            0,
            0,
            0,
            List.of(LedgerHour.duplicate(CITY, RECEIVED)),
            0),
        // Refused payloads are counted where all of them are counted.
        Arguments.of(new Outcome.Conflict(LAMP, BYTES), 0, 0, 0, List.of(), 1),
        Arguments.of(
            new Outcome.Damaged(new RawRecord("k", BYTES, EVENING, "readings/3/17"), "broken"),
            0,
            0,
            0,
            List.of(),
            1),
        Arguments.of(Outcome.Reassigned.of(false, QUARTERS, List.of()), 0, 1, 0, List.of(), 0),
        Arguments.of(Outcome.Reassigned.of(true, QUARTERS, OTHERS), 0, 1, 1, List.of(), 0),
        Arguments.of(Outcome.Reassigned.NOTHING, 0, 0, 0, List.of(), 0));
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyOutcomeGoesWhereItBelongs(
      Outcome outcome, int accepted, int lamps, int meters, List<LedgerHour> ledger, int refused) {
    // when
    Routing routing = Routing.of(outcome);
    // then
    assertThat(routing.accepted()).hasSize(accepted);
    assertThat(routing.lamps()).hasSize(lamps);
    assertThat(routing.meters()).hasSize(meters);
    assertThat(routing.ledger()).isEqualTo(ledger);
    assertThat(routing.refused()).hasSize(refused);
  }

  @Test
  void theTableHasEveryOutcome() {
    Set<Class<?>> inTheTable =
        table().map(row -> row.get()[0].getClass()).collect(Collectors.toSet());
    assertThat(inTheTable).isEqualTo(Set.of(Outcome.class.getPermittedSubclasses()));
  }

  @Test
  void everyPayloadIsCountedOnce() {
    table()
        .map(row -> (Outcome) row.get()[0])
        .filter(outcome -> !(outcome instanceof Outcome.Reassigned))
        .forEach(
            outcome -> {
              Routing routing = Routing.of(outcome);
              long counted =
                  Stream.concat(
                          routing.ledger().stream(),
                          routing.refused().stream().map(LedgerHour::quarantined))
                      .mapToLong(LedgerHour::received)
                      .sum();
              assertThat(counted).as(outcome.toString()).isEqualTo(1);
            });
  }

  @Test
  void contributionsToOneLampStayTogetherInTheirOrder() {
    assertThat(Routing.of(Outcome.Reassigned.of(false, QUARTERS, List.of())).lamps())
        .containsExactly(new LampContributions(CITY, "lamp-1", QUARTERS));
  }

  @Test
  void aDamagedRecordSaysWhereItWasFound() {
    RawRecord record = new RawRecord("k", BYTES, EVENING, "readings/3/17");
    assertThat(Routing.of(new Outcome.Damaged(record, "broken")).refused())
        .extracting(QuarantineRow::detail)
        .containsExactly("readings/3/17: broken");
  }
}
