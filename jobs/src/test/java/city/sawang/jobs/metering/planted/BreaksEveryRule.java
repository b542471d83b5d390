package city.sawang.jobs.metering.planted;

import java.time.Instant;
import org.apache.flink.configuration.Configuration;

/** Breaks the rules of the architecture test on purpose, so that the rules are seen to bite. */
final class BreaksEveryRule {
  private final double energyWattHours;
  private final Instant when = Instant.now();
  private final Configuration configuration = new Configuration();

  BreaksEveryRule(double energyWattHours) {
    this.energyWattHours = energyWattHours;
  }

  double energyWattHours() {
    return configuration.keySet().isEmpty() && when.isAfter(Instant.EPOCH) ? energyWattHours : 0.0;
  }
}
