package city.sawang.jobs.incident.model.planted;

import city.sawang.jobs.incident.IncidentState;

/** Breaks the layers on purpose, so that their rule is seen to bite. */
final class CallsUpwards {
  IncidentState state() {
    return IncidentState.EMPTY;
  }
}
