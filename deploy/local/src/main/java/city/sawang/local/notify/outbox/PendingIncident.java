package city.sawang.local.notify.outbox;

import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.Notification.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An incident with changes that wait to be judged.
 *
 * @param present as it is now
 * @param announcement what of it was announced last, and when
 * @param changes in the order in which they were recorded
 */
record PendingIncident(Present present, Announcement announcement, List<SeenChange> changes) {
  PendingIncident {
    changes = List.copyOf(changes);
  }

  /** What telemetry did (store.incident_change). */
  enum Change {
    RAISED,
    REOPENED,
    RELEASED,
    CLEARED,
    VERIFIED,
    RETRACTED;

    boolean isOpening() {
      return this == RAISED || this == REOPENED || this == RELEASED;
    }

    boolean isClosing() {
      return this == CLEARED || this == RETRACTED;
    }
  }

  /**
   * A change.
   *
   * @param at event time
   * @param recordedAt when the database heard of it
   */
  record SeenChange(Change change, Instant at, Instant recordedAt) {}

  /**
   * The incident as it is now.
   *
   * @param explained an outage explains it and stands in its place
   * @param retracted there never was such an incident
   * @param asideUntil end of the planned work that covers it, or of the shelf that a person put it
   *     on; empty: neither
   */
  record Present(
      CityName city,
      Fault fault,
      Course course,
      boolean explained,
      boolean retracted,
      Optional<Instant> asideUntil) {}

  /**
   * What was announced last.
   *
   * @param at when; the beginning of time where nothing was
   */
  record Announcement(Announced state, Instant at) {}
}
