package city.sawang.local.export.opendata;

import city.sawang.local.export.data.Licence;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * The catalogue as DCAT-AP in JSON-LD, with a context of its own: whoever reads it needs no other
 * server.
 */
final class DcatCatalogue {
  /**
   * The corners of everything shown on the map, in degrees.
   *
   * @param west least longitude
   */
  record Box(BigDecimal west, BigDecimal south, BigDecimal east, BigDecimal north) {
    String wkt() {
      return "POLYGON((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))"
          .formatted(west, south, east, north);
    }
  }

  private static final Map<String, String> PREFIXES =
      Map.of(
          "dcat", "http://www.w3.org/ns/dcat#",
          "dct", "http://purl.org/dc/terms/",
          "foaf", "http://xmlns.com/foaf/0.1/",
          "vcard", "http://www.w3.org/2006/vcard/ns#",
          "spdx", "http://spdx.org/rdf/terms#",
          "xsd", "http://www.w3.org/2001/XMLSchema#",
          "geosparql", "http://www.opengis.net/ont/geosparql#",
          "rdfs", "http://www.w3.org/2000/01/rdf-schema#");

  private static final String AUTHORITY = "http://publications.europa.eu/resource/authority/";

  private final Publisher publisher;
  private final Licence licence;
  private final Box box;
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final ArrayNode datasets;

  /**
   * @param box null: nothing is on the map yet
   */
  DcatCatalogue(Publisher publisher, Licence licence, Box box) {
    this.publisher = publisher;
    this.licence = licence;
    this.box = box;
    ObjectNode context = root.putObject("@context");
    PREFIXES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(prefix -> context.put(prefix.getKey(), prefix.getValue()));
    root.put("@id", address("catalog.jsonld"));
    root.put("@type", "dcat:Catalog");
    both(root, "dct:title", "Open data of Sawang street lighting", "ข้อมูลเปิดไฟฟ้าสาธารณะ สว่าง");
    both(
        root,
        "dct:description",
        "Energy and light of street lights, with the completeness and the freshness of each"
            + " figure.",
        "พลังงานและความสว่างของไฟถนน พร้อมความครบถ้วนและความสดใหม่ของทุกตัวเลข");
    root.set("dct:publisher", agent());
    reference(root, "dct:license", licence.url());
    reference(root, "foaf:homepage", address("index.html"));
    ArrayNode languages = root.putArray("dct:language");
    languages.addObject().put("@id", AUTHORITY + "language/THA");
    languages.addObject().put("@id", AUTHORITY + "language/ENG");
    datasets = root.putArray("dcat:dataset");
  }

  void add(OpenDataset dataset, TemporalCoverage coverage, List<DcatDistribution> files) {
    ObjectNode node = datasets.addObject();
    node.put("@id", address("catalog.jsonld") + "#" + dataset.id);
    node.put("@type", "dcat:Dataset");
    node.put("dct:identifier", dataset.id);
    both(node, "dct:title", dataset.titleEn, dataset.titleTh);
    both(
        node,
        "dct:description",
        dataset.descriptionEn + simulatedEn(coverage),
        dataset.descriptionTh + simulatedTh(coverage));
    node.set("dct:publisher", agent());
    if (!publisher.contactEmail().isEmpty()) {
      ObjectNode contact = node.putObject("dcat:contactPoint");
      contact.put("@type", "vcard:Kind");
      contact.put(
          "vcard:fn",
          publisher.contactName().isEmpty() ? publisher.organisationEn() : publisher.contactName());
      reference(contact, "vcard:hasEmail", "mailto:" + publisher.contactEmail());
    }
    reference(node, "dct:accrualPeriodicity", AUTHORITY + "frequency/" + dataset.frequency);
    reference(node, "dcat:theme", AUTHORITY + "data-theme/ENER");
    reference(node, "dct:license", licence.url());
    reference(node, "dct:accessRights", AUTHORITY + "access-right/PUBLIC");
    reference(node, "dcat:landingPage", address("index.html"));
    ArrayNode languages = node.putArray("dct:language");
    languages.addObject().put("@id", AUTHORITY + "language/THA");
    languages.addObject().put("@id", AUTHORITY + "language/ENG");
    ArrayNode keywords = node.putArray("dcat:keyword");
    OpenDataset.KEYWORDS_EN.forEach(
        word -> keywords.addObject().put("@value", word).put("@language", "en"));
    OpenDataset.KEYWORDS_TH.forEach(
        word -> keywords.addObject().put("@value", word).put("@language", "th"));
    typed(node, "dct:modified", coverage.updatedAt().toString(), "xsd:dateTime");
    ObjectNode time = node.putObject("dct:temporal");
    time.put("@type", "dct:PeriodOfTime");
    typed(time, "dcat:startDate", coverage.first().toString(), "xsd:date");
    typed(time, "dcat:endDate", coverage.last().toString(), "xsd:date");
    ObjectNode place = node.putObject("dct:spatial");
    place.put("@type", "dct:Location");
    both(place, "rdfs:label", "Municipalities in Thailand", "เทศบาลในประเทศไทย");
    if (box != null) {
      typed(place, "dcat:bbox", box.wkt(), "geosparql:wktLiteral");
    }
    ArrayNode distributions = node.putArray("dcat:distribution");
    files.forEach(file -> distributions.add(distribution(file)));
  }

  private ObjectNode distribution(DcatDistribution file) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("@id", address(file.path()) + "#distribution");
    node.put("@type", "dcat:Distribution");
    node.put("dct:title", file.path().substring(file.path().lastIndexOf('/') + 1));
    reference(node, "dcat:accessURL", address(file.path()));
    reference(node, "dcat:downloadURL", address(file.path()));
    node.putObject("dcat:mediaType")
        .put("@id", "https://www.iana.org/assignments/media-types/" + file.mediaType())
        .put("@type", "dct:MediaType");
    node.putObject("dct:format")
        .put("@id", AUTHORITY + "file-type/" + file.format().replace('-', '_'))
        .put("@type", "dct:MediaTypeOrExtent");
    reference(node, "dct:license", licence.url());
    typed(node, "dcat:byteSize", Long.toString(file.bytes()), "xsd:nonNegativeInteger");
    ObjectNode sum = node.putObject("spdx:checksum");
    sum.put("@type", "spdx:Checksum");
    reference(sum, "spdx:algorithm", "http://spdx.org/rdf/terms#checksumAlgorithm_sha256");
    typed(sum, "spdx:checksumValue", file.sha256(), "xsd:hexBinary");
    return node;
  }

  private ObjectNode agent() {
    ObjectNode agent = JsonNodeFactory.instance.objectNode();
    agent.put("@type", "foaf:Agent");
    both(agent, "foaf:name", publisher.organisationEn(), publisher.organisationTh());
    return agent;
  }

  private String address(String path) {
    return publisher.baseUrl() + path;
  }

  static String simulatedEn(TemporalCoverage coverage) {
    return coverage.simulated()
        ? " Contains figures of a demonstration fleet (simulated = true), which describe no real"
            + " lamp."
        : "";
  }

  static String simulatedTh(TemporalCoverage coverage) {
    return coverage.simulated()
        ? " มีตัวเลขของโคมไฟจำลองเพื่อการสาธิต (simulated = true) ซึ่งไม่ใช่โคมไฟจริง"
        : "";
  }

  private static void reference(ObjectNode node, String property, String address) {
    node.putObject(property).put("@id", address);
  }

  private static void typed(ObjectNode node, String property, String value, String type) {
    node.putObject(property).put("@value", value).put("@type", type);
  }

  private static void both(ObjectNode node, String property, String en, String th) {
    ArrayNode texts = node.putArray(property);
    texts.addObject().put("@value", en).put("@language", "en");
    texts.addObject().put("@value", th).put("@language", "th");
  }

  ObjectNode json() {
    return root;
  }
}
