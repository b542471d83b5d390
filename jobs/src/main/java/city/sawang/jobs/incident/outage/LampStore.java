package city.sawang.jobs.incident.outage;

import java.util.Map;

/** Where what is wrong with the lamps of one city is kept, by lamp. */
public interface LampStore {
  /** What was put; null: nothing. */
  byte[] get(String lampId);

  void put(String lampId, byte[] bytes);

  void remove(String lampId);

  /** All that were put and not removed; may not be changed meanwhile. */
  Iterable<Map.Entry<String, byte[]>> all();
}
