package city.sawang.local.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes that work in, or name on their command line, a directory of a test: roles, brokers
 * and every process of PostgreSQL. What they use, as Linux counts it.
 *
 * @param processes directories below /proc
 */
record OurProcesses(List<Path> processes) {
  private static final double TICKS_PER_SECOND = 100;

  static OurProcesses of(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return new OurProcesses(
          all.filter(process -> process.getFileName().toString().matches("[0-9]+"))
              .filter(process -> isOf(directory, process))
              .toList());
    }
  }

  private static boolean isOf(Path directory, Path process) {
    try {
      return Files.readString(process.resolve("cmdline")).contains(directory.toString())
          || process.resolve("cwd").toRealPath().startsWith(directory.toRealPath());
    } catch (IOException ended) {
      return false;
    }
  }

  /**
   * User and system time since they began. Unlike what gets done in a second it hardly depends on
   * who else uses the machine.
   */
  double cpuSeconds() throws IOException {
    long ticks = 0;
    for (Path process : processes) {
      String stat = read(process, "stat");
      // The name in brackets may hold blanks; user and system time are 12 and 13 fields behind it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      if (fields.length > 12) {
        ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Memory in use, pages shared by several processes counted once in all. */
  double megabytes() throws IOException {
    long kilobytes = 0;
    for (Path process : processes) {
      kilobytes +=
          read(process, "smaps_rollup")
              .lines()
              .filter(line -> line.startsWith("Pss:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .sum();
    }
    return kilobytes / 1024.0;
  }

  private static String read(Path process, String file) throws IOException {
    try {
      return Files.readString(process.resolve(file));
    } catch (NoSuchFileException ended) {
      return "";
    }
  }
}
