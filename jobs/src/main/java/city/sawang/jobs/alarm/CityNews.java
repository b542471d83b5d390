package city.sawang.jobs.alarm;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.alarm.CityEvent.MeterSaid;
import city.sawang.jobs.alarm.CityEvent.Registered;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedReading.Electrical;
import city.sawang.jobs.controller.AcceptedReading.PhaseMeasurement;
import city.sawang.jobs.incident.outage.MeterWord;
import city.sawang.jobs.source.RawRecord;
import java.util.Objects;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;

/** What concerns the outages of a city beside the incidents of its lamps: registry and meters. */
final class CityNews implements FlatMapFunction<Either<AcceptedReading, RawRecord>, CityEvent> {
  private static final long serialVersionUID = 1L;

  @Override
  public void flatMap(Either<AcceptedReading, RawRecord> news, Collector<CityEvent> out) {
    if (news.isRight()) {
      out.collect(new Registered(news.right().key(), news.right().value()));
    } else if (isCurrent(news.left())) {
      out.collect(said(news.left()));
    }
  }

  /** It shows what is so now: it comes from a meter, and was not stored on the way. */
  private static boolean isCurrent(AcceptedReading reading) {
    return reading.origin().meter()
        && reading.origin().registered()
        && !reading.timing().historical();
  }

  private static MeterSaid said(AcceptedReading reading) {
    Electrical e = reading.electrical();
    return new MeterSaid(
        reading.origin().cityId(),
        reading.origin().controllerId(),
        new MeterWord(
            reading.timing().observedAt(),
            e.activePowerMilliwatts() == null ? ABSENT : e.activePowerMilliwatts(),
            voltage(e),
            Boolean.TRUE.equals(reading.equipment().breakerTripped())));
  }

  /** Of three phases the highest: one that is left still lights lamps. */
  private static long voltage(Electrical e) {
    if (e.supplyVoltageMillivolts() != null) {
      return e.supplyVoltageMillivolts();
    }
    return e.phases().stream()
        .map(PhaseMeasurement::supplyVoltageMillivolts)
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .max()
        .orElse(ABSENT);
  }
}
