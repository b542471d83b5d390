package city.sawang.jobs.controller;

import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.log.MissingSequence;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.schemas.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which output of {@link ControllerProcess} gets what for each {@link Outcome}; a pure
 * function. Every payload is counted once: accepted ones and duplicates here, refused ones where all
 * refused payloads are counted.
 *
 * @param accepted the main output
 * @param lamps contributions to quarter hours of lamps
 * @param meters contributions to quarter hours of feeder and cabinet meters
 * @param ledger events for the hourly intake counts
 * @param refused rows for the quarantine
 */
record Routing(
    List<AcceptedReading> accepted,
    List<LampContributions> lamps,
    List<LampContributions> meters,
    List<LedgerHour> ledger,
    List<QuarantineRow> refused) {

  static Routing of(Outcome outcome) {
    // With Java 21 this is a switch over the sealed type.
    if (outcome instanceof Outcome.Accepted accepted) {
      return accepted(accepted);
    } else if (outcome instanceof Outcome.Duplicate duplicate) {
      return counted(LedgerHour.duplicate(duplicate.cityId(), duplicate.receivedAt()));
    } else if (outcome instanceof Outcome.Conflict conflict) {
      return refused(QuarantineRow.conflict(conflict.reading(), conflict.avro()));
    } else if (outcome instanceof Outcome.Damaged damaged) {
      return refused(
          QuarantineRow.damaged(
              Topics.READINGS,
              damaged.record().timestampMillis(),
              damaged.record().topicPartitionOffset() + ": " + damaged.problem(),
              damaged.record().value()));
    } else if (outcome instanceof Outcome.Reassigned reassigned) {
      return new Routing(
          List.of(),
          byLamp(reassigned.ofLamps()),
          byLamp(reassigned.ofMeters()),
          List.of(),
          List.of());
    }
    throw new IllegalArgumentException("an outcome without a route: " + outcome);
  }

  private static Routing accepted(Outcome.Accepted outcome) {
    AcceptedReading reading = outcome.reading();
    List<LampContributions> contributions = byLamp(outcome.contributions());
    boolean meter = reading.origin().meter();
    return new Routing(
        List.of(reading),
        meter ? List.of() : contributions,
        meter ? contributions : List.of(),
        ledger(reading, outcome.missing()),
        List.of());
  }

  private static List<LedgerHour> ledger(AcceptedReading reading, List<MissingSequence> missing) {
    String city = reading.origin().cityId();
    long receivedAt = reading.timing().receivedAt();
    LedgerHour event =
        switch (reading.timing().timeliness()) {
          case IN_TIME -> LedgerHour.inTime(city, receivedAt);
          case LATE -> LedgerHour.lateCorrected(city, receivedAt);
          case TOO_LATE -> LedgerHour.tooLate(city, receivedAt);
        };
    if (missing.isEmpty()) {
      return List.of(event);
    }
    List<LedgerHour> events = new ArrayList<>(1 + missing.size());
    events.add(event);
    for (MissingSequence change : missing) {
      events.add(LedgerHour.missing(city, change.receivedHour(), change.delta()));
    }
    return events;
  }

  private static Routing counted(LedgerHour event) {
    return new Routing(List.of(), List.of(), List.of(), List.of(event), List.of());
  }

  private static Routing refused(QuarantineRow row) {
    return new Routing(List.of(), List.of(), List.of(), List.of(), List.of(row));
  }

  private static List<LampContributions> byLamp(List<IntervalContribution> contributions) {
    return contributions.isEmpty() ? List.of() : LampContributions.byLamp(contributions);
  }
}
