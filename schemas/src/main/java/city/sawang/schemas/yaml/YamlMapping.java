package city.sawang.schemas.yaml;

import city.sawang.schemas.text.NearMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One mapping of a YAML file, read key by key, that knows where everything stands. Data binding
 * would stop at the first mistake; here each is reported to {@link YamlMistakes} and reading goes
 * on. Keys that nobody read are mistakes too ({@link #refuseOthers}). A key whose value is YAML's
 * null counts as absent.
 */
public final class YamlMapping {
  private final YamlMistakes mistakes;
  private final YamlPlace place;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private record Entry(YamlPlace place, Node value) {
    boolean isNull() {
      return value.getTag().equals(Tag.NULL);
    }
  }

  private YamlMapping(YamlMistakes mistakes, YamlPlace place, MappingNode mapping) {
    this.mistakes = mistakes;
    this.place = place;
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        YamlPlace keyPlace = at(key, pathOf(key.getValue()));
        Entry entry = new Entry(keyPlace, tuple.getValueNode());
        if (entries.putIfAbsent(key.getValue(), entry) != null) {
          mistakes.repeated(keyPlace);
        }
      } else {
        mistakes.wrong(at(tuple.getKeyNode(), place.path()), "", "a key that is text");
      }
    }
  }

  /**
   * @param file name for the mistakes
   * @return the file's mapping; empty when it holds none, which has then been reported
   */
  public static Optional<YamlMapping> read(String file, String text, YamlMistakes mistakes) {
    var settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setAllowNonScalarKeys(true)
            .build();
    try {
      Optional<YamlLimits.Excess> excess = YamlLimits.of(text, settings);
      if (excess.isPresent()) {
        mistakes.malformed(
            new YamlPlace(file, excess.get().line(), excess.get().column(), ""),
            excess.get().detail());
        return Optional.empty();
      }
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode mapping) {
        return Optional.of(new YamlMapping(mistakes, placeOf(file, mapping, ""), mapping));
      }
      mistakes.noMapping(new YamlPlace(file, 0, 0, ""));
    } catch (MarkedYamlEngineException e) {
      mistakes.malformed(
          e.getProblemMark()
              .map(mark -> new YamlPlace(file, mark.getLine() + 1, mark.getColumn() + 1, ""))
              .orElse(new YamlPlace(file, 0, 0, "")),
          oneLine(e.getProblem()));
    } catch (YamlEngineException e) {
      mistakes.malformed(new YamlPlace(file, 0, 0, ""), oneLine(e.getMessage()));
    }
    return Optional.empty();
  }

  /** Where the mapping begins. */
  public YamlPlace place() {
    return place;
  }

  /** Where a key stands; where the mapping begins when it is absent. */
  public YamlPlace placeOf(String key) {
    Entry entry = entries.get(key);
    return entry == null
        ? new YamlPlace(place.file(), place.line(), place.column(), pathOf(key))
        : entry.place;
  }

  /** The keys in the order of the file; marks all of them as known. */
  public Set<String> keys() {
    known.addAll(entries.keySet());
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Whether the key stands there, be it without a value. */
  public boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  public boolean isNull(String key) {
    return has(key) && entries.get(key).isNull();
  }

  public boolean isList(String key) {
    return has(key) && entries.get(key).value instanceof SequenceNode;
  }

  public boolean isMapping(String key) {
    return has(key) && entries.get(key).value instanceof MappingNode;
  }

  /** The single value of a key; empty when absent, or no single value, which is reported. */
  public Optional<YamlScalar> scalar(String key) {
    Optional<Entry> entry = entry(key);
    if (entry.isPresent() && !(entry.get().value instanceof ScalarNode)) {
      mistakes.wrong(entry.get().place, "", "a single value");
      return Optional.empty();
    }
    return entry.map(found -> scalar((ScalarNode) found.value, found.place.path()));
  }

  /** The text of a required single value; empty, reported, when there is none. */
  public Optional<String> text(String key) {
    if (entry(key).isEmpty()) {
      mistakes.missing(placeOf(key));
    }
    return optionalText(key);
  }

  public Optional<String> optionalText(String key) {
    return scalar(key).map(YamlScalar::text);
  }

  /** One of the names, exactly as written; required. */
  public Optional<String> oneOf(String key, List<String> allowed) {
    Optional<String> found = text(key);
    if (found.isPresent() && !allowed.contains(found.get())) {
      wrong(key, found.get(), NearMatch.oneOf(found.get(), allowed));
      return Optional.empty();
    }
    return found;
  }

  public boolean bool(String key, boolean whenAbsent) {
    Optional<String> found = optionalText(key);
    if (found.isEmpty()) {
      return whenAbsent;
    }
    if (!found.get().equals("true") && !found.get().equals("false")) {
      wrong(key, found.get(), "true or false");
    }
    return found.get().equals("true");
  }

  /**
   * A whole number; required.
   *
   * @param lowest inclusive
   * @param highest inclusive
   */
  public Optional<Integer> integer(String key, int lowest, int highest) {
    Optional<String> found = text(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      int value = Integer.parseInt(found.get());
      if (value >= lowest && value <= highest) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Reported below together with the range.
    }
    wrong(key, found.get(), "a whole number " + lowest + "…" + highest);
    return Optional.empty();
  }

  /** The single values of a list, or one of its own for a list of one; empty when absent. */
  public List<YamlScalar> scalars(String key) {
    Optional<Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return List.of();
    }
    if (entry.get().value instanceof ScalarNode scalar) {
      return List.of(scalar(scalar, entry.get().place.path()));
    }
    List<YamlScalar> scalars = new ArrayList<>();
    for (Element element : elements(entry.get(), "a list of single values")) {
      if (element.node instanceof ScalarNode scalar) {
        scalars.add(scalar(scalar, element.place.path()));
      } else {
        mistakes.wrong(element.place, "", "a single value");
      }
    }
    return scalars;
  }

  /** The texts of {@link #scalars}. */
  public List<String> texts(String key) {
    return scalars(key).stream().map(YamlScalar::text).toList();
  }

  /** The mapping below a key; empty when absent, or no mapping, which is reported. */
  public Optional<YamlMapping> mapping(String key) {
    Optional<Entry> entry = entry(key);
    if (entry.isPresent() && !(entry.get().value instanceof MappingNode)) {
      mistakes.wrong(entry.get().place, "", "a mapping of keys to values");
      return Optional.empty();
    }
    return entry.map(found -> mapping((MappingNode) found.value, found.place.path()));
  }

  /** A list of mappings; empty when absent. */
  public List<YamlMapping> mappings(String key) {
    List<YamlMapping> mappings = new ArrayList<>();
    for (Element element :
        entry(key).map(found -> elements(found, "a list of mappings")).orElse(List.of())) {
      if (element.node instanceof MappingNode mapping) {
        mappings.add(mapping(mapping, element.place.path()));
      } else {
        mistakes.wrong(element.place, "", "a mapping of keys to values");
      }
    }
    return mappings;
  }

  /** Reports that the value of a key is not what it should be. */
  public void wrong(String key, String value, String expected) {
    mistakes.wrong(placeOf(key), value, expected);
  }

  /** Reports every key that nobody read. */
  public void refuseOthers() {
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            mistakes.unknown(entry.place, key, Collections.unmodifiableSet(known));
          }
        });
  }

  private record Element(YamlPlace place, Node node) {}

  private List<Element> elements(Entry entry, String expected) {
    List<Element> elements = new ArrayList<>();
    if (entry.value instanceof SequenceNode sequence) {
      for (Node node : sequence.getValue()) {
        elements.add(new Element(at(node, entry.place.path() + '[' + elements.size() + ']'), node));
      }
    } else {
      mistakes.wrong(entry.place, "", expected);
    }
    return elements;
  }

  private Optional<Entry> entry(String key) {
    return has(key)
        ? Optional.of(entries.get(key)).filter(entry -> !entry.isNull())
        : Optional.empty();
  }

  private YamlScalar scalar(ScalarNode node, String path) {
    return new YamlScalar(at(node, path), node.getValue());
  }

  private YamlMapping mapping(MappingNode node, String path) {
    return new YamlMapping(mistakes, at(node, path), node);
  }

  private YamlPlace at(Node node, String path) {
    return placeOf(place.file(), node, path);
  }

  private static YamlPlace placeOf(String file, Node node, String path) {
    return node.getStartMark()
        .map(mark -> new YamlPlace(file, mark.getLine() + 1, mark.getColumn() + 1, path))
        .orElse(new YamlPlace(file, 0, 0, path));
  }

  private String pathOf(String key) {
    return place.path().isEmpty() ? key : place.path() + '.' + key;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s+", " ").strip();
  }
}
