package city.sawang.local.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.sawang.local.cli.Sawang;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.file.PartFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system of 100 kB, where root may make one. */
class FullDiskIT {
  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void aFullDiskIsOneClearLineAndNoHalfFile(FileFormat format, @TempDir Path directory)
      throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        ran("mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk.toString()),
        "skipped: no right to mount a tmpfs");
    try {
      ExportDatabase database = ExportDatabase.empty();
      database.execute(
          """
          INSERT INTO store.ledger_hour SELECT 'mueang-nan-' || md5(i::text), TIMESTAMPTZ '2024-01-01 00:00+07' + i * INTERVAL '1 hour', i, i, 0, 0, 0, 0, i * 7919 % 1000
          FROM generate_series(0, 8783) i\
          """);
      StringWriter err = new StringWriter();

      int exit =
          Sawang.commandLine()
              .setErr(new PrintWriter(err))
              .setOut(new PrintWriter(new StringWriter()))
              .execute(
                  "export",
                  "quality.ledger",
                  "--to",
                  disk.toString(),
                  "--jdbc-url",
                  database.url(),
                  "--format",
                  format.name());

      assertThat(exit).isEqualTo(1);
      List<String> lines = err.toString().lines().toList();
      assertThat(lines.get(lines.size() - 1))
          .startsWith("sawang: cannot write " + disk)
          .contains("No space left on device");
      assertThat(lines).as("some files were finished before").hasSizeGreaterThan(1);
      onlyWholeFiles(disk.resolve("quality.ledger"), lines.size() - 1, format);
    } finally {
      assertThat(ran("umount", disk.toString())).isTrue();
    }
  }

  private static void onlyWholeFiles(Path directory, int finished, FileFormat format)
      throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(directory)) {
      names = files.map(file -> file.getFileName().toString()).toList();
    }
    assertThat(names).noneMatch(name -> name.endsWith(".part"));
    assertThat(names.stream().filter(name -> name.endsWith("." + format.extension())).count())
        .as("a file whose neighbours no longer fitted may lie there, whole but not listed")
        .isBetween((long) finished, finished + 1L);
    for (String line : Files.readAllLines(directory.resolve("SHA256SUMS"))) {
      String[] sum = line.split("  ", -1);
      assertThat(PartFile.sha256(directory.resolve(sum[1]))).isEqualTo(sum[0]);
    }
  }

  private static boolean ran(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
