package city.sawang.jobs.incident.outage;

import java.util.Optional;

/** What the meters of a city said. */
@FunctionalInterface
public interface MeterWords {
  /**
   * The newest word of a meter after one instant and not after another, epoch milliseconds.
   *
   * @param controllerId of the meter
   */
  Optional<MeterWord> last(String controllerId, long after, long until);
}
