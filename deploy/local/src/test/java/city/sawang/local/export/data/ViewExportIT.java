package city.sawang.local.export.data;

import static city.sawang.local.export.SampleExport.bytes;
import static city.sawang.local.export.SampleExport.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.export.ExportDatabase;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.file.PartFile;
import city.sawang.local.export.view.Granularity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewExportIT {
  private static final String VIEW = "energy.lamp_quarter_hour";

  private final StringWriter progress = new StringWriter();
  private ExportDatabase database;

  @BeforeAll
  void seed() {
    database = ExportDatabase.seeded("seed.sql");
  }

  @Test
  void aFileHoldsOneLocalDayOfADenseView(@TempDir Path to) throws Exception {
    ViewExport.Exported done = export(VIEW, request(to, FileFormat.CSV));

    assertThat(done.rows()).isEqualTo(3 * 31 * 4);
    assertThat(names(to.resolve(VIEW)))
        .containsExactly(
            "DICTIONARY.md",
            "LICENCE.md",
            "SHA256SUMS",
            "datapackage.json",
            VIEW + ".2024-10-31.csv",
            VIEW + ".2024-11-01.csv",
            VIEW + ".2024-11-02.csv",
            "schema.json");
  }

  @Test
  void theFirstMinuteOfTheLocalDayBelongsToIt(@TempDir Path to) throws Exception {
    ExportDatabase midnight = ExportDatabase.empty();
    midnight.execute(
        """
        INSERT INTO store.ledger_hour VALUES ('mueang-nan', '2024-11-01 00:00+07', 1, 1, 0, 0, 0, 0, 0), ('mueang-nan', '2024-10-31 23:00+07', 1, 1, 0, 0, 0, 0, 0)
        """);

    try (Connection connection = midnight.connect()) {
      new ViewExport(connection, new PrintWriter(progress))
          .export("quality.ledger", request(to, FileFormat.CSV));
    }

    assertThat(Files.readString(to.resolve("quality.ledger/quality.ledger.2024-11.csv")))
        .contains("2024-11-01T00:00:00+07:00")
        .doesNotContain("2024-10-31T23:00:00+07:00");
  }

  @Test
  void onlyTheWantedCityAndPeriods(@TempDir Path to) throws Exception {
    ExportRequest all = request(to, FileFormat.CSV);

    ViewExport.Exported done =
        export(
            VIEW,
            new ExportRequest(
                to,
                all.formats(),
                Granularity.MONTH,
                LocalDate.of(2024, 11, 1),
                LocalDate.of(2024, 11, 2),
                "mueang-nan",
                all.zone(),
                false,
                all.licence()));

    assertThat(done.rows()).isEqualTo(2 * 21 * 4);
    assertThat(names(to.resolve(VIEW))).contains(VIEW + ".mueang-nan.2024-11.csv");
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void theSameDataGiveTheSameBytes(FileFormat format, @TempDir Path one, @TempDir Path two)
      throws Exception {
    export(VIEW, request(one, format));
    // Another order in the table, as after an update of everything.
    database.execute("UPDATE store.lamp_quarter_hour SET revision = revision");

    export(VIEW, request(two, format));

    assertThat(bytes(two.resolve(VIEW))).isEqualTo(bytes(one.resolve(VIEW)));
  }

  @Test
  void whatIsFinishedIsKeptAndWhatIsMissingIsWritten(@TempDir Path to) throws Exception {
    export(VIEW, request(to, FileFormat.CSV));
    Map<String, String> whole = bytes(to.resolve(VIEW));
    Files.delete(to.resolve(VIEW).resolve(VIEW + ".2024-11-01.csv"));
    Files.writeString(to.resolve(VIEW).resolve("." + VIEW + ".2024-11-01.csv.part"), "half");

    ViewExport.Exported again = export(VIEW, request(to, FileFormat.CSV));

    assertThat(again.kept()).isEqualTo(2);
    assertThat(bytes(to.resolve(VIEW))).isEqualTo(whole);
  }

  @Test
  void aFileThatWasAlteredIsWrittenAgain(@TempDir Path to) throws Exception {
    export(VIEW, request(to, FileFormat.CSV));
    Map<String, String> whole = bytes(to.resolve(VIEW));
    Path file = to.resolve(VIEW).resolve(VIEW + ".2024-11-01.csv");
    Files.writeString(file, Files.readString(file).replace("12345678", "12345679"));

    ViewExport.Exported again = export(VIEW, request(to, FileFormat.CSV));

    assertThat(again.kept()).isEqualTo(2);
    assertThat(bytes(to.resolve(VIEW))).isEqualTo(whole);
  }

  @Test
  void aPeriodThatMayStillChangeIsNotKept(@TempDir Path to) throws Exception {
    ExportDatabase fresh = ExportDatabase.empty();
    fresh.execute(
        "INSERT INTO store.ledger_hour VALUES ('mueang-nan', now(), 1, 1, 0, 0, 0, 0, 0),"
            + " ('mueang-nan', now() - INTERVAL '90 days', 1, 1, 0, 0, 0, 0, 0)");
    try (Connection connection = fresh.connect()) {
      var export = new ViewExport(connection, new PrintWriter(progress));
      export.export("quality.ledger", request(to, FileFormat.CSV));

      ViewExport.Exported again = export.export("quality.ledger", request(to, FileFormat.CSV));

      assertThat(again.kept()).isEqualTo(1);
      assertThat(progress.toString()).contains("may still change");
    }
  }

  @Test
  void timesWithoutRowsGetNoFileAndCostNoLookAtEachOfThem(@TempDir Path to) throws Exception {
    ExportDatabase rare = ExportDatabase.empty();
    rare.execute(
        """
        INSERT INTO store.ledger_hour VALUES ('mueang-nan', '2001-01-15 00:00+07', 1, 1, 0, 0, 0, 0, 0), ('mueang-nan', '2001-02-15 00:00+07', 1, 1, 0, 0, 0, 0, 0),
          ('mueang-nan', '2024-06-15 00:00+07', 1, 1, 0, 0, 0, 0, 0)\
        """);
    try (Connection connection = rare.connect()) {
      new ViewExport(connection, new PrintWriter(progress))
          .export("quality.ledger", request(to, FileFormat.CSV).by(Granularity.DAY));
    }

    assertThat(names(to.resolve("quality.ledger")).stream().filter(name -> name.endsWith(".csv")))
        .containsExactly(
            "quality.ledger.2001-01-15.csv",
            "quality.ledger.2001-02-15.csv",
            "quality.ledger.2024-06-15.csv");
  }

  @Test
  void filesThatWouldOverlapAreRefusedAndReplacedOnlyWhenAsked(@TempDir Path to) throws Exception {
    export(VIEW, request(to, FileFormat.CSV));
    ExportRequest byMonth = request(to, FileFormat.CSV).by(Granularity.MONTH);

    assertThatThrownBy(() -> export(VIEW, byMonth))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("by day, all cities, Asia/Bangkok")
        .hasMessageContaining("--refresh to replace it");

    export(
        VIEW,
        new ExportRequest(
            to,
            byMonth.formats(),
            Granularity.MONTH,
            null,
            null,
            null,
            byMonth.zone(),
            true,
            byMonth.licence()));
    assertThat(names(to.resolve(VIEW)).stream().filter(name -> name.endsWith(".csv")))
        .containsExactly(VIEW + ".2024-10.csv", VIEW + ".2024-11.csv");
  }

  @Test
  void refreshWritesEverythingAgain(@TempDir Path to) throws Exception {
    export(VIEW, request(to, FileFormat.CSV));
    ExportRequest all = request(to, FileFormat.CSV);

    ViewExport.Exported again =
        export(
            VIEW,
            new ExportRequest(
                to, all.formats(), null, null, null, null, all.zone(), true, all.licence()));

    assertThat(again.kept()).isZero();
  }

  @Test
  void theChecksumsAreThoseOfTheFiles(@TempDir Path to) throws Exception {
    export(VIEW, request(to, FileFormat.CSV, FileFormat.PARQUET));

    List<String> lines = Files.readAllLines(to.resolve(VIEW).resolve("SHA256SUMS"));
    assertThat(lines).hasSize(6 + 4);
    for (String line : lines) {
      String[] parts = line.split("  ", -1);
      assertThat(PartFile.sha256(to.resolve(VIEW).resolve(parts[1]))).isEqualTo(parts[0]);
    }
  }

  @Test
  void theDictionaryHasNameTypeUnitAndMeaningOfEveryColumn(@TempDir Path to) throws Exception {
    export(VIEW, request(to, FileFormat.CSV));

    JsonNode fields =
        new ObjectMapper().readTree(to.resolve(VIEW).resolve("schema.json").toFile()).get("fields");
    assertThat(fields).hasSizeGreaterThan(20);
    for (JsonNode field : fields) {
      assertThat(field.get("description").asText()).as(field.toString()).isNotBlank();
      assertThat(field.get("type").asText()).isNotBlank();
    }
    assertThat(fields.findParent("unit").toString()).contains("\"energy_wh\"", "\"Wh\"");
    assertThat(Files.readString(to.resolve(VIEW).resolve("DICTIONARY.md")))
        .contains("| `energy_wh` | numeric(20,3) | Wh | Energy in Wh: measured");
    assertThat(Files.readString(to.resolve(VIEW).resolve("LICENCE.md"))).contains("Not open data");
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void aFullDiskLeavesNoHalfFileAndTheNextRunGoesOn(FileFormat format, @TempDir Path to)
      throws Exception {
    export(VIEW, request(to.resolve("whole"), format));
    long first =
        Files.size(
            to.resolve("whole").resolve(VIEW).resolve(VIEW + ".2024-10-31." + format.extension()));
    // Room for one data file and what lies beside it, not for a second one.
    PartFile.Disk small = new SmallDisk(first + first / 2).only("." + format.extension());
    Path directory = to.resolve("tight");

    try (Connection connection = database.connect()) {
      var export = new ViewExport(connection, new PrintWriter(progress), small);
      assertThatThrownBy(() -> export.export(VIEW, request(directory, format)))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("cannot write")
          .hasMessageContaining("2024-11-01." + format.extension())
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("resumes from there");
    }

    assertThat(names(directory.resolve(VIEW)))
        .contains(VIEW + ".2024-10-31." + format.extension())
        .doesNotContain(VIEW + ".2024-11-01." + format.extension())
        .noneMatch(name -> name.endsWith(".part"));
    assertThat(export(VIEW, request(directory, format)).kept()).isEqualTo(1);
    assertThat(bytes(directory.resolve(VIEW))).isEqualTo(bytes(to.resolve("whole").resolve(VIEW)));
  }

  @Test
  void aViewWithoutTimeIsOneFileAndCannotBeCut(@TempDir Path to) throws Exception {
    export("registry.lamp", request(to, FileFormat.CSV));

    assertThat(names(to.resolve("registry.lamp"))).contains("registry.lamp.all.csv");
    ExportRequest cut = request(to, FileFormat.CSV).by(Granularity.DAY);
    assertThatThrownBy(() -> export("registry.lamp", cut))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("leave out --by");
  }

  @Test
  void aDirectoryOfSomethingElseIsRefused(@TempDir Path to) throws Exception {
    Path directory = Files.createDirectories(to.resolve(VIEW));
    Files.writeString(directory.resolve("datapackage.json"), "{ not JSON");
    Files.writeString(directory.resolve("schema.json"), "{}");

    assertThatThrownBy(() -> export(VIEW, request(to, FileFormat.CSV)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("was not written by 'sawang export'");
  }

  private ViewExport.Exported export(String view, ExportRequest request) throws SQLException {
    try (Connection connection = database.connect()) {
      return new ViewExport(connection, new PrintWriter(progress)).export(view, request);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A disk that is full after so many bytes. */
  private static final class SmallDisk {
    private long left;

    SmallDisk(long bytes) {
      this.left = bytes;
    }

    /** Files of another kind do not count. */
    PartFile.Disk only(String extension) {
      return file ->
          file.toString().contains(extension)
              ? new Counted(Files.newOutputStream(file))
              : Files.newOutputStream(file);
    }

    private final class Counted extends FilterOutputStream {
      Counted(OutputStream out) {
        super(out);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        left -= length;
        if (left < 0) {
          throw new IOException("No space left on device");
        }
        out.write(from, offset, length);
      }
    }
  }
}
