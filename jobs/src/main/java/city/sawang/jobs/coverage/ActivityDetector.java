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
 * Emits in which quarter hours a city was active: once with the first controller that reported in
 * it, and once more with another one; who else did does not matter. What it emitted is remembered
 * while it runs, not in a state: emitting it again after a restart changes nothing.
 */
public final class ActivityDetector extends RichFlatMapFunction<LampContributions, ActiveInterval> {
  private static final long serialVersionUID = 1L;

  private static final int REMEMBERED = 50_000;
  private static final String SEVERAL = "";

  private final boolean meters;
  private transient Map<Slot, String> emitted;

  private ActivityDetector(boolean meters) {
    this.meters = meters;
  }

  /** Of the controllers of lamps. */
  public static ActivityDetector ofLamps() {
    return new ActivityDetector(false);
  }

  /** Of the meters of circuits: where one speaks, silent lamps are missed. */
  public static ActivityDetector ofMeters() {
    return new ActivityDetector(true);
  }

  private record Slot(String cityId, long periodStart, String unregisteredLamp) {}

  @Override
  public void open(OpenContext context) {
    emitted =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Slot, String> eldest) {
            return size() > REMEMBERED;
          }
        };
  }

  @Override
  public void flatMap(LampContributions lamp, Collector<ActiveInterval> out) {
    for (IntervalContribution contribution : lamp.contributions()) {
      if (contribution instanceof IntervalFigures figures && figures.hasReadings()) {
        detect(figures, out);
      }
    }
  }

  private void detect(IntervalFigures figures, Collector<ActiveInterval> out) {
    boolean registered =
        meters
            ? figures.attribution().feederId() != null
            : figures.attribution().deploymentId() != null
                || !figures.lampId().equals(figures.controllerId());
    if (meters && !registered) {
      return;
    }
    Slot slot =
        new Slot(
            figures.cityId(),
            figures.periodStart(),
            registered ? ActiveInterval.REGISTERED : figures.lampId());
    String witness = figures.controllerId();
    String known = emitted.get(slot);
    if (known == null || !known.equals(SEVERAL) && !known.equals(witness)) {
      emitted.put(slot, known == null ? witness : SEVERAL);
      out.collect(
          new ActiveInterval(
              figures.cityId(),
              figures.periodStart(),
              figures.attribution().nightDay(),
              witness,
              meters,
              slot.unregisteredLamp()));
    }
  }
}
