package city.sawang.jobs.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the checkpoint to resume from: Flink itself only looks within the life of one cluster. */
public final class Checkpoints {
  private static final String METADATA = "_metadata";
  private static final String PREFIX = "chk-";

  private Checkpoints() {}

  /**
   * The newest complete checkpoint of any job under {@code directory} ({@code
   * directory/<job>/chk-N/_metadata}): Flink writes the metadata last, so a checkpoint that has it
   * is whole. Newest by the time of the metadata; of two of one instant, the higher number.
   *
   * @param directory a {@code file:} URI; it need not exist
   * @return empty when there is none: then the job starts from the beginning of the topics
   */
  public static Optional<URI> newestComplete(URI directory) {
    Path root = Path.of(directory);
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    try (Stream<Path> jobs = Files.list(root)) {
      return jobs.filter(Files::isDirectory)
          .flatMap(Checkpoints::completeOf)
          .max(Comparator.comparing(Found::writtenAt).thenComparingLong(Found::number))
          .map(found -> found.path().toUri());
    } catch (IOException e) {
      throw new UncheckedIOException("list checkpoints in " + directory, e);
    }
  }

  private record Found(Path path, FileTime writtenAt, long number) {}

  private static Stream<Found> completeOf(Path job) {
    try (Stream<Path> checkpoints = Files.list(job)) {
      return checkpoints
          .filter(path -> path.getFileName().toString().matches(PREFIX + "[0-9]+"))
          .filter(path -> Files.isRegularFile(path.resolve(METADATA)))
          .map(Checkpoints::found)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException("list checkpoints in " + job, e);
    }
  }

  private static Found found(Path path) {
    try {
      return new Found(
          path,
          Files.getLastModifiedTime(path.resolve(METADATA)),
          Long.parseLong(path.getFileName().toString().substring(PREFIX.length())));
    } catch (IOException e) {
      throw new UncheckedIOException("read the time of " + path, e);
    }
  }
}
