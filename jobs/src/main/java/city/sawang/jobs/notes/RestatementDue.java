package city.sawang.jobs.notes;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.metering.contribution.MeteringInterval;

/**
 * A row of {@code store.restatement_due}: a recompute of this period would change what is
 * published, because something came after the jobs had let go of it.
 *
 * @param subjectId lamp, circuit, or the controller whose reading came too late; empty: the city
 * @param periodStart epoch milliseconds
 * @param reason {@link #TOO_LATE} or {@link #FREED}
 */
public record RestatementDue(String cityId, String subjectId, long periodStart, String reason) {
  /** A reading came later than the horizon allows; it is archived and in no figure. */
  public static final String TOO_LATE = "TOO_LATE";

  /** The note that such a reading brings about. */
  public static RestatementDue tooLate(AcceptedReading reading) {
    return new RestatementDue(
        reading.origin().cityId(),
        reading.origin().lampId(),
        MeteringInterval.quarterOf(reading.timing().observedAt()),
        TOO_LATE);
  }

  /** A figure came out different whose state had been freed. */
  public static final String FREED = "FREED";
}
