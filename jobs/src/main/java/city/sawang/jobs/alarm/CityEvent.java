package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.outage.MeterWord;

/** What may change the outages of a city. */
sealed interface CityEvent {
  String cityId();

  /** Something changed of a lamp, by its own readings. */
  record LampChanged(IncidentChange change) implements CityEvent {
    @Override
    public String cityId() {
      return change.incident().cityId();
    }
  }

  /** A meter of a circuit spoke. */
  record MeterSaid(String cityId, String controllerId, MeterWord word) implements CityEvent {}

  /**
   * The registry says something about a controller.
   *
   * @param key city/controller
   * @param record null: it is no longer registered
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
  record Registered(String key, byte[] record) implements CityEvent {
    @Override
    public String cityId() {
      return key.substring(0, key.indexOf('/'));
    }
  }
}
