package city.sawang.schemas.registry;

import city.sawang.schemas.yaml.YamlMapping;
import city.sawang.schemas.yaml.YamlPlace;
import city.sawang.schemas.yaml.YamlScalar;
import java.util.List;

/** The values of a YAML mapping as the registry's {@link Cell}s; a blank value counts as absent. */
final class YamlFields implements Fields {
  private final Problems problems;
  private final YamlMapping mapping;

  YamlFields(Problems problems, YamlMapping mapping) {
    this.problems = problems;
    this.mapping = mapping;
  }

  @Override
  public Cell optional(String key) {
    return mapping.scalar(key).map(this::cell).orElseGet(() -> absent(mapping.placeOf(key)));
  }

  /** The mapping under a key; an empty list when there is none. */
  List<YamlFields> optionalMapping(String key) {
    return mapping.mapping(key).stream().map(one -> new YamlFields(problems, one)).toList();
  }

  /** The mappings of a list; empty when there is none. */
  List<YamlFields> mappings(String key) {
    return mapping.mappings(key).stream().map(one -> new YamlFields(problems, one)).toList();
  }

  /** The single values of a list; empty when there is none. */
  List<Cell> cells(String key) {
    return mapping.scalars(key).stream().map(this::cell).toList();
  }

  /** A place in the file for what is wrong with the mapping as a whole. */
  Cell here() {
    return absent(mapping.place());
  }

  /** Reports the keys that nobody read, with the one that was probably meant. */
  void refuseOthers() {
    mapping.refuseOthers();
  }

  private Cell cell(YamlScalar scalar) {
    String text = scalar.text().strip();
    return cell(scalar.place(), text.isEmpty() ? null : text);
  }

  private Cell absent(YamlPlace place) {
    return cell(place, null);
  }

  private Cell cell(YamlPlace place, String text) {
    return new Cell(problems, place.file(), place.line(), place.path(), text);
  }
}
