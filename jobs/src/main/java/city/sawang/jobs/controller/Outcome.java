package city.sawang.jobs.controller;

import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.log.MissingSequence;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.avro.Reading;
import java.util.List;

/** What became of one record of a controller; who hears of it is decided by {@link Routing}. */
sealed interface Outcome {
  /**
   * A reading that is new.
   *
   * @param contributions quarter hours that came out different by it
   * @param missing what became known about readings that are missing
   */
  record Accepted(
      AcceptedReading reading,
      List<IntervalContribution> contributions,
      List<MissingSequence> missing)
      implements Outcome {}

  /** A reading that is there already, with the same content. */
  record Duplicate(String cityId, long receivedAt) implements Outcome {}

  /**
   * A reading whose identity is taken by one with other content; the first one counts.
   *
   * @param avro its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
  record Conflict(Reading reading, byte[] avro) implements Outcome {}

  /** A record that is no reading of the controller in its key. */
  record Damaged(RawRecord record, String problem) implements Outcome {}

  /**
   * The registry says something else than before about a controller.
   *
   * @param ofLamps quarter hours of lamps that came out different by it
   * @param ofMeters those of meters
   */
  record Reassigned(List<IntervalContribution> ofLamps, List<IntervalContribution> ofMeters)
      implements Outcome {
    /** Of a controller from which no reading has come yet. */
    static final Reassigned NOTHING = new Reassigned(List.of(), List.of());

    /**
     * @param meter it is a meter now
     * @param changed what it contributes now
     * @param retracted what it contributed as the other kind
     */
    static Reassigned of(
        boolean meter, List<IntervalContribution> changed, List<IntervalContribution> retracted) {
      return meter ? new Reassigned(retracted, changed) : new Reassigned(changed, retracted);
    }
  }
}
