package city.sawang.local.export.opendata;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks an expanded JSON-LD catalogue against what DCAT-AP 3 demands of the classes that we write: which properties must
 * be there, how often, and whether they point to something or say it.
 */
final class DcatShapes {
  private static final String DCAT = "http://www.w3.org/ns/dcat#";
  private static final String DCT = "http://purl.org/dc/terms/";
  private static final String FOAF = "http://xmlns.com/foaf/0.1/";
  private static final String SPDX = "http://spdx.org/rdf/terms#";

  private enum Node {
    REFERENCE,
    ADDRESS,
    LITERAL
  }

  /**
   * @param most 0: as many as there are
   */
  private record Shape(String property, Node node, int least, int most) {}

  private static Shape refers(String property, int least, int most) {
    return new Shape(property, Node.REFERENCE, least, most);
  }

  private static Shape address(String property, int least, int most) {
    return new Shape(property, Node.ADDRESS, least, most);
  }

  private static Shape says(String property, int least, int most) {
    return new Shape(property, Node.LITERAL, least, most);
  }

  private static final Map<String, List<Shape>> SHAPES =
      Map.of(
          DCAT + "Catalog",
          List.of(
              says(DCT + "title", 1, 0),
              says(DCT + "description", 1, 0),
              refers(DCT + "publisher", 1, 1),
              refers(DCT + "license", 0, 1),
              refers(DCT + "language", 0, 0),
              refers(FOAF + "homepage", 0, 1),
              refers(DCAT + "dataset", 1, 0)),
          DCAT + "Dataset",
          List.of(
              says(DCT + "title", 1, 0),
              says(DCT + "description", 1, 0),
              says(DCT + "identifier", 0, 0),
              says(DCT + "modified", 0, 1),
              says(DCAT + "keyword", 0, 0),
              refers(DCT + "publisher", 0, 1),
              refers(DCT + "license", 0, 1),
              refers(DCT + "accessRights", 0, 1),
              refers(DCT + "accrualPeriodicity", 0, 1),
              refers(DCT + "language", 0, 0),
              refers(DCT + "spatial", 0, 0),
              refers(DCT + "temporal", 0, 0),
              refers(DCAT + "theme", 0, 0),
              refers(DCAT + "landingPage", 0, 0),
              refers(DCAT + "contactPoint", 0, 0),
              refers(DCAT + "distribution", 1, 0)),
          DCAT + "Distribution",
          List.of(
              address(DCAT + "accessURL", 1, 0),
              address(DCAT + "downloadURL", 0, 0),
              says(DCT + "title", 0, 0),
              refers(DCT + "format", 0, 1),
              address(DCAT + "mediaType", 0, 1),
              refers(DCT + "license", 0, 1),
              says(DCAT + "byteSize", 0, 1),
              refers(SPDX + "checksum", 0, 1)),
          SPDX + "Checksum",
          List.of(refers(SPDX + "algorithm", 1, 1), says(SPDX + "checksumValue", 1, 1)),
          FOAF + "Agent",
          List.of(says(FOAF + "name", 1, 0)));

  private DcatShapes() {}

  /** Every violation; of a class without a shape none can be found. */
  static List<String> violations(JsonNode expanded) {
    var violations = new ArrayList<String>();
    visit(expanded, violations);
    return violations;
  }

  private static void visit(JsonNode node, List<String> violations) {
    if (node.isObject()) {
      node.path("@type")
          .forEach(
              type ->
                  SHAPES
                      .getOrDefault(type.asText(), List.of())
                      .forEach(shape -> check(node, type.asText(), shape, violations)));
    }
    node.forEach(child -> visit(child, violations));
  }

  private static void check(JsonNode node, String type, Shape shape, List<String> violations) {
    JsonNode values = node.path(shape.property);
    String where = type.replaceAll(".*[#/]", "") + " " + shape.property;
    if (values.size() < shape.least || (shape.most > 0 && values.size() > shape.most)) {
      violations.add(where + ": " + values.size() + " times");
    }
    for (JsonNode value : values) {
      boolean literal = value.has("@value");
      boolean fits =
          switch (shape.node) {
            case LITERAL -> literal;
            case REFERENCE -> !literal;
            case ADDRESS ->
                !literal && value.has("@id") && !value.get("@id").asText().startsWith("_:");
          };
      if (!fits) {
        violations.add(where + ": " + value);
      }
    }
  }
}
