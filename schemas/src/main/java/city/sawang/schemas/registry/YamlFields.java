package city.sawang.schemas.registry;

import city.sawang.schemas.yaml.YamlMapping;
import city.sawang.schemas.yaml.YamlPlace;
import city.sawang.schemas.yaml.YamlScalar;
import java.util.List;

/** The values of a YAML mapping as the registry's {@link LocatedValue}s; a blank value counts as absent. */
final class YamlFields implements Fields {
  private final RegistryMistakes mistakes;
  private final YamlMapping mapping;

  YamlFields(RegistryMistakes mistakes, YamlMapping mapping) {
    this.mistakes = mistakes;
    this.mapping = mapping;
  }

  @Override
  public LocatedValue optional(String key) {
    return mapping.scalar(key).map(this::cell).orElseGet(() -> absent(mapping.placeOf(key)));
  }

  /** The mapping under a key; an empty list when there is none. */
  List<YamlFields> optionalMapping(String key) {
    return mapping.mapping(key).stream().map(one -> new YamlFields(mistakes, one)).toList();
  }

  /** The mappings of a list; empty when there is none. */
  List<YamlFields> mappings(String key) {
    return mapping.mappings(key).stream().map(one -> new YamlFields(mistakes, one)).toList();
  }

  /** The single values of a list; empty when there is none. */
  List<LocatedValue> cells(String key) {
    return mapping.scalars(key).stream().map(this::cell).toList();
  }

  /** A place in the file for what is wrong with the mapping as a whole. */
  LocatedValue here() {
    return absent(mapping.place());
  }

  /** Reports the keys that nobody read, with the one that was probably meant. */
  void refuseOthers() {
    mapping.refuseOthers();
  }

  private LocatedValue cell(YamlScalar scalar) {
    String text = scalar.text().strip();
    return cell(scalar.place(), text.isEmpty() ? null : text);
  }

  private LocatedValue absent(YamlPlace place) {
    return cell(place, null);
  }

  private LocatedValue cell(YamlPlace place, String text) {
    return new LocatedValue(mistakes, place.file(), place.line(), place.path(), text);
  }
}
