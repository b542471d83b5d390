package city.sawang.jobs.metering;

import java.util.List;

/**
 * What one reading, or one change of the registry, brought about.
 *
 * @param verdict null when it answers a registry change
 * @param summary to be kept beside the log; null only when the log is still empty
 * @param stands to be kept beside the summary; null when the caller keeps none
 * @param contributions absolute values of the quarter hours that may have changed
 * @param missing changes of the holes in the device's sequence numbers
 */
public record Acceptance(
    Verdict verdict,
    ControllerSummary summary,
    CounterStands stands,
    List<QuarterHourContribution> contributions,
    List<MissingSequence> missing) {}
