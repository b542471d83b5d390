package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.cli.PilotDatabase.Ran;
import city.sawang.local.services.PlatformDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of people as logins that the command made, against the database that {@code up} starts. */
class IncidentCommandIT {
  private static final String PASSWORD = "correct horse battery";
  private static final String HEADER = "city_id,scope,subject_id,from,until,why,who\n";

  @TempDir static Path directory;
  private static PilotDatabase pilots;
  private static PlatformDatabase database;

  @BeforeAll
  static void thePilotsAndTheirLogins() throws Exception {
    pilots = PilotDatabase.start(directory);
    database = pilots.database();
    grant("nan_crew", "city-operator", "mueang-nan");
    grant("south_crew", "city-operator", "satun", "hat-yai");
    grant("nan_reader", "city-reader", "mueang-nan");
  }

  @AfterAll
  static void stop() throws Exception {
    pilots.close();
  }

  @BeforeEach
  void threeIncidents() throws SQLException {
    sql(
        "ALTER TABLE store.incident_step DISABLE TRIGGER append_only",
        "DELETE FROM store.incident_step",
        "ALTER TABLE store.incident_step ENABLE TRIGGER append_only",
        "DELETE FROM store.incident_handled",
        "DELETE FROM store.incident_change",
        "DELETE FROM store.incident",
        "DELETE FROM store.planned_work",
        """
        INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, parent_id, severity, opened_at, detected_at, rule_version, dark_lamp_seconds, revision) VALUES
          ('mueang-nan', 'i1', 'LAMP_FAILURE', 'LAMP', 'MUEANG-NAN-L01', NULL, 'MAJOR', '2026-11-22 19:00+07', '2026-11-22 19:10+07', 1, 3600, 1),
          ('mueang-nan', 'i2', 'FEEDER_OUTAGE', 'FEEDER', 'MUEANG-NAN-F1', NULL, 'CRITICAL', '2026-11-22 20:00+07', '2026-11-22 20:10+07', 1, 90000, 1),
          ('mueang-nan', 'i3', 'COMM_LOSS', 'LAMP', 'MUEANG-NAN-L02', 'i2', 'MINOR', '2026-11-22 20:00+07', '2026-11-22 20:10+07', 1, 0, 1),
          ('satun', 's1', 'DAY_BURNER', 'LAMP', 'STN-L01', NULL, 'MINOR', '2026-11-22 10:00+07', '2026-11-22 10:30+07', 1, 0, 1),
          ('satun', 'both', 'DAY_BURNER', 'LAMP', 'STN-L02', NULL, 'MINOR', '2026-11-22 11:00+07', '2026-11-22 11:30+07', 1, 0, 1),
          ('hat-yai', 'both', 'DAY_BURNER', 'LAMP', 'HDY-L02', NULL, 'MINOR', '2026-11-22 11:00+07', '2026-11-22 11:30+07', 1, 0, 1)""");
  }

  @Test
  void anEveningOfACrew() throws SQLException {
    assertThat(incident("nan_crew", "list").out().lines())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("i2 ")
                    .containsPattern("FEEDER_OUTAGE +FEEDER +MUEANG-NAN-F1 +OPEN +25.000 h +CREW")
                    .contains("2026-11-22T20:00:00+07:00  the whole circuit is off"),
            second -> assertThat(second).startsWith("i1 ").contains("1.000 h"),
            last -> assertThat(last).isEqualTo("2 listed"));

    did("i1 is ACKNOWLEDGED", incident("nan_crew", "acknowledge", "i1", "--who", "สมชาย"));
    did(
        "i1 is IN_PROGRESS",
        incident("nan_crew", "assign", "i1", "--who", "สมชาย", "--to", "ทีม 2"));
    did(
        "i1 is IN_PROGRESS",
        incident("nan_crew", "comment", "i1", "--who", "สมชาย", "--why", "ขาดอะไหล่"));
    did(
        "i1 is IN_PROGRESS",
        incident(
            "nan_crew", "shelve", "i1", "--who", "สมชาย", "--why", "รออะไหล่", "--for", "12h"));
    assertThat(incident("nan_crew", "list", "--thai").out())
        .contains("หลอดหรือไดรเวอร์เสีย", "(given to ทีม 2)", "(shelved until ");
    did(
        "i1 is RESOLVED",
        incident("nan_crew", "resolve", "i1", "--who", "สมชาย", "--why", "เปลี่ยนไดรเวอร์"));
    sql(
        "UPDATE store.incident SET confirmed_at = now() + INTERVAL '1 second' WHERE incident_id = 'i1'");

    assertThat(incident("nan_crew", "list", "--state", "in-progress").out())
        .startsWith("i1 ")
        .endsWith("1 listed\n");
    assertThat(
            rows(
                "SELECT step || ' ' || who || ' ' || login FROM store.incident_step ORDER BY step_no"))
        .containsExactly(
            "ACKNOWLEDGE สมชาย nan_crew",
            "ASSIGN สมชาย nan_crew",
            "COMMENT สมชาย nan_crew",
            "SHELVE สมชาย nan_crew",
            "RESOLVE สมชาย nan_crew");
  }

  @Test
  void listsForPrograms() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(incident("nan_crew", "list", "--all", "--format", "json").out());
    assertThat(json).hasSize(3);
    assertThat(json.get(0).get("incident_id").asText()).isEqualTo("i2");
    assertThat(json.get(0).get("dark_lamp_hours").decimalValue()).isEqualByComparingTo("25");
    assertThat(json.get(0).get("cleared_at").isNull()).isTrue();
    assertThat(json.get(2).get("parent_id").asText()).isEqualTo("i2");

    assertThat(incident("nan_crew", "list", "--format", "csv").out())
        .startsWith("incident_id,city_id,code,scope,subject_id,parent_id,severity,state,turn,")
        .contains(
            "i1,mueang-nan,LAMP_FAILURE,LAMP,MUEANG-NAN-L01,,MAJOR,OPEN,CREW,1.000,2026-11-22T19:00:00+07:00,,,,,")
        .contains("\"the whole circuit is off: breaker, contactor or cable\"".replace("\"", ""))
        .endsWith("\r\n");
    assertThat(incident("south_crew", "list", "--city", "hat-yai", "--limit", "1").out())
        .endsWith("1 listed\n")
        .doesNotContain("satun");
  }

  @Test
  void incidentsAreScoredAgainstWhatWasBroken() throws IOException, SQLException {
    sql("UPDATE store.incident SET cleared_at = '2026-11-22 20:00+07' WHERE incident_id = 'i1'");
    String broken =
        """
        {"truth":1,"from":%1$d,"seed":1,"zone":"Asia/Bangkok","lamps":2,"nightPowered":0,"planned":2}
        {"lamp":"MUEANG-NAN-L01","city":"mueang-nan","feeder":"MUEANG-NAN-F1","gateway":"","latitude":18.78,"longitude":100.78,"nightPowered":false,"interval":60}
        {"lamp":"MUEANG-NAN-L02","city":"mueang-nan","feeder":"MUEANG-NAN-F1","gateway":"","latitude":18.78,"longitude":100.78,"nightPowered":false,"interval":60}
        {"fault":1,"code":"LAMP_FAILURE","scope":"LAMP","city":"mueang-nan","subject":"MUEANG-NAN-L01","demand":"RAISE","from":%2$d,"to":null,"due":%2$d,"form":"MEASURED","strength":1,"interval":60}
        {"fault":2,"code":"FEEDER_OUTAGE","scope":"FEEDER","city":"mueang-nan","subject":"MUEANG-NAN-F1","demand":"RAISE","from":%3$d,"to":null,"due":%3$d,"form":"MEASURED","strength":1,"interval":60}
        {"repaired":1,"to":%3$d}
        {"end":%4$d}
        """
            .formatted(
                millis("2026-11-22T05:00:00Z"),
                millis("2026-11-22T12:00:00Z"),
                millis("2026-11-22T13:00:00Z"),
                millis("2026-11-23T05:00:00Z"));
    Path truth = Files.writeString(directory.resolve("truth.jsonl"), broken);
    Path report = directory.resolve("score.json");

    Ran right = verify(truth, "--report=" + report);
    assertThat(right.out())
        .containsPattern("LAMP_FAILURE +1 +0 +1 +1 +0 +0 +1.000 +1.000 +10.0")
        .containsPattern("incidents that an outage explains +1\n")
        .contains("verdict: passed");
    assertThat(right.exit()).isZero();
    assertThat(new ObjectMapper().readTree(report.toFile()).get("codes")).hasSize(2);

    sql("UPDATE store.incident SET parent_id = NULL WHERE incident_id = 'i3'");
    Ran wrong = verify(truth);
    assertThat(wrong.out())
        .contains("false i3 COMM_LOSS of LAMP mueang-nan/MUEANG-NAN-L02", "verdict: failed");
    assertThat(wrong.exit()).isEqualTo(1);

    assertThat(verify(Files.writeString(directory.resolve("none.jsonl"), "")).err())
        .contains("none.jsonl, line 1: it is empty; expected a file of 'simulate --truth'");
    assertThat(verify(directory.resolve("nothing")).err()).contains("no such file");
    assertThat(verify(truth, "--recall=98").exit()).isEqualTo(2);
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static Ran verify(Path truth, String... more) {
    var out = new StringWriter();
    var err = new StringWriter();
    var all =
        new ArrayList<>(
            List.of(
                "verify",
                "incidents",
                "--truth=" + truth,
                "--settle=0s",
                "--jdbc=" + database.withLogin(database.owner()).replace(" ", "%20")));
    all.addAll(List.of(more));
    int exit =
        Sawang.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(new String[0]));
    return new Ran(exit, out.toString(), err.toString());
  }

  @Test
  void whatIsWrongIsOneClearLine() {
    refused(
        incident("nan_crew", "acknowledge", "nothing", "--who", "S"),
        "no incident 'nothing' in the cities of login 'nan_crew'");
    refused(
        incident("nan_crew", "acknowledge", "s1", "--who", "S"),
        "no incident 's1' in the cities of login 'nan_crew'");
    refused(
        incident("nan_crew", "acknowledge", "s1", "--city", "satun", "--who", "S"),
        "login 'nan_crew' does not work on city 'satun'");
    refused(
        incident("nan_crew", "acknowledge", "nothing", "--city", "mueang-nan", "--who", "S"),
        "no incident 'nothing' in city 'mueang-nan'");
    refused(
        incident("south_crew", "acknowledge", "both", "--who", "S"),
        "expected --city with one of hat-yai, satun");
    refused(
        incident("nan_reader", "acknowledge", "i1", "--who", "S"),
        "login 'nan_reader' may not do this",
        "--role city-operator");
    did("i1 is RESOLVED", incident("nan_crew", "resolve", "i1", "--who", "S", "--why", "fixed"));
    refused(
        incident("nan_crew", "acknowledge", "i1", "--who", "S"),
        "incident 'i1' is RESOLVED: ACKNOWLEDGE needs OPEN");
    refused(
        incident("nan_crew", "comment", "i1", "--who", "S", "--why", " "),
        "why is missing: expected a text");
    refused(incident("nan_crew", "comment", "i1", "--who", "", "--why", "w"), "who takes the step");
    refused(
        incident("nan_crew", "shelve", "i2", "--who", "S", "--why", "w", "--for", "31d"),
        "expected an end within the next 30 days");
    refused(incident("nan_crew", "list", "--state", "opn"), "'opn' is no state", "'OPEN'");
    refused(incident("nan_crew", "list", "--limit", "0"), "--limit: 0 is not possible");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "acknowledge i1                   | --who",
        "assign i1 --who S                | --to",
        "resolve i1 --who S               | --why",
        "comment i1 --who S               | --why",
        "shelve i1 --who S --why w        | --for",
        "shelve i1 --who S --for 2h       | --why",
        "planned-work                     | FILE",
        "list --format yaml               | --format"
      })
  void whatIsCompulsoryIsAskedFor(String line, String missing) {
    Ran ran = incident("nan_crew", line.split(" ", -1));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(missing);
  }

  @Test
  void plannedWorksComeFromAFile() throws IOException, SQLException {
    Path file =
        file(
            HEADER
                + """
                Mueang-Nan,feeder,mueang-nan-f1,2026-11-22T08:00+07:00,%1$s,"cable, works",PEA
                MUEANG-NAN,LAMP,Mueang-Nan-L01,2026-11-22 08:00:00+07:00,%1$s,ทาสีเสา,เทศบาล
                mueang-nan,CITY,,2026-11-22T08:00+07:00,%1$s,festival,city
                """
                    .formatted(soon()));

    did("3 stored, 0 unchanged", incident("nan_crew", "planned-work", file.toString()));
    did("0 stored, 3 unchanged", incident("nan_crew", "planned-work", file.toString()));

    assertThat(
            rows(
                "SELECT scope || ' ' || subject_id || ' ' || why || ' ' || who FROM operations.planned_work ORDER BY 1"))
        .containsExactly(
            "CITY mueang-nan festival city",
            "FEEDER MUEANG-NAN-F1 cable, works PEA",
            "LAMP MUEANG-NAN-L01 ทาสีเสา เทศบาล");
    assertThat(incident("nan_crew", "list").out()).contains(" NOBODY ", "(planned until ");
  }

  @Test
  void everyMistakeOfAFileIsNamedWithItsLineAndNothingIsStored() throws IOException, SQLException {
    Path file =
        file(
            HEADER
                + """
                mueang-nan,LAMP,MUEANG-NAN-L01,2026-11-22T08:00+07:00,%1$s,fine,crew
                mueang-nan,STREET,X,2026-11-22T08:00+07:00,%1$s,w,c
                mueang-nan,LAMP,NO-SUCH-LAMP,2026-11-22T08:00+07:00,%1$s,w,c
                satun,LAMP,STN-L01,2026-11-22T08:00+07:00,%1$s,w,c
                mueang-nan,LAMP,MUEANG-NAN-L02,2026-11-22T08:00+07:00,,w,c
                mueang-nan,LAMP,MUEANG-NAN-L02,2026-11-22T08:00,%1$s,w,c
                mueang-nan,LAMP,MUEANG-NAN-L02,2026-11-22T08:00+07:00,2569-12-01T00:00+07:00,w,c
                mueang-nan,LAMP,MUEANG-NAN-L02,2026-11-22T08:00+07:00,2026-11-22T07:00+07:00,w,c
                mueang-nan,LAMP,MUEANG-NAN-L02,2020-11-22T08:00+07:00,2020-11-22T09:00+07:00,w,c
                mueang-nan,LAMP,mueang-nan-l01,2026-11-22T01:00Z,%1$s,twice,crew
                mueang-nan,LAMP,MUEANG-NAN-L02,2026-11-22T08:00+07:00,%1$s,,
                """
                    .formatted(soon()));

    Ran ran = incident("nan_crew", "planned-work", file.toString());

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            "11 mistakes, nothing was stored",
            "works.csv line 3: scope 'STREET': expected LAMP, FEEDER, CITY",
            "line 4: subject_id 'NO-SUCH-LAMP': expected a lamp of the registry",
            "line 5: login 'nan_crew' does not work on city 'satun'",
            "line 6: until is empty",
            "line 7: from '2026-11-22T08:00': expected an instant with its offset",
            "line 8: until '2569-12-01T00:00+07:00': expected a year of the Common Era, perhaps 2026",
            "line 9: until '2026-11-22T07:00+07:00': expected later than from",
            "line 10: until '",
            "expected an end in the future",
            "line 11: the same subject and from as line 2",
            "line 12: why is empty",
            "line 12: who is empty");
    assertThat(rows("SELECT subject_id FROM operations.planned_work")).isEmpty();
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    refused(incident("nan_crew", "planned-work", "/nowhere.csv"), "/nowhere.csv: expected a");
    Ran ran =
        incident("nan_crew", "planned-work", file("city,scope\nmueang-nan,LAMP\n").toString());
    assertThat(ran.err())
        .contains("line 1: column 'city': expected", "line 1: column 'until' stands there 0 times");
    assertThat(incident("nan_crew", "planned-work", file("").toString()).err())
        .contains("line 1: expected a header line with city_id");
    refused(
        incident(
            "nan_reader",
            "planned-work",
            file(HEADER + "mueang-nan,CITY,,2026-11-22T08:00+07:00,%s,w,c\n".formatted(soon()))
                .toString()),
        "login 'nan_reader' may not do this");
  }

  /** Tomorrow, at the latest instant of which a test of today still runs. */
  private static String soon() {
    return Instant.now().plusSeconds(86_400).toString();
  }

  private static Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("works.csv"), text);
  }

  private static void did(String line, Ran ran) {
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).isEqualTo(line + "\n");
    assertThat(ran.exit()).isZero();
  }

  private static void refused(Ran ran, String... because) {
    assertThat(ran.err()).contains(because);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err().strip()).as("one line").doesNotContain("\n");
  }

  private static void grant(String login, String role, String... cities) {
    var arguments =
        new ArrayList<>(List.of("access", "grant", login, "--password-stdin", "--role", role));
    for (String city : cities) {
      arguments.add("--city=" + city);
    }
    assertThat(pilots.run(PASSWORD + "\n", arguments)).extracting(Ran::exit).isEqualTo(0);
  }

  private static Ran incident(String login, String... arguments) {
    var all = new ArrayList<>(List.of("incident"));
    all.addAll(List.of(arguments));
    return pilots.run(new PlatformDatabase.Login(login, PASSWORD), all);
  }

  private static void sql(String... statements) throws SQLException {
    try (Connection owner =
            PlatformDatabase.source(database.url(), database.owner()).getConnection();
        Statement statement = owner.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> rows(String sql) throws SQLException {
    try (Connection owner =
            PlatformDatabase.source(database.url(), database.owner()).getConnection();
        Statement statement = owner.createStatement();
        var result = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }
}
