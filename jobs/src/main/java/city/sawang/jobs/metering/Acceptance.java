package city.sawang.jobs.metering;

import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.log.MissingSequence;
import java.util.List;

/** What the meter answers to a reading. */
public sealed interface Acceptance {
  ReadingOutcome outcome();

  /** The reading is refused as DUPLICATE or CONFLICT: nothing changes. */
  record Refused(ReadingOutcome outcome) implements Acceptance {}

  /** The reading is accepted, but TOO_LATE to change any figure. */
  record TooLate() implements Acceptance {
    @Override
    public ReadingOutcome outcome() {
      return ReadingOutcome.TOO_LATE;
    }
  }

  /**
   * The reading is accepted IN_TIME or LATE, and metered.
   *
   * @param state to be kept beside the log
   * @param contributions to the quarter hours that may have changed
   * @param missing changes of the gaps in the device's sequence numbers
   */
  record Metered(
      ReadingOutcome outcome,
      MeterState state,
      List<IntervalContribution> contributions,
      List<MissingSequence> missing)
      implements Acceptance {}
}
