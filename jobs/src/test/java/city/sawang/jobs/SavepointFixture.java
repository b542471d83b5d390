package city.sawang.jobs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What a released version left behind after the first chapter of {@link UpgradeStory}: the files of
 * its savepoint and the rows it had written, in one archive.
 *
 * @param archive {@code src/test/resources/savepoints/<version>.zip}
 */
record SavepointFixture(Path archive) {
  private static final Path ALL = Path.of("src/test/resources/savepoints");
  private static final String SUFFIX = ".zip";
  private static final String ROWS = "rows.txt";

  /** All that are kept, the oldest version first. */
  static List<SavepointFixture> kept() throws IOException {
    try (Stream<Path> files = Files.list(ALL)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(SavepointFixture::new)
          .toList();
    }
  }

  /**
   * Keeps the savepoint and rows of a version.
   *
   * @throws java.nio.file.FileAlreadyExistsException for a version that is kept: what was released is
   *     never written again
   */
  static SavepointFixture write(String version, URI savepoint, String rows) throws IOException {
    Path archive = ALL.resolve(version + SUFFIX);
    Files.createDirectories(ALL);
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

  /** What {@link StoredRows#dump} told of the tables. */
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
