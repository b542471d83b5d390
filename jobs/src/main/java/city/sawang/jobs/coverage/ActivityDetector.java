package city.sawang.jobs.coverage;

import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Emits once in which quarter hours a city was active. What it emitted is remembered while it runs,
 * not in a state: emitting it again after a restart changes nothing.
 */
public final class ActivityDetector extends RichFlatMapFunction<LampContributions, ActiveInterval> {
  private static final long serialVersionUID = 1L;

  private static final int REMEMBERED = 50_000;

  private transient Map<ActiveInterval, Boolean> emitted;

  @Override
  public void open(OpenContext context) {
    emitted =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<ActiveInterval, Boolean> eldest) {
            return size() > REMEMBERED;
          }
        };
  }

  @Override
  public void flatMap(LampContributions lamp, Collector<ActiveInterval> out) {
    for (QuarterHourContribution said : lamp.said()) {
      detect(said, out);
    }
  }

  private void detect(QuarterHourContribution said, Collector<ActiveInterval> out) {
    if (said.empty() || !isHeard(said)) {
      return;
    }
    boolean registered = said.deploymentId() != null || !said.lampId().equals(said.controllerId());
    ActiveInterval active =
        new ActiveInterval(
            said.cityId(),
            said.periodStart(),
            registered ? ActiveInterval.REGISTERED : said.lampId());
    if (emitted.put(active, Boolean.TRUE) == null) {
      out.collect(active);
    }
  }

  /** A quarter hour between two readings is emitted as well; but nobody spoke in it. */
  private static boolean isHeard(QuarterHourContribution said) {
    return said.readingsAccepted() > 0
        || said.powerCount() > 0
        || said.voltageCount() > 0
        || said.powerFactorCount() > 0
        || said.dimCount() > 0;
  }
}
