package city.sawang.jobs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What a version left behind after the first chapter of {@link UpgradeStory}: the files of its
 * savepoint and the rows it had written, in one archive.
 *
 * @param archive {@code <version>.zip}
 */
record SavepointFixture(Path archive) {
  /** Where the savepoints of released versions are kept. */
  static final Path RELEASES = Path.of("src/test/resources/savepoints");

  private static final Map<String, String> MIGRATIONS = Map.of("0.1.0.zip", "7");
  private static final String SUFFIX = ".zip";
  private static final String ROWS = "rows.txt";

  /** Those of released versions, the oldest first; none before the first release. */
  static List<SavepointFixture> ofReleases() throws IOException {
    try (Stream<Path> files = Files.list(RELEASES)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(SavepointFixture::new)
          .toList();
    }
  }

  /**
   * Sends the first chapter to a started job, stops it with a savepoint and keeps that in {@code
   * directory}.
   *
   * @throws java.nio.file.FileAlreadyExistsException for a version that is kept: what was released is
   *     never written again
   */
  static SavepointFixture take(UpgradeRun run, Path directory, String version) throws Exception {
    run.send(new UpgradeStory().first());
    run.settledRows();
    URI savepoint = run.stopWithSavepoint(run.directory().resolve("savepoints"));
    return write(directory.resolve(version + SUFFIX), savepoint, StoredRows.dump(run.database()));
  }

  private static SavepointFixture write(Path archive, URI savepoint, String rows)
      throws IOException {
    try (ZipOutputStream out =
            new ZipOutputStream(Files.newOutputStream(archive, StandardOpenOption.CREATE_NEW));
        Stream<Path> files = Files.list(Path.of(savepoint))) {
      for (Path file : files.sorted().toList()) {
        out.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, out);
      }
      out.putNextEntry(new ZipEntry(ROWS));
      out.write(rows.getBytes(StandardCharsets.UTF_8));
    }
    return new SavepointFixture(archive);
  }

  /** A copy of the savepoint, for a job that may remove it. */
  URI savepointIn(Path target) throws IOException {
    Files.createDirectories(target);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : zip.stream().filter(each -> !each.getName().equals(ROWS)).toList()) {
        Files.copy(zip.getInputStream(entry), target.resolve(entry.getName()));
      }
    }
    return target.toUri();
  }

  /** The last migration of the released version; empty for this version. */
  Optional<String> migration() {
    return Optional.ofNullable(MIGRATIONS.get(toString()));
  }

  /** What {@link StoredRows#dump} wrote of the tables. */
  String rows() throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      byte[] bytes = zip.getInputStream(zip.getEntry(ROWS)).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  long bytes() throws IOException {
    return Files.size(archive);
  }

  @Override
  public String toString() {
    return archive.getFileName().toString();
  }
}
