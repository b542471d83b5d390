package city.sawang.jobs.flink;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a Flink process stands on its machine.
 *
 * @param host address to listen on and to tell others
 * @param workingFiles directory for its working files; empty: that of the machine
 */
public record FlinkPlace(String host, Optional<Path> workingFiles) {
  /** On the loopback address, with its working files below this directory. */
  public static FlinkPlace local(Path workingFiles) {
    return new FlinkPlace("127.0.0.1", Optional.of(workingFiles));
  }

  /** On the loopback address, with its working files where the machine keeps such. */
  public static FlinkPlace local() {
    return new FlinkPlace("127.0.0.1", Optional.empty());
  }
}
