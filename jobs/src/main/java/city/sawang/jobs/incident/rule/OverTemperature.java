package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/** The controller is too hot, or has shut down because of that (INCIDENTS.md#temperature). */
final class OverTemperature implements FaultRule {
  private static final long DEGREE = 1_000;

  private final long raiseMillicelsius;
  private final long clearMillicelsius;
  private final Persistence raise;
  private final Persistence clear;

  OverTemperature(RulesReader rules) {
    raiseMillicelsius = rules.number("over_temperature.above_c", 40, 150) * DEGREE;
    clearMillicelsius =
        raiseMillicelsius - rules.number("over_temperature.clear_below_by", 0, 50) * DEGREE;
    raise = rules.persistence("over_temperature.raise");
    clear = rules.persistence("over_temperature.clear");
  }

  @Override
  public FaultCode code() {
    return FaultCode.OVER_TEMPERATURE;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.CONTROLLER_TEMP_MILLICELSIUS, Quantity.DEVICE_FLAGS);
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (s.flags(code())) {
      return Judgement.raise(Persistence.AT_ONCE);
    }
    if (!s.says(Quantity.CONTROLLER_TEMP_MILLICELSIUS)) {
      return Judgement.UNSAID;
    }
    long temperature = s.get(Quantity.CONTROLLER_TEMP_MILLICELSIUS);
    if (temperature > raiseMillicelsius) {
      return Judgement.raise(raise);
    }
    return temperature <= clearMillicelsius ? Judgement.clear(clear) : Judgement.BETWEEN;
  }
}
