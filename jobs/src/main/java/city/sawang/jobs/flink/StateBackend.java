package city.sawang.jobs.flink;

import java.util.Locale;

/** Where the state of the jobs lives while they run. */
public enum StateBackend {
  /** On the heap: fastest, for a state of less than about a gigabyte per TaskManager. */
  HASHMAP,
  /** On the local disk: for a country. */
  ROCKSDB;

  /** As Flink writes it. */
  public String flinkName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
