package city.sawang.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.EmbeddedDatabase;
import city.sawang.schemas.avro.RegistryController;
import city.sawang.schemas.registry.RegistryFiles.Result;
import city.sawang.schemas.registry.RegistryTables.LightingNight;
import city.sawang.schemas.registry.RegistryTables.RetiredLamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTablesIT {
  private static final String YAML =
      """
      city_id: mueang-nan
      name_en: Nan
      name_th: น่าน
      timezone: Asia/Bangkok
      latitude: 18.783
      longitude: 100.783
      deployments:
        - {deployment_id: d1, programme: Test, kind: RETROFIT, simulated: true, sources: [a, b], baseline: {watts: 125.5, source: survey}}
      """;
  private static final String HEADER =
      "lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w,assigned_from,assigned_to\n";
  private static final String GATEWAY_HEADER = HEADER.strip() + ",gateway_id,commissioned_on\n";

  @TempDir Path directory;
  private Connection connection;

  @BeforeEach
  void emptyTables() throws SQLException, IOException {
    connection = EmbeddedDatabase.migrated().connect();
    Files.createDirectory(directory.resolve("mueang-nan"));
    Files.writeString(directory.resolve("mueang-nan/city.yaml"), YAML);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void theViewsShowWhatTheFilesSay() throws Exception {
    Files.writeString(
        directory.resolve("mueang-nan/meters.csv"),
        "meter_id,feeder_id,latitude,longitude\nM1,F1,18.783,100.783\n");

    load("L1,F1,C1,18.783,100.7831,60.5,,");

    assertThat(row("SELECT name_th, timezone FROM registry.city")).isEqualTo("(น่าน,Asia/Bangkok)");
    assertThat(
            row(
                "SELECT programme, declared_value_thb, baseline_w, simulated, sources FROM registry.deployment"))
        .isEqualTo("(Test,,125.500,t,\"a\nb\")");
    assertThat(
            row(
                "SELECT lamp_id, deployment_id, controller_id, longitude, nominal_w, stage, schedule FROM registry.lamp"))
        .isEqualTo("(L1,d1,C1,100.7831,60.500,COMMISSIONED,\"dusk-to-dawn 100%\")");
    assertThat(row("SELECT meter_id, feeder_id FROM store.meter")).isEqualTo("(M1,F1)");
    assertThat(row("SELECT valid_from, valid_to FROM store.assignment"))
        .isEqualTo("(-infinity,infinity)");
  }

  @Test
  void theViewsShowGatewaysAndDatesOfCommissioning() throws Exception {
    Files.writeString(
        directory.resolve("mueang-nan/city.yaml"),
        YAML.replace("kind: RETROFIT", "kind: RETROFIT, commissioned_on: 2026-05-01"));
    Files.writeString(
        directory.resolve("mueang-nan/meters.csv"),
        "meter_id,feeder_id,latitude,longitude,gateway_id\nM1,F1,18.783,100.783,G1\n");

    for (String second : List.of("G2,2026-06-15", "G1,")) {
      Files.writeString(
          directory.resolve("mueang-nan/lamps.csv"),
          GATEWAY_HEADER
              + "L1,F1,C1,18.783,100.783,60,,,,\nL2,F1,C2,18.783,100.783,60,,,"
              + second
              + "\n");
      RegistryTables.load(connection, registry(), List.of());
      String shown = second.equals("G1,") ? "L2 G1 2026-05-01" : "L2 G2 2026-06-15";
      assertThat(
              row(
                  "SELECT string_agg(concat_ws(' ', lamp_id, gateway_id, commissioned_on), ', '"
                      + " ORDER BY lamp_id) FROM registry.lamp"))
          .isEqualTo("(\"L1 2026-05-01, " + shown + "\")");
    }
    assertThat(row("SELECT commissioned_on FROM registry.deployment")).isEqualTo("(2026-05-01)");
    assertThat(row("SELECT gateway_id FROM store.meter")).isEqualTo("(G1)");
  }

  @Test
  void theSameFilesTwiceChangeNothing() throws Exception {
    load("L1,F1,C1,18.783,100.783,60,,");
    String before = row("SELECT array_agg(l) FROM store.lamp l");

    List<RetiredLamp> retired = load("L1,F1,C1,18.783,100.783,60,,");

    assertThat(retired).isEmpty();
    assertThat(row("SELECT array_agg(l) FROM store.lamp l")).isEqualTo(before);
    assertThat(row("SELECT count(*) FROM store.assignment")).isEqualTo("(1)");
  }

  @Test
  void aLampThatVanishesIsRetiredAndItsControllerMayServeAnother() throws Exception {
    load("L1,F1,C1,18.783,100.783,60,,", "L2,F1,C2,18.783,100.783,60,,");

    List<RetiredLamp> retired = load("L2,F1,C1,18.783,100.783,60,,");

    assertThat(retired).containsExactly(new RetiredLamp("mueang-nan", "L1", "C1"));
    assertThat(row("SELECT stage FROM registry.lamp WHERE lamp_id = 'L1'")).isEqualTo("(RETIRED)");
    assertThat(row("SELECT lamp_id, controller_id FROM operations.lamp_now")).isEqualTo("(L2,C1)");
    assertThat(row("SELECT controller_id, lamp_id FROM store.assignment")).isEqualTo("(C1,L2)");
  }

  @Test
  void aSwapKeepsBothPeriods() throws Exception {
    load("L1,F1,C1,18.783,100.783,60,,2026-03-01", "L1,F1,C2,18.783,100.783,60,2026-03-01,");

    assertThat(
            row(
                "SELECT string_agg(controller_id || ' ' || valid_from, ', ' ORDER BY valid_from) FROM (SELECT controller_id, valid_from AT TIME ZONE 'UTC' AS valid_from FROM store.assignment) a"))
        .isEqualTo("(\"C1 -infinity, C2 2026-02-28 17:00:00\")");
    assertThat(row("SELECT controller_id FROM registry.lamp")).isEqualTo("(C2)");
  }

  @Test
  void nightsAreReplaced() throws Exception {
    LocalDate night = LocalDate.of(2026, 11, 22);
    Instant dusk = Instant.parse("2026-11-22T10:45:00Z");
    Files.writeString(directory.resolve("mueang-nan/lamps.csv"), HEADER);
    RegistryTables.load(
        connection,
        registry(),
        List.of(new LightingNight("mueang-nan", night, dusk, dusk.plusSeconds(1))));

    RegistryTables.load(
        connection,
        registry(),
        List.of(new LightingNight("mueang-nan", night, dusk, dusk.plusSeconds(45_000))));

    assertThat(row("SELECT night, dusk AT TIME ZONE 'UTC', dawn - dusk FROM store.night_calendar"))
        .isEqualTo("(2026-11-22,\"2026-11-22 10:45:00\",12:30:00)");
  }

  @Test
  void theTablesAreWrittenWithTheRightsOfTheSink() throws Exception {
    execute("SET ROLE sawang_sink");

    load("L1,F1,C1,18.783,100.783,60,,");
    load("L2,F1,C2,18.783,100.783,60,,");

    execute("RESET ROLE");
    assertThat(row("SELECT count(*) FROM store.lamp")).isEqualTo("(2)");
  }

  @Test
  void theShippedPilotsLoad() throws Exception {
    Result result = RegistryFiles.read(Path.of("../deploy/registry"));

    RegistryTables.load(connection, ((Result.Valid) result).registry(), List.of());

    assertThat(row("SELECT count(*), count(DISTINCT city_id) FROM operations.lamp_now"))
        .isEqualTo("(120,5)");
  }

  @Test
  void theSameHistoryTravelsInKafka() throws Exception {
    Files.writeString(
        directory.resolve("mueang-nan/lamps.csv"),
        HEADER
            + "L2,F1,C1,18.783,100.783,60,2026-03-01,\nL1,F1,C1,18.783,100.783,60,,2026-03-01\n");

    var controllers = RegistryRecords.controllers(registry());

    assertThat(controllers)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getAssignments())
                  .extracting(a -> a.getLampId())
                  .containsExactly("L1", "L2");
              assertThat(one.getAssignments().get(0).getValidFrom()).isNull();
              assertThat(one.getAssignments().get(1).getValidFrom())
                  .isEqualTo(Instant.parse("2026-02-28T17:00:00Z").toEpochMilli());
              assertThat(one.getTimezone()).isEqualTo("Asia/Bangkok");
            });
  }

  @Test
  void theDatabaseKeepsTheRecordsOfKafkaByteForByte() throws Exception {
    load(
        "L1,F1,C1,18.783,100.783,60,,2026-03-01",
        "L1,F1,C2,18.783,100.783,60,2026-03-01,",
        "L2,F1,C3,18.783,100.783,60,,");

    var avro = new AvroMessages();
    for (var controller : RegistryRecords.controllers(registry())) {
      assertThat(record(controller.getControllerId())).isEqualTo(avro.encode(controller));
    }
    assertThat(row("SELECT count(*) FROM store.registry_record")).isEqualTo("(3)");
  }

  @Test
  void aControllerThatVanishesKeepsItsRecordAndAnUnchangedOneItsTime() throws Exception {
    load("L1,F1,C1,18.783,100.783,60,,", "L2,F1,C2,18.783,100.783,60,,");
    byte[] before = record("C1");
    execute("UPDATE store.registry_record SET loaded_at = '2026-01-01'");

    load("L2,F1,C2,18.783,100.783,60,,", "L3,F1,C3,18.783,100.783,60,,");

    assertThat(record("C1")).isEqualTo(before);
    assertThat(
            row(
                "SELECT string_agg(controller_id, ',' ORDER BY controller_id) FROM store.registry_record WHERE loaded_at = '2026-01-01'"))
        .isEqualTo("(\"C1,C2\")");
  }

  @Test
  void aChangedControllerHasANewRecord() throws Exception {
    load("L1,F1,C1,18.783,100.783,60,,");
    byte[] before = record("C1");

    load("L1,F1,C1,18.783,100.783,80,,");

    assertThat(record("C1")).isNotEqualTo(before);
    assertThat(new AvroMessages().decode(record("C1")))
        .isInstanceOfSatisfying(
            RegistryController.class,
            one ->
                assertThat(one.getAssignments().get(0).getNominalMilliwatts()).isEqualTo(80_000));
  }

  private byte[] record(String controller) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "SELECT record FROM store.registry_record WHERE city_id = 'mueang-nan' AND controller_id = ?")) {
      statement.setString(1, controller);
      try (var result = statement.executeQuery()) {
        assertThat(result.next()).isTrue();
        return result.getBytes(1);
      }
    }
  }

  private List<RetiredLamp> load(String... lamps) throws IOException, SQLException {
    Files.writeString(
        directory.resolve("mueang-nan/lamps.csv"), HEADER + String.join("\n", lamps) + "\n");
    return RegistryTables.load(connection, registry(), List.of());
  }

  private Registry registry() {
    Result result = RegistryFiles.read(directory);
    assertThat(result).isInstanceOf(Result.Valid.class);
    return ((Result.Valid) result).registry();
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String row(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT q FROM (" + sql + ") q")) {
      assertThat(result.next()).isTrue();
      String row = result.getString(1);
      assertThat(result.next()).isFalse();
      return row;
    }
  }
}
