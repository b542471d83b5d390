package city.sawang.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a YAML file, read key by key. Whatever is wrong is noted with file, line, key and
 * expectation, so that one run names every mistake; keys that nobody asked for are mistakes too.
 */
final class StrictYaml {
  private final String file;
  private final String path;
  private final int line;
  private final List<String> mistakes;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  private StrictYaml(String file, String path, MappingNode mapping, List<String> mistakes) {
    this.file = file;
    this.path = path;
    this.line = lineOf(mapping);
    this.mistakes = mistakes;
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        mistakes.add(at(lineOf(entry.getKeyNode())) + "a key that is no text");
        continue;
      }
      if (values.put(key.getValue(), entry.getValueNode()) != null) {
        mistakes.add(at(lineOf(key)) + named(key.getValue()) + " comes twice");
      }
      lines.put(key.getValue(), lineOf(key));
    }
  }

  /**
   * @param file name for the mistakes
   * @return the file's mapping; empty when it is no YAML mapping, which is then noted
   */
  static Optional<StrictYaml> parse(String file, String text, List<String> mistakes) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode mapping) {
        return Optional.of(new StrictYaml(file, "", mapping, mistakes));
      }
      mistakes.add(file + ": expected a mapping of keys, found none");
    } catch (YamlEngineException e) {
      mistakes.add(file + ": no YAML: " + e.getMessage().replaceAll("\\s+", " "));
    }
    return Optional.empty();
  }

  /** Notes a mistake in the value of {@code key}. */
  void mistake(String key, String what) {
    mistakes.add(at(lines.getOrDefault(key, line)) + named(key) + ": " + what);
  }

  /** The keys in the order of the file; marks all of them as known. */
  Set<String> keys() {
    asked.addAll(values.keySet());
    return values.keySet();
  }

  boolean has(String key) {
    asked.add(key);
    return values.containsKey(key);
  }

  /** The text of a scalar, or empty, noted, when it is missing or no scalar. */
  Optional<String> text(String key) {
    if (!has(key)) {
      mistakes.add(at(line) + named(key) + " is missing");
      return Optional.empty();
    }
    return optionalText(key);
  }

  Optional<String> optionalText(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (values.get(key) instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    mistake(key, "expected one value, found a list or mapping");
    return Optional.empty();
  }

  /** Whether the value is YAML's null: {@code null}, {@code ~} or nothing. */
  boolean isNull(String key) {
    return values.get(key) instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  boolean isList(String key) {
    return values.get(key) instanceof SequenceNode;
  }

  boolean isMapping(String key) {
    return values.get(key) instanceof MappingNode;
  }

  /** One of the names, exactly as written. */
  Optional<String> oneOf(String key, List<String> allowed) {
    Optional<String> found = text(key);
    if (found.isPresent() && !allowed.contains(found.get())) {
      mistake(
          key,
          "is " + found.get() + nearest(found.get(), allowed) + ", expected one of " + allowed);
      return Optional.empty();
    }
    return found;
  }

  boolean bool(String key, boolean whenAbsent) {
    Optional<String> found = optionalText(key);
    if (found.isEmpty()) {
      return whenAbsent;
    }
    if (!found.get().equals("true") && !found.get().equals("false")) {
      mistake(key, "is " + found.get() + ", expected true or false");
    }
    return found.get().equals("true");
  }

  /** A whole number within the range. */
  Optional<Integer> integer(String key, int lowest, int highest) {
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
      // Noted below together with the range.
    }
    mistake(key, "is " + found.get() + ", expected a whole number " + lowest + "…" + highest);
    return Optional.empty();
  }

  /** A list of scalars, or one scalar for a list of one; empty when absent. */
  List<String> texts(String key) {
    if (!has(key)) {
      return List.of();
    }
    Node node = values.get(key);
    if (node instanceof ScalarNode scalar) {
      return List.of(scalar.getValue());
    }
    List<String> texts = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof ScalarNode scalar) {
          texts.add(scalar.getValue());
        } else {
          mistakes.add(at(lineOf(item)) + named(key) + ": expected a list of texts");
        }
      }
    } else {
      mistake(key, "expected a list of texts");
    }
    return texts;
  }

  Optional<StrictYaml> object(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (values.get(key) instanceof MappingNode mapping) {
      return Optional.of(new StrictYaml(file, path + key + '.', mapping, mistakes));
    }
    mistake(key, "expected a mapping of keys");
    return Optional.empty();
  }

  /** A list of mappings; empty when absent. */
  List<StrictYaml> objects(String key) {
    if (!has(key)) {
      return List.of();
    }
    List<StrictYaml> objects = new ArrayList<>();
    if (values.get(key) instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        Node item = sequence.getValue().get(i);
        if (item instanceof MappingNode mapping) {
          objects.add(new StrictYaml(file, path + key + '[' + i + "].", mapping, mistakes));
        } else {
          mistakes.add(at(lineOf(item)) + named(key) + '[' + i + "]: expected a mapping of keys");
        }
      }
    } else {
      mistake(key, "expected a list");
    }
    return objects;
  }

  /** Notes every key that was not asked for. */
  void refuseOthers() {
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        mistakes.add(
            at(lines.get(key))
                + named(key)
                + " is unknown"
                + nearest(key, asked)
                + ", expected one of "
                + asked);
      }
    }
  }

  private String at(int atLine) {
    return file + ':' + atLine + ": ";
  }

  private String named(String key) {
    return path + key;
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static String nearest(String found, Iterable<String> known) {
    String best = null;
    int bestDistance = Math.max(2, found.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(found.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best == null ? "" : " (did you mean " + best + "?)";
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
