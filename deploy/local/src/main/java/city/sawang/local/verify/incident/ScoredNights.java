package city.sawang.local.verify.incident;

import city.sawang.local.simulate.given.LightPlan;
import city.sawang.local.verify.incident.InjectedTruth.Demand;
import city.sawang.schemas.registry.LampSchedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was raised by day that must not be, and how many notifications quiet nights have. */
final class ScoredNights {
  private static final String SILENCE = "COMM_LOSS";

  /** A city and a lighting night, which is named by the date of its dusk. */
  private record CityNight(String cityId, LocalDate night) {}

  private final InjectedTruth truth;
  private final List<RaisedIncident> incidents;

  ScoredNights(InjectedTruth truth, List<RaisedIncident> incidents) {
    this.truth = truth;
    this.incidents = incidents;
  }

  void into(IncidentScore score) {
    incidents.stream().filter(this::isDaytimeSilence).forEach(score::daytimeSilence);
    Set<CityNight> quiet = quiet();
    score.quietNights = quiet.size();
    Map<CityNight, Integer> notified = new HashMap<>();
    for (RaisedIncident incident : incidents) {
      CityNight night = new CityNight(incident.subject().cityId(), night(incident.openedAt()));
      if (incident.isRoot() && quiet.contains(night)) {
        notified.merge(night, 1, Integer::sum);
      }
    }
    score.quietNotifications = notified.values().stream().mapToInt(n -> n).sum();
    score.mostQuietNotifications = notified.values().stream().mapToInt(n -> n).max().orElse(0);
  }

  /** A lamp whose circuit has no power then is called silent. */
  private boolean isDaytimeSilence(RaisedIncident incident) {
    InjectedTruth.LampTruth lamp =
        truth.lamps().get(InjectedTruth.key(incident.subject().cityId(), incident.subject().id()));
    if (!incident.subject().code().equals(SILENCE) || lamp == null || !lamp.nightPowered()) {
      return false;
    }
    LightPlan sun =
        new LightPlan(lamp.latitude(), lamp.longitude(), truth.zone(), LampSchedule.DUSK_TO_DAWN);
    return !sun.isDark(incident.detectedAt());
  }

  /** Whole nights of a city in which nothing broke. */
  private Set<CityNight> quiet() {
    Set<CityNight> loud = new HashSet<>();
    for (InjectedTruth.Fault fault : truth.faults()) {
      if (fault.demand() != Demand.QUIET) {
        loud.add(new CityNight(fault.subject().cityId(), night(fault.from())));
      }
    }
    Set<CityNight> quiet = new HashSet<>();
    LocalDate first = night(truth.from()).plusDays(1);
    for (LocalDate night = first; night.isBefore(night(truth.until())); night = night.plusDays(1)) {
      for (InjectedTruth.LampTruth lamp : truth.lamps().values()) {
        quiet.add(new CityNight(lamp.cityId(), night));
      }
    }
    quiet.removeAll(loud);
    return quiet;
  }

  private LocalDate night(long at) {
    ZonedDateTime local = Instant.ofEpochMilli(at).atZone(truth.zone());
    return local.toLocalTime().isBefore(LocalTime.NOON)
        ? local.toLocalDate().minusDays(1)
        : local.toLocalDate();
  }
}
