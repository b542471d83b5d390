package city.sawang.local.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.Checkout;
import city.sawang.local.SharedInputs;
import city.sawang.local.platform.PlatformFixture;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What devices and hostile senders publish with MQTT, found again in the public views of the running
 * platform. Payloads of our own in the shapes of the vendors are always sent; what real devices sent
 * is sent besides where it lies beside the checkout. Each test has a city or devices of its own.
 */
class DeviceInputsIT {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String CAPTURED = "70b3d5b020073208";
  private static final String UNDER_V4 = "70b3d5b020073209";
  private static final String UNDER_TTS = "70b3d5b02007320a";

  private static final String OWN_UPLINK = "70b3d5b0ffff0001";

  @TempDir private static Path directory;
  private static PlatformFixture sawang;

  @BeforeAll
  static void startThePlatform() throws Exception {
    Path registry = directory.resolve("registry");
    copy(Checkout.file("deploy/registry"), registry);
    Path lamps = registry.resolve("mueang-nan/lamps.csv");
    int number = 0;
    for (String controller :
        List.of(
            CAPTURED,
            UNDER_V4,
            UNDER_TTS,
            "senml-1",
            "senml-2",
            "shelly-1pm",
            "METERED-1",
            OWN_UPLINK,
            "own-senml",
            "own-1pm",
            "METERED-OWN")) {
      number++;
      Files.writeString(
          lamps,
          "MUEANG-NAN-X%d,mueang-nan-demo,MUEANG-NAN-F1,%s,18.7839,100.7845,60,COMMISSIONED,true,60,dusk-to-dawn 100%%,1,5%n"
              .formatted(number, controller),
          StandardOpenOption.APPEND);
    }
    sawang = new PlatformFixture(directory.resolve("data"), registry);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @AfterAll
  static void stopThePlatform() throws Exception {
    if (sawang != null) {
      sawang.close();
    }
  }

  @AfterEach
  void everythingIsExplainedAndTheJobNeverRestarted() throws Exception {
    assertThat(sawang.rows("SELECT count(*) FROM quality.ledger WHERE unexplained <> 0"))
        .containsExactly("0");
    assertThat(sawang.restarts()).isZero();
  }

  /** A payload of our own with an instant of now in it. */
  private static byte[] own(String name, Instant time) throws IOException {
    try (InputStream resource = DeviceInputsIT.class.getResourceAsStream(name)) {
      return new String(resource.readAllBytes(), UTF_8)
          .replace("@TIME@", time.toString())
          .replace("@SECONDS@", Long.toString(time.getEpochSecond()))
          .getBytes(UTF_8);
    }
  }

  @Test
  void uplinkOfOurOwnCountsTheControllersMeterAndNotItsDrivers() throws Exception {
    Instant time = Instant.now().minusSeconds(120).truncatedTo(ChronoUnit.SECONDS);

    sawang.publish(
        "application/1/device/" + OWN_UPLINK + "/event/up", own("chirpstack-v4-uplink.json", time));

    sawang.awaitRows(
        "SELECT city_id, lamp_id, energy_total_wh, active_power_w, operating_hours FROM"
            + " operations.reading WHERE controller_id LIKE '"
            + OWN_UPLINK
            + "%'",
        "mueang-nan|MUEANG-NAN-X8|1041.000|41.000|12.0000");
  }

  @Test
  void senmlPackOfOurOwnIsReadAndAnOldOneRefused() throws Exception {
    Instant time = Instant.now().minusSeconds(120).truncatedTo(ChronoUnit.SECONDS);

    sawang.publish("mueang-nan/senml/own-senml", own("senml-pack.json", time));
    sawang.publish(
        "mueang-nan/senml/own-old", own("senml-pack.json", Instant.parse("2010-06-08T18:01:16Z")));

    sawang.awaitRows(
        "SELECT lamp_id, supply_voltage_v, supply_current_a, lamp_on FROM operations.reading WHERE"
            + " controller_id = 'own-senml'",
        "MUEANG-NAN-X9|231.400|0.200|t");
    sawang.awaitRows(
        "SELECT DISTINCT reason FROM quality.quarantine WHERE topic = 'mueang-nan/senml/own-old'",
        "TIME_TOO_OLD");
  }

  @Test
  void shellyStatusesOfOurOwnAreALampAndAMeter() throws Exception {
    Instant time = Instant.now().minusSeconds(120).truncatedTo(ChronoUnit.SECONDS);

    sawang.publish("mueang-nan/own-1pm/status", own("shelly-plus-1pm-status.json", time));
    sawang.publish("mueang-nan/own-3em/status", own("shelly-pro-3em-status.json", time));

    sawang.awaitRows(
        "SELECT controller_id, kind, active_power_w, energy_total_wh, supply_voltage_v, relay_on,"
            + " lamp_on, extract(epoch FROM observed_at)::bigint FROM operations.reading WHERE"
            + " controller_id IN ('own-1pm', 'own-3em') ORDER BY 1",
        "own-1pm|LAMP|0.000|52.125|230.400|f|f|" + time.getEpochSecond(),
        "own-3em|METER|544.000|1900.000|null|null|null|" + time.getEpochSecond());
  }

  @Test
  void meteredSeriesOfOurOwnAddsUpInEveryQuarterHour() throws Exception {
    addsUpInEveryQuarterHour(
        "METERED-OWN", "MUEANG-NAN-X11", MeteredSeries.ofOurOwn(fiftyHoursAgo()));
  }

  @Test
  void theCapturedUplinkAndTheVendorsVectors() throws Exception {
    publishVectors();
    sawang.publish(
        "application/430/device/" + CAPTURED + "/event/up",
        Files.readAllBytes(
            SharedInputs.path("payloads/nas-ul20xx/LCU_chirpstack_example_data.json")));

    // The captured one: two gateways heard it, the meter was silent: unknown, not zero.
    sawang.awaitRows(
        "SELECT observed_at AT TIME ZONE 'UTC', city_id, lamp_id, lamp_on, relay_on,"
            + " controller_temp_c, energy_total_wh, active_power_w, dim_command_pct FROM"
            + " operations.reading WHERE extras->>'ldrInput' = '222'",
        "2024-07-01 13:43:42|mueang-nan|MUEANG-NAN-X1|f|f|26.000|null|null|0.00");
    for (String controller : List.of(CAPTURED, UNDER_V4, UNDER_TTS)) {
      // Meters of one uplink are not added together; what is no telemetry is no reading.
      sawang.awaitRows(
          ("SELECT energy_total_wh, active_power_w, count(*) FROM operations.reading WHERE"
                  + " controller_id = '%s' AND active_power_w IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2")
              .formatted(controller),
          "1.000|4.000|2",
          "237.000|0.000|1",
          "null|89.000|1");
      sawang.awaitRows(
          ("SELECT controller_id, energy_total_wh, active_power_w FROM operations.reading"
                  + " WHERE controller_id LIKE '%s:%%' ORDER BY 1")
              .formatted(controller),
          controller + ":dali_single_2|0.000|0.000",
          controller + ":dali_single_3|5141.000|" + powerOfTheThirdDriver());
      // Relay off is no claim about energy.
      sawang.awaitRows(
          ("SELECT observed_at AT TIME ZONE 'UTC', controller_temp_c, energy_total_wh,"
                  + " active_power_w FROM operations.reading WHERE controller_id = '%s' AND"
                  + " observed_at < '2021-01-01' ORDER BY 1")
              .formatted(controller),
          "2020-01-14 14:49:03|21.000|null|null",
          "2020-02-14 06:56:00|-1.000|null|null");
    }
    assertThat(
            sawang.rows(
                "SELECT count(*) FROM energy.lamp_quarter_hour WHERE lamp_id = 'MUEANG-NAN-X1'"
                    + " AND period_start < '2025-01-01' AND measured_wh > 0"))
        .containsExactly("0");
  }

  private static JsonNode vectors() throws IOException {
    return JSON.readTree(
            SharedInputs.path("payloads/nas-ul20xx/ul20xx_1_0_x_uplink_decoder.vectors.json")
                .toFile())
        .get("vectors");
  }

  private static String powerOfTheThirdDriver() throws IOException {
    for (JsonNode vector : vectors()) {
      if (vector.get("name").asText().equals("usage from DS")) {
        return vector
            .at("/expected/data/consumption/1/active_power__W")
            .decimalValue()
            .setScale(3)
            .toString();
      }
    }
    throw new IllegalStateException("no vector 'usage from DS'");
  }

  private static void publishVectors() throws Exception {
    Instant time = Instant.now().minusSeconds(120).truncatedTo(ChronoUnit.SECONDS);
    for (JsonNode vector : vectors()) {
      time = time.plusSeconds(1);
      JsonNode decoded = vector.get("expected");
      ObjectNode v3 = JSON.createObjectNode();
      v3.put("devEUI", CAPTURED).set("object", decoded);
      v3.putArray("rxInfo").addObject().put("time", time.toString());
      sawang.publish("application/1/device/" + CAPTURED + "/event/up", v3.toString());

      ObjectNode v4 = JSON.createObjectNode();
      v4.put("time", time.toString()).putObject("deviceInfo").put("devEui", UNDER_V4);
      v4.set("object", decoded.get("data"));
      sawang.publish("application/1/device/" + UNDER_V4 + "/event/up", v4.toString());

      ObjectNode tts = JSON.createObjectNode();
      tts.putObject("end_device_ids").put("device_id", "lamp-1").put("dev_eui", UNDER_TTS);
      tts.putObject("uplink_message")
          .put("received_at", time.toString())
          .set("decoded_payload", decoded.get("data"));
      sawang.publish("v3/lights@city/devices/lamp-1/up", tts.toString());
    }
    try (Stream<Path> events = Files.list(SharedInputs.path("payloads/ttn-v3"))) {
      for (Path event : events.filter(file -> file.toString().endsWith(".json")).toList()) {
        sawang.publish("v3/app1@ttn/devices/dev1/up", Files.readAllBytes(event));
      }
    }
  }

  @Test
  void senmlPacksAreReadOrRefusedForWhatTheySay() throws Exception {
    Path examples = SharedInputs.path("payloads/senml-rfc8428");

    sawang.publish("mueang-nan/senml/senml-1", Files.readAllBytes(examples.resolve("ex1.json")));
    sawang.publish("mueang-nan/senml/senml-2", Files.readAllBytes(examples.resolve("ex2.json")));
    for (String refused : List.of("ex3", "ex5", "ex10", "ex11", "ex12")) {
      sawang.publish(
          "mueang-nan/senml/" + refused, Files.readAllBytes(examples.resolve(refused + ".json")));
    }

    sawang.awaitRows(
        "SELECT controller_id, lamp_id, supply_voltage_v, supply_current_a, controller_temp_c,"
            + " energy_total_wh, quality FROM operations.reading WHERE profile = 'senml' AND"
            + " controller_id <> 'own-senml' ORDER BY 1",
        "senml-1|MUEANG-NAN-X4|null|null|23.100|null|GOOD",
        "senml-2|MUEANG-NAN-X5|120.100|1.200|null|null|SUSPECT");
    sawang.awaitRows(
        "SELECT DISTINCT topic, reason FROM quality.quarantine WHERE topic LIKE"
            + " 'mueang-nan/senml/ex%' ORDER BY 1",
        "mueang-nan/senml/ex10|TIME_TOO_OLD",
        "mueang-nan/senml/ex11|TIME_TOO_OLD",
        "mueang-nan/senml/ex12|NOT_OUR_SCHEMA",
        "mueang-nan/senml/ex3|TIME_TOO_OLD",
        "mueang-nan/senml/ex5|NOT_OUR_SCHEMA");
  }

  @Test
  void shellyDumps() throws Exception {
    try (Stream<Path> dumps = Files.list(SharedInputs.path("payloads/shelly"))) {
      for (Path dump : dumps.filter(file -> file.toString().endsWith(".json")).toList()) {
        String device = dump.toString().contains("1PM") ? "shelly-1pm" : "shelly-3em";
        sawang.publish("mueang-nan/" + device + "/status", Files.readAllBytes(dump));
      }
    }

    // Watt-hours as they are; 0 W with an open relay is off, no fault; three phases are a meter.
    sawang.awaitRows(
        "SELECT controller_id, kind, active_power_w, energy_total_wh, supply_voltage_v, relay_on,"
            + " lamp_on, extract(epoch FROM observed_at)::bigint, device_faults FROM"
            + " operations.reading WHERE profile = 'shelly-gen2' AND controller_id LIKE 'shelly-%'"
            + " ORDER BY 1",
        "shelly-1pm|LAMP|0.000|110.046|232.800|f|f|1707326936|null",
        "shelly-3em|METER|558.965|2589773.390|null|null|null|1707326927|null");
  }

  @Test
  void theMeteredSeriesAddsUpInEveryQuarterHour() throws Exception {
    MeteredSeries series = MeteredSeries.household(fiftyHoursAgo());

    assertThat(series.energy()).isEqualTo("582.082");
    addsUpInEveryQuarterHour("METERED-1", "MUEANG-NAN-X7", series);
  }

  private static Instant fiftyHoursAgo() {
    return Instant.now().truncatedTo(ChronoUnit.HOURS).minus(50, ChronoUnit.HOURS);
  }

  private static void addsUpInEveryQuarterHour(String controller, String lamp, MeteredSeries series)
      throws Exception {
    for (String message : series.messages(48)) {
      sawang.publish("lighting/v1/mueang-nan/" + controller + "/reading", message);
    }

    sawang.awaitRows(
        "SELECT count(*) FROM operations.reading WHERE controller_id = '" + controller + "'",
        Integer.toString(series.readings()));
    sawang.awaitRows(
        "SELECT sum(energy_wh), sum(measured_wh), sum(interpolated_wh), sum(estimated_wh) FROM"
            + " energy.lamp_quarter_hour WHERE lamp_id = '"
            + lamp
            + "'",
        series.energy() + "|" + series.energy() + "|0.000|0.000");
    assertThat(
            sawang.rows(
                "SELECT extract(epoch FROM period_start)::bigint, energy_wh FROM"
                    + " energy.lamp_quarter_hour WHERE lamp_id = '"
                    + lamp
                    + "' AND energy_wh IS NOT NULL ORDER BY 1"))
        .isEqualTo(series.quarterHours());
  }

  @Test
  void everyFileOfTheJsonTestSuiteBetweenValidReadings() throws Exception {
    String topic = "lighting/v1/satun/JSON-1/reading";
    List<Path> files;
    try (Stream<Path> all = Files.list(SharedInputs.path("malformed/JSONTestSuite/test_parsing"))) {
      files = all.sorted().toList();
    }
    assertThat(files).hasSize(318);

    List<String> bytes = new ArrayList<>();
    long start = Instant.now().minusSeconds(3600).toEpochMilli();
    for (int i = 0; i < files.size(); i++) {
      byte[] bad = Files.readAllBytes(files.get(i));
      bytes.add(HexFormat.of().formatHex(bad));
      sawang.publish(topic, valid(start + i * 1000L, i));
      sawang.publish(topic, bad);
    }
    sawang.publish(topic, valid(start + files.size() * 1000L, files.size()));

    sawang.awaitRows(
        "SELECT count(*), min(seq), max(seq) FROM operations.reading WHERE controller_id ="
            + " 'JSON-1'",
        "319|0|318");
    sawang.awaitRows(
        "SELECT count(*) FROM quality.quarantine WHERE topic = '" + topic + "'", "318");
    sawang.awaitRows(
        "SELECT sum(received) || ' = ' || sum(accepted) || ' + ' || sum(duplicate) || ' + ' ||"
            + " sum(quarantined), sum(unexplained) FROM quality.ledger WHERE city_id = 'satun'",
        "637 = 319 + 0 + 318|0");
    List<String> rows =
        sawang.rows(
            "SELECT encode(payload, 'hex'), reason FROM quality.quarantine WHERE topic = '"
                + topic
                + "'");
    assertThat(rows)
        .extracting(row -> row.substring(0, row.indexOf('|')))
        .containsExactlyInAnyOrderElementsOf(bytes);
    Set<String> syntax = Set.of("NOT_JSON", "NOT_UTF8", "TOO_DEEP", "TOO_LARGE");
    for (Path file : files) {
      String name = file.getFileName().toString();
      String hex = HexFormat.of().formatHex(Files.readAllBytes(file));
      String reason =
          rows.stream()
              .filter(row -> row.startsWith(hex + '|'))
              .map(row -> row.substring(hex.length() + 1))
              .findFirst()
              .orElseThrow();
      if (name.startsWith("n_")) {
        assertThat(syntax).as(name).contains(reason);
      } else if (name.startsWith("y_")) {
        assertThat(syntax).as(name).doesNotContain(reason);
      }
    }
  }

  private static String valid(long observedAt, int seq) {
    return "{\"observedAt\":%d,\"bootId\":1,\"seq\":%d,\"activePowerW\":40.5}"
        .formatted(observedAt, seq);
  }

  /** One bad message. */
  private record Bad(String topic, String reason, byte[] payload) {
    static Bad reading(String reason, String members) {
      return at("hat-yai/BAD-1", reason, members);
    }

    static Bad at(String device, String reason, String members) {
      return new Bad(
          "lighting/v1/" + device + "/reading",
          reason,
          ("{\"observedAt\":" + System.currentTimeMillis() + members + '}').getBytes(UTF_8));
    }
  }

  @Test
  void whatNoLampShouldSendIsKeptWithItsReason() throws Exception {
    long now = System.currentTimeMillis();
    List<Bad> messages =
        List.of(
            Bad.reading("NOT_OUR_SCHEMA", ",\"lampOn\":true,\"x\":\"a\\u0000b\""),
            new Bad(
                "lighting/v1/hat-yai/BAD-1/reading",
                "NOT_JSON",
                "{\"lampOn\":true,\"x\":\"\u0000\"}".getBytes(UTF_8)),
            Bad.reading("NOT_UTF8", ",\"lampOn\":true,\"x\":\"\\ud800\""),
            new Bad(
                "lighting/v1/hat-yai/BAD-1/reading",
                "NOT_UTF8",
                "{\"lampOn\":true,\"x\":\"\u00ff\u00c0\"}".getBytes(ISO_8859_1)),
            Bad.reading("NOT_FINITE", ",\"activePowerW\":1e999"),
            Bad.reading("WRONG_TYPE", ",\"activePowerW\":\"40\""),
            Bad.reading("WRONG_TYPE", ",\"lampOn\":1"),
            Bad.reading("DUPLICATE_MEMBER", ",\"lampOn\":true,\"lampOn\":false"),
            Bad.reading("OUT_OF_RANGE", ",\"supplyVoltageV\":100000"),
            Bad.reading("MISSING_FIELD", ""),
            new Bad(
                "lighting/v1/hat-yai/BAD-1/reading",
                "TIME_IN_FUTURE",
                valid(now + 3_600_000, 1).getBytes(UTF_8)),
            new Bad(
                "lighting/v1/hat-yai/BAD-1/reading",
                "TIME_TOO_OLD",
                "{\"observedAt\":\"2000-01-01T00:00:10Z\",\"lampOn\":true}".getBytes(UTF_8)),
            new Bad(
                "lighting/v1/hat-yai/BAD-1/reading",
                "TIME_WITHOUT_ZONE",
                "{\"observedAt\":\"2026-11-22T19:30:00\",\"lampOn\":true}".getBytes(UTF_8)),
            new Bad(
                "lighting/v1/hat-yai/BAD-1/reading",
                "TOO_LARGE",
                ("{\"observedAt\":" + now + ",\"x\":\"" + "y".repeat(70_000) + "\"}")
                    .getBytes(UTF_8)),
            Bad.at("atlantis/LAMP-1", "UNKNOWN_CITY", ",\"lampOn\":true"),
            Bad.at("hat-yai/MUEANG-NAN-0001", "SPOOF", ",\"lampOn\":true"),
            Bad.reading("SPOOF", ",\"lampOn\":true,\"cityId\":\"mueang-nan\""),
            Bad.at("hat-yai/no lamp", "BAD_IDENTIFIER", ",\"lampOn\":true"),
            new Bad("lighting/v1/hat-yai/BAD-1/weather", "NOT_OUR_SCHEMA", "{}".getBytes(UTF_8)));

    String good = "lighting/v1/hat-yai/GOOD-1/reading";
    for (int i = 0; i < messages.size(); i++) {
      sawang.publish(good, valid(now - 100_000 + i * 1000L, i));
      sawang.publish(messages.get(i).topic(), messages.get(i).payload());
    }

    sawang.awaitRows(
        "SELECT count(*) FROM operations.reading WHERE controller_id = 'GOOD-1'",
        Integer.toString(messages.size()));
    String[] expected =
        messages.stream()
            .map(
                bad ->
                    bad.topic()
                        + '|'
                        + bad.reason()
                        + '|'
                        + HexFormat.of().formatHex(bad.payload()))
            .sorted()
            .toArray(String[]::new);
    sawang.awaitRows(
        "SELECT topic, reason, encode(payload, 'hex') FROM quality.quarantine"
            + " WHERE topic LIKE 'lighting/v1/hat-yai/%' OR topic LIKE 'lighting/v1/atlantis/%'"
            + " ORDER BY (topic || '|' || reason || '|' || encode(payload, 'hex')) COLLATE \"C\"",
        expected);
    assertThat(
            sawang.rows(
                "SELECT count(*) FROM operations.reading WHERE controller_id IN ('BAD-1',"
                    + " 'MUEANG-NAN-0001')"))
        .containsExactly("0");
  }
}
