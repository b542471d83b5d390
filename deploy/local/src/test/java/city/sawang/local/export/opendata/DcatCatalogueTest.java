package city.sawang.local.export.opendata;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.export.data.Licence;
import com.apicatalog.jsonld.JsonLd;
import com.apicatalog.jsonld.document.JsonDocument;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DcatCatalogueTest {
  private static final String DCT = "http://purl.org/dc/terms/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theCatalogueKeepsToDcatAp() throws Exception {
    JsonNode expanded = expanded(catalogue());

    assertThat(DcatShapes.violations(expanded)).isEmpty();
    assertThat(expanded.findValues(DCT + "format"))
        .hasSize(4)
        .allSatisfy(
            format -> {
              assertThat(format.get(0).get("@id").asText())
                  .matches("http://publications.europa.eu/resource/authority/file-type/[A-Z_]+");
              assertThat(format.get(0).get("@type").get(0).asText())
                  .isEqualTo(DCT + "MediaTypeOrExtent");
            });
    assertThat(expanded.findValues("http://www.w3.org/ns/dcat#mediaType"))
        .hasSize(4)
        .allSatisfy(
            type ->
                assertThat(type.get(0).get("@id").asText())
                    .matches("https://www.iana.org/assignments/media-types/[a-z]+/[a-z.+-]+"));
  }

  @Test
  void theCheckFindsAFormatThatIsALiteralAndATitleThatIsMissing() throws Exception {
    ObjectNode catalogue = catalogue();
    ObjectNode dataset = (ObjectNode) catalogue.get("dcat:dataset").get(0);
    ((ObjectNode) dataset.get("dcat:distribution").get(0)).put("dct:format", "CSV");
    dataset.remove("dct:title");

    assertThat(DcatShapes.violations(expanded(catalogue)))
        .hasSize(2)
        .anySatisfy(one -> assertThat(one).contains("Distribution " + DCT + "format"))
        .anySatisfy(one -> assertThat(one).contains("Dataset " + DCT + "title: 0 times"));
  }

  private static ObjectNode catalogue() {
    var publisher =
        new Publisher(
            "Town", "เมือง", "Desk", "data@example.org", "https://data.example.org", true);
    var catalogue =
        new DcatCatalogue(
            publisher,
            Licence.CC_BY_4_0,
            new DcatCatalogue.Box(
                new BigDecimal("100.78"),
                new BigDecimal("18.78"),
                new BigDecimal("100.79"),
                new BigDecimal("18.79")));
    catalogue.add(
        OpenDataset.CITY_NIGHT,
        new TemporalCoverage(
            LocalDate.parse("2024-11-01"),
            LocalDate.parse("2024-11-02"),
            Instant.parse("2024-11-05T00:00:00Z"),
            true),
        List.of(
            file("CSV", "text/csv"),
            file("PARQUET", "application/vnd.apache.parquet"),
            file("GEOJSON", "application/geo+json"),
            file("JSON-LD", "application/ld+json")));
    return catalogue.json();
  }

  private static DcatDistribution file(String format, String mediaType) {
    return new DcatDistribution("data/" + format, format, mediaType, 1, "00".repeat(32));
  }

  private static JsonNode expanded(ObjectNode catalogue) throws Exception {
    return JSON.readTree(
        JsonLd.expand(JsonDocument.of(new StringReader(catalogue.toString()))).get().toString());
  }
}
