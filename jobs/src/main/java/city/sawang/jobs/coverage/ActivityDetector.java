package city.sawang.jobs.coverage;

import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Tells once in which quarter hours a city was heard. What it told is remembered while it runs, not
 * in a state: telling it again after a restart changes nothing.
 */
public final class ActivityDetector extends RichFlatMapFunction<LampContributions, ActiveInterval> {
  private static final long serialVersionUID = 1L;

  private static final int REMEMBERED = 50_000;

  private transient Map<ActiveInterval, Boolean> told;

  @Override
  public void open(OpenContext context) {
    told =
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
      hear(said, out);
    }
  }

  private void hear(QuarterHourContribution said, Collector<ActiveInterval> out) {
    if (said.empty() || !isHeard(said)) {
      return;
    }
    boolean registered = said.deploymentId() != null || !said.lampId().equals(said.controllerId());
    ActiveInterval heard =
        new ActiveInterval(said.cityId(), said.periodStart(), registered ? null : said.lampId());
    if (told.put(heard, Boolean.TRUE) == null) {
      out.collect(heard);
    }
  }

  /** A quarter hour between two readings is told as well; but nobody spoke in it. */
  private static boolean isHeard(QuarterHourContribution said) {
    return said.readingsAccepted() > 0
        || said.powerCount() > 0
        || said.voltageCount() > 0
        || said.powerFactorCount() > 0
        || said.dimCount() > 0;
  }
}
