package city.sawang.local.export;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.export.file.FileFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten million rows through the command in a process of its own, with the memory deploy/sawang gives
 * it.
 */
@Tag("bench")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportBenchIT {
  private static final long ROWS = Long.getLong("sawang.bench.rows", 10_000_000);
  private static final int LAMPS = 10_000;
  private static final String VIEW = "energy.lamp_quarter_hour";

  private ExportDatabase database;

  @BeforeAll
  void fill() {
    database = ExportDatabase.empty();
    // Loaded without the primary key, which an export does not use; the index over time is the real
    // one.
    database.execute(
        """
        ALTER TABLE store.lamp_quarter_hour DROP CONSTRAINT lamp_quarter_hour_pkey;
        DROP INDEX store.lamp_quarter_hour_period;
        ALTER TABLE store.lamp_quarter_hour SET UNLOGGED;
        INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
            active_power_avg_mw, active_power_min_mw, active_power_max_mw, supply_voltage_avg_mv, power_factor_avg_bp, dim_actual_avg_bp, lit_seconds,
            readings_expected, readings_accepted, decided, revision, updated_at)
        SELECT TIMESTAMPTZ '2024-01-01 00:00+07' + (i / %1$d) * INTERVAL '15 minutes', 'city-' || i %% 5, 'LAMP-' || i %% %1$d, 'deployment', 'F' || i %% 100,
               hashint8(i) & 65535, hashint8(i) & 32767, hashint8(i) & 255, 0, 40000 + (hashint8(i + 1) & 16383), 39000, 61000, 225000 + (hashint8(i + 2) & 8191),
               9000 + (hashint8(i + 3) & 511), 6000, 900, 1, 1, true, 1 + (i & 3), TIMESTAMPTZ '2024-01-02 00:00+07' + i * INTERVAL '1 microsecond'
        FROM generate_series(0::bigint, %2$d - 1) i;
        CREATE INDEX lamp_quarter_hour_period ON store.lamp_quarter_hour (period_start);
        ANALYZE store.lamp_quarter_hour;
        """
            .formatted(LAMPS, ROWS));
  }

  /** All, or those of {@code -Dsawang.bench.formats=PARQUET}. */
  static Stream<FileFormat> formats() {
    String chosen = System.getProperty("sawang.bench.formats", "CSV,PARQUET");
    return Pattern.compile(",").splitAsStream(chosen).map(FileFormat::valueOf);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void tenMillionRowsInBoundedMemory(FileFormat format, @TempDir Path to) throws Exception {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-Xss512k",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "city.sawang.local.cli.Sawang",
                "export",
                VIEW,
                "--to",
                to.toString(),
                "--format",
                format.name(),
                "--jdbc-url",
                database.url())
            .redirectErrorStream(true)
            .start();
    long peakKilobytes = 0;
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        peakKilobytes = Math.max(peakKilobytes, peak(process));
      }
    }
    int exit = process.waitFor();
    double seconds = (System.nanoTime() - began) / 1e9;

    assertThat(exit).as(String.join("\n", lines)).isZero();
    long bytes = 0;
    try (Stream<Path> files = Files.list(to.resolve(VIEW))) {
      for (Path file :
          files.filter(one -> one.toString().endsWith("." + format.extension())).toList()) {
        bytes += Files.size(file);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %,d rows in %.0f s, %,.0f rows/s, %,d MB, peak RSS of the process %,d MB%n",
        format,
        ROWS,
        seconds,
        ROWS / seconds,
        bytes / 1_000_000,
        peakKilobytes / 1024);
    assertThat(peakKilobytes).as("whole process").isLessThan(640 * 1024);
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var postgres = database.connect();
        var sums = postgres.createStatement()) {
      String figures =
          "SELECT count(*), sum(energy_wh), sum(supply_voltage_avg_v), count(DISTINCT lamp_id) FROM"
              + " ";
      String files = "'" + to.resolve(VIEW) + "/*." + format.extension() + "'";
      try (var written = statement.executeQuery(figures + files);
          var published = sums.executeQuery(figures + VIEW)) {
        written.next();
        published.next();
        for (int i = 1; i <= 4; i++) {
          assertThat(Double.parseDouble(written.getString(i)))
              .isEqualTo(
                  Double.parseDouble(published.getString(i)),
                  org.assertj.core.api.Assertions.within(0.01));
        }
      }
    }
  }

  /** The most resident memory a process had so far, in kB; 0 where there is no /proc. */
  private static long peak(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
