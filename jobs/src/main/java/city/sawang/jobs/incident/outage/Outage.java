package city.sawang.jobs.incident.outage;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Scope;

/**
 * An episode with its cause.
 *
 * @param code FEEDER_OUTAGE, GATEWAY_OUTAGE or CITY_LINK_DOWN
 * @param detectedAt when it becomes an incident: a while after it is known, so that a wider one goes first
 * @param powerLost lamps or a meter say so; else nothing is known but silence
 * @param togetherMillis lamps that go out within so long of each other go out together
 */
record Outage(
    FaultCode code, Episode episode, long detectedAt, boolean powerLost, long togetherMillis) {
  Scope scope() {
    return episode.group().scope;
  }

  long openedAt() {
    return episode.openedAt();
  }

  String subjectId() {
    return episode.group().id;
  }

  /** It may be why a lamp is silent or dark that went so at an instant. */
  boolean covers(Sign sign) {
    return episode.group().has(sign.lampId())
        && sign.since() >= episode.openedAt() - togetherMillis
        && sign.since() <= episode.clearedAt();
  }

  /** It explains most of the lamps of another episode, and was known by an instant. */
  boolean covers(Episode other, long knownBy) {
    if (episode.knownAt() > knownBy
        || other.openedAt() > episode.clearedAt()
        || other.openedAt() < episode.openedAt() - togetherMillis) {
      return false;
    }
    long common = other.lamps().stream().filter(episode.group()::has).count();
    return 2 * common > other.lamps().size();
  }

  /** It may be why an incident of one of its lamps was raised. */
  boolean explains(Incident incident) {
    return switch (incident.code()) {
      case COMM_LOSS -> true;
      case LAMP_FAILURE, SUPPLY_LOSS, UNDERVOLTAGE -> code == FaultCode.FEEDER_OUTAGE;
      default -> false;
    };
  }

  /** The incident goes on while it goes on. */
  boolean overlaps(Incident incident) {
    return incident.detectedAt() <= graceUntil()
        && (incident.isOpen() || incident.clearedAt() >= episode.openedAt() - togetherMillis);
  }

  /** Until when what it explained is over with it: a little after its end. */
  long graceUntil() {
    return episode.isOpen() ? Long.MAX_VALUE : episode.clearedAt() + togetherMillis;
  }
}
