package city.sawang.jobs.metering;

import city.sawang.jobs.metering.contribution.IntervalContribution;
import java.util.List;

/**
 * What the meter answers to a change of the registry: the log was evaluated again.
 *
 * @param state to be kept beside the log
 * @param contributions the difference to what was published before: changed figures, and retractions
 *     for lamps that the controller does not serve any more
 */
public record Reevaluation(MeterState state, List<IntervalContribution> contributions) {}
