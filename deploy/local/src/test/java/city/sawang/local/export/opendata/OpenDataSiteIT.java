package city.sawang.local.export.opendata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.InvalidInput;
import city.sawang.local.SharedInputs;
import city.sawang.local.export.ExportDatabase;
import city.sawang.local.export.Exports;
import city.sawang.local.export.SampleExport;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.file.PartFile;
import com.apicatalog.jsonld.JsonLd;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenDataSiteIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DCAT = "http://www.w3.org/ns/dcat#";
  private static final String DCT = "http://purl.org/dc/terms/";
  private static final Publisher CITY =
      new Publisher(
          "Nan Municipality",
          "เทศบาลเมืองน่าน",
          "Open data desk",
          "data@example.org",
          "https://data.example.org/lights",
          true);

  @TempDir private static Path site;
  private final StringWriter progress = new StringWriter();
  private ExportDatabase database;

  @BeforeAll
  void write() throws Exception {
    database = ExportDatabase.seeded("seed.sql");
    write(database.url(), site, CITY);
  }

  @Test
  void everyFileIsNamedWithItsChecksumAndNothingElseLiesThere() throws Exception {
    Map<String, String> there = SampleExport.bytes(site);
    there.remove("SHA256SUMS");

    List<String> lines = Files.readAllLines(site.resolve("SHA256SUMS"));

    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(
            there.entrySet().stream().map(file -> file.getValue() + "  " + file.getKey()).toList());
    assertThat(there.keySet())
        .contains(
            "index.html",
            "catalog.jsonld",
            "geojson/lamp-groups.geojson",
            "ngsi-ld/streetlights.jsonld",
            "ngsi-ld/streetlight-groups.jsonld",
            "ckan/city-night.json",
            "data/open_data.city_night/open_data.city_night.all.csv",
            "data/open_data.lamp_group/open_data.lamp_group.2024-11.parquet");
  }

  @Test
  void theSameDataGiveTheSameSite(@TempDir Path again) throws Exception {
    write(database.url(), again, CITY);

    assertThat(SampleExport.bytes(again)).isEqualTo(SampleExport.bytes(site));
  }

  @Test
  void theMapIsGeoJsonByRfc7946() throws Exception {
    JsonNode map = JSON.readTree(site.resolve("geojson/lamp-groups.geojson").toFile());

    assertThat(map.get("type").asText()).isEqualTo("FeatureCollection");
    assertThat(map.has("crs")).as("WGS 84 is the only one").isFalse();
    assertThat(map.get("features")).hasSize(2);
    int withPlace = 0;
    for (JsonNode feature : map.get("features")) {
      assertThat(feature.get("type").asText()).isEqualTo("Feature");
      assertThat(feature.get("properties").isObject()).isTrue();
      assertThat(feature.get("properties").get("lamps").asInt()).isGreaterThanOrEqualTo(5);
      assertThat(feature.get("properties").get("decided").asBoolean()).isTrue();
      assertThat(feature.get("properties").get("night").asText()).isEqualTo("2024-11-01");
      assertThat(feature.has("geometry")).isTrue();
      assertThat(feature.get("properties").get("unknown_share").asDouble(-1)).isBetween(0.0, 1.0);
      if (!feature.get("geometry").isNull()) {
        withPlace++;
        polygon(feature.get("geometry"));
      }
    }
    assertThat(withPlace).isEqualTo(1);
  }

  private static void polygon(JsonNode geometry) {
    assertThat(geometry.get("type").asText()).isEqualTo("Polygon");
    assertThat(geometry.get("coordinates")).hasSize(1);
    JsonNode ring = geometry.get("coordinates").get(0);
    assertThat(ring).hasSizeGreaterThanOrEqualTo(4);
    assertThat(ring.get(0)).as("closed").isEqualTo(ring.get(ring.size() - 1));
    double twiceTheArea = 0;
    for (int i = 0; i + 1 < ring.size(); i++) {
      double longitude = ring.get(i).get(0).asDouble();
      assertThat(longitude).as("longitude comes first").isBetween(97.0, 106.0);
      assertThat(ring.get(i).get(1).asDouble()).isBetween(5.0, 21.0);
      twiceTheArea +=
          longitude * ring.get(i + 1).get(1).asDouble()
              - ring.get(i + 1).get(0).asDouble() * ring.get(i).get(1).asDouble();
    }
    assertThat(twiceTheArea).as("the right-hand rule: counter-clockwise").isPositive();
  }

  @Test
  void theCatalogueIsDcatThatALibraryUnderstands() throws Exception {
    var expanded =
        JsonLd.expand(
                com.apicatalog.jsonld.document.JsonDocument.of(
                    new StringReader(Files.readString(site.resolve("catalog.jsonld")))))
            .base(URI.create("https://elsewhere.example/"))
            .get();

    JsonNode catalogue = JSON.readTree(expanded.toString()).get(0);
    assertThat(catalogue.get("@type").get(0).asText()).isEqualTo(DCAT + "Catalog");
    assertThat(DcatShapes.violations(catalogue)).isEmpty();
    JsonNode datasets = catalogue.get(DCAT + "dataset");
    assertThat(datasets).hasSize(3);
    for (JsonNode dataset : datasets) {
      for (String property :
          List.of(
              DCT + "title",
              DCT + "description",
              DCT + "publisher",
              DCT + "license",
              DCT + "accrualPeriodicity",
              DCT + "spatial",
              DCT + "temporal",
              DCT + "modified",
              DCT + "identifier",
              DCT + "language",
              DCAT + "contactPoint",
              DCAT + "keyword",
              DCAT + "theme",
              DCAT + "distribution")) {
        assertThat(dataset.has(property)).as(property).isTrue();
      }
      for (String text : List.of(DCT + "title", DCT + "description")) {
        assertThat(dataset.get(text).findValuesAsText("@language")).contains("th", "en");
      }
      for (JsonNode file : dataset.get(DCAT + "distribution")) {
        String address = file.get(DCAT + "downloadURL").get(0).get("@id").asText();
        assertThat(address).startsWith("https://data.example.org/lights/");
        Path path = site.resolve(address.substring("https://data.example.org/lights/".length()));
        assertThat(file.get(DCAT + "byteSize").get(0).get("@value").asLong())
            .isEqualTo(Files.size(path));
        assertThat(file.get("http://spdx.org/rdf/terms#checksum").findValuesAsText("@value"))
            .contains(PartFile.sha256(path));
      }
    }
    assertThat(catalogue.toString()).contains("demonstration fleet", "โคมไฟจำลอง");
  }

  @Test
  void thePortalOfTheGovernmentGetsItsFields() throws Exception {
    JsonNode dataset = JSON.readTree(site.resolve("ckan/city-night.json").toFile());

    assertThat(dataset.properties().stream().map(Map.Entry::getKey))
        .contains(
            "name",
            "title",
            "notes",
            "maintainer",
            "maintainer_email",
            "objective",
            "update_frequency_unit",
            "update_frequency_interval",
            "geo_coverage",
            "data_source",
            "data_format",
            "data_category",
            "data_type",
            "license_id",
            "last_updated_date",
            "tags",
            "resources");
    assertThat(dataset.get("update_frequency_unit").asText()).isEqualTo("วัน");
    assertThat(dataset.get("last_updated_date").asText()).isEqualTo("2024-11-05");
    assertThat(dataset.get("name").asText()).matches("[a-z0-9_-]{2,100}");
    assertThat(dataset.get("resources").findValuesAsText("format")).contains("CSV", "PARQUET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Streetlight", "StreetlightGroup"})
  void entitiesSatisfyASchemaOfOurOwn(String type) throws Exception {
    JsonNode schema =
        JSON.readTree(OpenDataSiteIT.class.getResourceAsStream("ngsi-ld-entity.schema.json"));

    assertEntitiesSatisfy(schema, type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Streetlight", "StreetlightGroup"})
  void entitiesSatisfyTheSmartDataModel(String type) throws Exception {
    ObjectNode model =
        (ObjectNode)
            JSON.readTree(
                SharedInputs.path(
                        "payloads/smart-data-models-streetlighting/" + type + "/schema.json")
                    .toFile());
    // The parts that all models share lie on another server.
    ArrayNode own = JSON.createArrayNode();
    model
        .get("allOf")
        .forEach(
            part -> {
              if (!part.has("$ref")) own.add(part);
            });
    model.set("allOf", own);
    model.remove("$id");

    assertEntitiesSatisfy(model, type);
  }

  private void assertEntitiesSatisfy(JsonNode model, String type) throws Exception {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(model);

    List<JsonNode> entities = entities(site, type);

    assertThat(entities).isNotEmpty();
    for (JsonNode entity : entities) {
      assertThat(schema.validate(keyValues(entity)).stream().map(Error::toString)).isEmpty();
    }
  }

  @Test
  void entitiesAreNormalizedNgsiLd() throws Exception {
    List<JsonNode> entities = new ArrayList<>(entities(site, "Streetlight"));
    entities.addAll(entities(site, "StreetlightGroup"));

    assertThat(entities).hasSize(21 + 1);
    for (JsonNode entity : entities) {
      assertThat(URI.create(entity.get("id").asText()).getScheme()).isEqualTo("urn");
      assertThat(entity.get("id").asText())
          .startsWith("urn:ngsi-ld:" + entity.get("type").asText());
      assertThat(entity.get("location").get("type").asText()).isEqualTo("GeoProperty");
      for (var member : entity.properties()) {
        if (!List.of("id", "type", "@context").contains(member.getKey())) {
          assertThat(member.getValue().get("type").asText())
              .as(member.getKey())
              .isIn("Property", "GeoProperty");
          assertThat(member.getValue().has("value")).isTrue();
        }
      }
    }
  }

  @Test
  void aSingleLampShowsItsPlaceItsWattsAndWhetherItWasLit() throws Exception {
    for (JsonNode light : entities(site, "Streetlight")) {
      assertThat(light.properties().stream().map(Map.Entry::getKey))
          .isSubsetOf(
              "id",
              "type",
              "location",
              "areaServed",
              "description",
              "controllingMethod",
              "powerRating",
              "status",
              "dateServiceStarted",
              "simulated",
              "@context");
      // The third night is not decided.
      assertThat(light.get("status").get("observedAt").asText()).isEqualTo("2024-11-02T05:00:00Z");
    }
  }

  @Test
  void theStatusIsWhatTheLampWasFoundToDo(@TempDir Path to) throws Exception {
    ExportDatabase lamps = ExportDatabase.seeded("seed.sql");
    // given lamps of names that break careless files: dark, lit, dark and lit again, silent, not
    // decided, heard too long ago
    lamps.execute(
        """
        INSERT INTO store.lamp_night (city_id, lamp_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
          expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
        SELECT 'satun', lamp, night::date, 0, 0, 0, 0, 0, 0, 42000, 42000, lit, dark, 42000 - lit - dark, 0, 0, 1, 1, 96, decided
        FROM (VALUES ('=1+1', '2024-11-01', 0, 1000, true), ('é´́', '2024-11-01', 1000, 1000, true),
                     ('-1', '2024-10-30', 0, 42000, true), ('-1', '2024-11-01', 42000, 0, true),
                     ('@SUM(A1)', '2024-10-30', 0, 42000, true), ('@SUM(A1)', '2024-11-01', 0, 0, true),
                     ('<script>alert("x")</script>', '2024-11-01', 0, 0, true), (' spaces ', '2024-11-01', 0, 42000, false),
                     (E'two\nlines', '2024-10-01', 0, 42000, true)) v(lamp, night, lit, dark, decided);
        """);

    write(lamps.url(), to, CITY);

    assertThat(
            entities(to, "Streetlight").stream()
                .filter(light -> light.get("id").asText().contains(":satun:"))
                .map(
                    light ->
                        light.get("id").asText().replace("urn:ngsi-ld:Streetlight:satun:", "")
                            + ' '
                            + light.get("status").get("value").asText()
                            + ' '
                            + light.get("status").get("observedAt").asText().substring(0, 10)))
        .containsExactlyInAnyOrder(
            "%3D1%2B1 defectiveLamp 2024-11-02",
            "e%CC%81%C2%B4%CC%81 ok 2024-11-02".replace("e%CC%81", "%C3%A9"),
            "-1 ok 2024-11-02",
            "%40SUM%28A1%29 defectiveLamp 2024-10-31");
  }

  @Test
  void nothingPublicTellsOfACityOfFourLamps() throws Exception {
    try (var files = Files.walk(site)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("streetlights.jsonld") && !file.toString().endsWith(".parquet")) {
          assertThat(Files.readString(file)).as(file.toString()).doesNotContain("satun");
        }
      }
    }
  }

  @Test
  void theIndexIsAPageWithoutScriptInBothLanguages() throws Exception {
    String page = Files.readString(site.resolve("index.html"));

    assertThat(page)
        .contains(
            "ไฟฟ้าสาธารณะของเมืองรายคืน", "Street lighting of cities by night", "เทศบาลเมืองน่าน")
        .contains("data@example.org", "มีข้อมูลจำลอง")
        .doesNotContain("<script");
    for (String link : page.split("href=\"", -1)) {
      String target = link.substring(0, link.indexOf('"'));
      if (!target.contains(":") && !link.startsWith("<!DOCTYPE")) {
        assertThat(site.resolve(target)).exists();
      }
    }
  }

  @Test
  void thePublicLoginIsEnoughForEverythingButStreetlights(@TempDir Path to) throws Exception {
    write(database.url("open_data_reader", "sawang_public"), to, CITY);

    assertThat(to.resolve("ngsi-ld/streetlights.jsonld")).doesNotExist();
    assertThat(progress.toString())
        .contains("left out: this login may not read registry and energy");
    assertThat(Files.readString(to.resolve("geojson/lamp-groups.geojson")))
        .isEqualTo(Files.readString(site.resolve("geojson/lamp-groups.geojson")));
  }

  @Test
  void positionsAreWithdrawnWhenTheCityDoesNotWantThem(@TempDir Path to) throws Exception {
    write(database.url(), to, CITY);

    write(database.url(), to, new Publisher("a", "b", "", "", "", false));

    assertThat(to.resolve("ngsi-ld/streetlights.jsonld")).doesNotExist();
    assertThat(Files.readString(to.resolve("SHA256SUMS"))).doesNotContain("streetlights.jsonld");
  }

  @Test
  void aLoginWithoutOpenDataIsToldWhichItNeeds(@TempDir Path to) {
    String url = database.url("city_reader", "sawang_city_reader");

    assertThatThrownBy(() -> write(url, to, CITY))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("may not read open_data.city_night");
  }

  @Test
  void anEmptyInstallationGivesAnHonestSite(@TempDir Path to) throws Exception {
    write(ExportDatabase.empty().url(), to, CITY);

    assertThat(Files.readString(to.resolve("index.html"))).contains("ยังไม่มีข้อมูล");
    assertThat(JSON.readTree(to.resolve("catalog.jsonld").toFile()).get("dcat:dataset")).isEmpty();
    assertThat(JSON.readTree(to.resolve("geojson/lamp-groups.geojson").toFile()).get("features"))
        .isEmpty();
  }

  private void write(String url, Path to, Publisher publisher) throws Exception {
    try (Connection connection = DriverManager.getConnection(url + "&binaryTransfer=false")) {
      new Exports(connection, new PrintWriter(progress))
          .openData(
              SampleExport.request(to, FileFormat.CSV),
              publisher,
              new PrintWriter(new StringWriter()));
    }
  }

  private static List<JsonNode> entities(Path directory, String type) throws Exception {
    Path file =
        directory.resolve(
            "Streetlight".equals(type)
                ? "ngsi-ld/streetlights.jsonld"
                : "ngsi-ld/streetlight-groups.jsonld");
    return StreamSupport.stream(JSON.readTree(file.toFile()).spliterator(), false).toList();
  }

  /** The simplified form, which the models' schemas describe. */
  private static ObjectNode keyValues(JsonNode entity) {
    ObjectNode simple = JSON.createObjectNode();
    for (var member : entity.properties()) {
      JsonNode value = member.getValue();
      if (value.isObject() && value.has("value")) {
        JsonNode inner = value.get("value");
        simple.set(member.getKey(), inner.has("@value") ? inner.get("@value") : inner);
      } else if (!"@context".equals(member.getKey())) {
        simple.set(member.getKey(), value);
      }
    }
    return simple;
  }
}
