package city.sawang.local.simulate;

import city.sawang.jobs.alarm.LampReadings;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedReadings;
import city.sawang.jobs.controller.MeterReadings;
import city.sawang.jobs.controller.Timeliness;
import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.IncidentState;
import city.sawang.jobs.incident.IncidentUpdate;
import city.sawang.jobs.incident.LampIncidents;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.Acceptance;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.MeterState;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.ReadingLog;
import city.sawang.schemas.avro.Reading;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One controller as the jobs see it: who is a duplicate, and what becomes of its incidents. */
final class WatchedLamp {
  /** The watermark is behind the readings by so much. */
  private static final long WATERMARK_BEHIND_MILLIS = 60_000;

  /** What all lamps of one thread share. */
  static final class Engines {
    private final RuleSet rules = RuleSet.shipped();
    private final ControllerMeter meter = new ControllerMeter(MeteringRules.defaults());
    private final LampIncidents incidents = new LampIncidents(rules, MeteringRules.defaults());
  }

  private final Engines engines;
  private final ControllerAssignments placement;
  private final MapLog meterLog = new MapLog();
  private final MapLog incidentLog = new MapLog();
  private final Map<String, Incident> standing = new HashMap<>();
  private MeterState meterState = MeterState.EMPTY;
  private IncidentState incidentState = IncidentState.EMPTY;
  private long nextTimer = Long.MAX_VALUE;
  private long retracted;
  private long readings;

  WatchedLamp(Engines engines, ControllerAssignments placement) {
    this.engines = engines;
    this.placement = placement;
  }

  /** What the registry would say of a lamp. */
  static ControllerAssignments placement(FleetLamp lamp, ZoneId zone) {
    int lat = (int) Math.round(lamp.latitude() * 1e6);
    int lon = (int) Math.round(lamp.longitude() * 1e6);
    LampAssignment assignment =
        new LampAssignment(
            lamp.lampId(),
            LampAssignment.Kind.LAMP,
            new LampAssignment.Membership("played", lamp.feederId(), "REPORTING"),
            new LightPoint(
                lat, lon, lamp.nominalMilliwatts(), 0, 10_000, lamp.schedule().toString()),
            new LampAssignment.Reporting(
                lamp.intervalSeconds(), lamp.nightPowered(), MeterReading.ABSENT_INT),
            Long.MIN_VALUE,
            Long.MAX_VALUE);
    return new ControllerAssignments(
        lamp.cityId(), lamp.controllerId(), zone.getId(), lat, lon, List.of(assignment));
  }

  /**
   * @param now when it comes, epoch milliseconds
   */
  void accept(Reading reading, long now) {
    passTo(now - WATERMARK_BEHIND_MILLIS);
    Acceptance acceptance =
        engines.meter.accept(meterLog, meterState, placement, MeterReadings.of(reading));
    Timeliness timeliness = Timeliness.TOO_LATE;
    if (acceptance instanceof Acceptance.Refused) {
      return;
    } else if (acceptance instanceof Acceptance.Metered metered) {
      meterState = metered.state();
      timeliness = Timeliness.IN_TIME;
    }
    readings++;
    AcceptedReading accepted =
        AcceptedReadings.of(
            reading,
            Optional.of(placement.assignments().get(0)),
            false,
            timeliness,
            AcceptedReading.NOTHING_EXPECTED);
    LampReading watched = LampReadings.of(accepted, engines.rules);
    take(engines.incidents.accept(incidentLog, incidentState, placement, watched));
  }

  /** Time passes: timers go off, each when the watermark reaches it. */
  void passTo(long now) {
    while (nextTimer <= now) {
      take(engines.incidents.advance(incidentState, placement, nextTimer));
    }
  }

  private void take(IncidentUpdate update) {
    incidentState = update.state();
    nextTimer = update.nextTimer();
    for (IncidentChange change : update.changes()) {
      String id = change.incident().incidentId();
      if (change.incident().code().isSign()) {
        // What it contributes to outages, of which one lamp knows nothing.
        continue;
      }
      if (change.isRetracted()) {
        retracted++;
        standing.remove(id);
      } else {
        standing.put(id, change.incident());
      }
    }
  }

  Collection<Incident> standing() {
    return standing.values();
  }

  long retracted() {
    return retracted;
  }

  long readings() {
    return readings;
  }

  private static final class MapLog implements ReadingLog {
    private final Map<Long, byte[]> chunks = new HashMap<>();

    @Override
    public byte[] get(long chunkStart) {
      return chunks.get(chunkStart);
    }

    @Override
    public void put(long chunkStart, byte[] chunk) {
      chunks.put(chunkStart, chunk);
    }

    @Override
    public void remove(long chunkStart) {
      chunks.remove(chunkStart);
    }
  }
}
