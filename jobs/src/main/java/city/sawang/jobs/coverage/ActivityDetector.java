package city.sawang.jobs.coverage;

import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.LampContributions;
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
    for (IntervalContribution contribution : lamp.contributions()) {
      detect(contribution, out);
    }
  }

  private void detect(IntervalContribution contribution, Collector<ActiveInterval> out) {
    if (!(contribution instanceof IntervalFigures figures) || !figures.hasReadings()) {
      return;
    }
    boolean registered =
        figures.attribution().deploymentId() != null
            || !figures.lampId().equals(figures.controllerId());
    ActiveInterval active =
        new ActiveInterval(
            figures.cityId(),
            figures.periodStart(),
            registered ? ActiveInterval.REGISTERED : figures.lampId());
    if (emitted.put(active, Boolean.TRUE) == null) {
      out.collect(active);
    }
  }
}
