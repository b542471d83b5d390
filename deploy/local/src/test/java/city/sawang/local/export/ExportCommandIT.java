package city.sawang.local.export;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.cli.Sawang;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a person types it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportCommandIT {
  private record Ran(int exit, String out, String err) {}

  private ExportDatabase database;

  @BeforeAll
  void seed() {
    database = ExportDatabase.seeded("seed.sql");
  }

  private Ran export(String... arguments) {
    List<String> all = new ArrayList<>(List.of("export", "--jdbc-url", database.url()));
    all.addAll(List.of(arguments));
    return run(all);
  }

  private static Ran run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Sawang.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Ran(exit, out.toString(), err.toString());
  }

  @Test
  void listNamesEveryViewWithItsMeaning() {
    Ran ran = export("--list");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains(
            "energy.lamp_quarter_hour", "open_data.lamp_group", "Lamp positions as registered");
  }

  @Test
  void severalViewsInBothFormatsWithProgress(@TempDir Path to) {
    Ran ran =
        export(
            "energy.lamp_quarter_hour",
            "quality.quarantine",
            "--to",
            to.toString(),
            "--format",
            "csv,PARQUET",
            "--by",
            "month",
            "--from",
            "2024-11",
            "--until",
            "2024");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(to.resolve("energy.lamp_quarter_hour/energy.lamp_quarter_hour.2024-11.parquet"))
        .exists();
    assertThat(to.resolve("energy.lamp_quarter_hour/energy.lamp_quarter_hour.2024-10.csv"))
        .doesNotExist();
    assertThat(ran.err()).contains("energy.lamp_quarter_hour.2024-11.csv  248 rows");
    assertThat(ran.out())
        .contains("energy.lamp_quarter_hour: 496 rows in", "quality.quarantine: 4 rows in");
  }

  @Test
  void nothingIsWrittenWhenOneOfTheViewsCannotBeCutSo(@TempDir Path to) {
    Ran ran =
        export("energy.lamp_quarter_hour", "registry.lamp", "--to", to.toString(), "--by", "month");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("registry.lamp says how things are now: leave out --by");
    assertThat(to).isEmptyDirectory();
  }

  @Test
  void aSecondRunKeepsWhatIsFinished(@TempDir Path to) {
    export("energy.lamp_quarter_hour", "--to", to.toString());

    Ran ran = export("energy.lamp_quarter_hour", "--to", to.toString());

    assertThat(ran.exit()).isZero();
    assertThat(ran.err().lines()).hasSize(3).allMatch(line -> line.contains("kept, 124 rows"));
  }

  @Test
  void anUnknownViewIsInvalidInputAndTheNearOneIsNamed(@TempDir Path to) {
    Ran ran = export("energy.lamp_quarter_hours", "--to", to.toString());

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .contains("no public view 'energy.lamp_quarter_hours'")
        .contains("did you mean energy.lamp_quarter_hour?");
  }

  @Test
  void aPrivateTableIsNoView(@TempDir Path to) {
    assertThat(export("store.reading", "--to", to.toString()).exit()).isEqualTo(2);
  }

  @Test
  void anUnknownCityIsInvalidInputAndTheNearOneIsNamed(@TempDir Path to) {
    Ran ran = export("energy.lamp_quarter_hour", "--to", to.toString(), "--city", "mueang-nann");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("did you mean mueang-nan?");
  }

  @Test
  void aDatabaseThatIsNotThereIsAFailure(@TempDir Path to) {
    Ran ran =
        run(
            List.of(
                "export",
                "registry.city",
                "--to",
                to.toString(),
                "--jdbc-url",
                "jdbc:postgresql://127.0.0.1:1/sawang?user=u&password=secret"));

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("cannot reach the database")
        .contains("127.0.0.1:1")
        .doesNotContain("secret");
    assertThat(ran.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--from,2026-13,is no date",
    "--until,yesterday,is no date",
    "--from,2569-11-01,it would be 2026-11-01",
    "--from,2569-11,it would be 2026-11-01",
    "--until,01/11/2569,or 2026-11-01 (day first",
    "--zone,Mars/Olympus,is no time zone",
    "--licence,GPL,is no licence known here",
    "--base-url,ftp://x,is no web address",
    "--contact-email,nobody,is no address",
    "--format,xml,expected one of",
    "--by,week,expected one of"
  })
  void aWrongValueIsNamedWithWhatWasExpected(String option, String value, String message) {
    Ran ran = export("--open-data", "target/never-written", option, value);

    assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(option).contains(message);
    assertThat(Path.of("target/never-written")).doesNotExist();
  }

  @Test
  void whatAndWhereAreNeeded() {
    assertThat(export().err()).contains("what? expected one or more VIEWs");
    assertThat(export("registry.city").err()).contains("where to? expected --to DIR");
    assertThat(export("registry.city").exit()).isEqualTo(2);
  }

  @Test
  void aDirectoryThatCannotBeMadeIsAFailure(@TempDir Path to) throws Exception {
    Path file = Files.writeString(to.resolve("file"), "in the way");

    Ran ran = export("registry.city", "--to", file.toString());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("cannot write").contains("file");
  }

  @Test
  void openDataNeedADirectoryOnly(@TempDir Path to) {
    Ran ran = export("--open-data", to.toString());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("data portals ask for one (--contact-name, --contact-email)");
    assertThat(to.resolve("catalog.jsonld")).exists();
  }

  @Test
  void singleLampsArePublishedUnlessTheCityDoesNotWantThem(@TempDir Path to) {
    Path lamps = to.resolve("ngsi-ld/streetlights.jsonld");

    export("--open-data", to.toString());
    assertThat(lamps).exists();

    Ran ran = export("--open-data", to.toString(), "--no-streetlights");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(lamps).doesNotExist();
  }

  @Test
  void aCityReaderGetsItsCity(@TempDir Path to) throws Exception {
    String url = database.url("export_nan", "sawang_city_reader");
    database.execute(
        "INSERT INTO store.login_city VALUES ('export_nan', 'mueang-nan') ON CONFLICT DO NOTHING");

    Ran ran = run(List.of("export", "registry.lamp", "--to", to.toString(), "--jdbc-url", url));

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(Files.readString(to.resolve("registry.lamp/registry.lamp.all.csv")))
        .contains("MUEANG-NAN-L01")
        .doesNotContain("satun");
  }

  @Test
  void aStatementTimeoutOfTheLoginDoesNotCutAnExport(@TempDir Path to) {
    database.execute(
        "CREATE VIEW quality.slow AS SELECT i AS row_id FROM generate_series(1, 3) i,"
            + " pg_sleep(1.6)");
    String url = database.url("export_hurried", "sawang_auditor");
    database.execute(
        "GRANT SELECT ON quality.slow TO sawang_auditor; ALTER ROLE export_hurried SET"
            + " statement_timeout = '1500ms'");

    Ran ran = run(List.of("export", "quality.slow", "--to", to.toString(), "--jdbc-url", url));

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("3 rows");
  }
}
