package city.sawang.schemas.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a YAML file into a tree that remembers where everything stands. Data binding would stop at
 * the first mistake; this reader lets all of them be reported.
 */
final class Yaml {
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final Problems problems;
  private final String file;
  private final JsonParser parser;

  private Yaml(Problems problems, String file, JsonParser parser) {
    this.problems = problems;
    this.file = file;
    this.parser = parser;
  }

  /**
   * @return the mapping that the file holds; null when it holds none, which has then been reported
   */
  static Mapping read(Problems problems, String file, String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        problems.add(file, 1, "", "", "keys and values, e.g. 'city_id: mueang-nan'");
        return null;
      }
      return new Yaml(problems, file, parser).mapping("");
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
      problems.add(file, line, "", "", "well-formed YAML: " + firstLine(e.getOriginalMessage()));
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
  }

  private Mapping mapping(String path) throws IOException {
    var mapping = new Mapping(problems, file, line(), path);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int line = line();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      parser.nextToken();
      Object value = value(keyPath);
      if (mapping.entries.putIfAbsent(key, new Entry(line, value)) != null) {
        problems.add(file, line, keyPath, key, "every key once");
      }
    }
    return mapping;
  }

  /** A {@link Mapping}, a list of values, a {@link Cell}. */
  private Object value(String path) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return mapping(path);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      var list = new ArrayList<Object>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(path + "[" + list.size() + "]"));
      }
      return list;
    }
    boolean empty =
        parser.currentToken() == JsonToken.VALUE_NULL || parser.getText().strip().isEmpty();
    return new Cell(problems, file, line(), path, empty ? null : parser.getText().strip());
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private record Entry(int line, Object value) {}

  /** Keys and values. Every key that is asked for is known; {@link #refuseOthers} reports the rest. */
  static final class Mapping implements Fields {
    private final Problems problems;
    private final String file;
    private final int line;
    private final String path;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private Mapping(Problems problems, String file, int line, String path) {
      this.problems = problems;
      this.file = file;
      this.line = line;
      this.path = path;
    }

    @Override
    public Cell optional(String key) {
      known.add(key);
      Entry entry = entries.get(key);
      if (entry == null) {
        return absent(key, line);
      }
      if (entry.value instanceof Cell cell) {
        return cell;
      }
      problems.add(file, entry.line, pathOf(key), "", "a single value");
      return absent(key, entry.line);
    }

    /** The mapping under a key; an empty list when there is none. */
    List<Mapping> optionalMapping(String key) {
      known.add(key);
      Entry entry = entries.get(key);
      if (entry == null || isEmpty(entry.value)) {
        return List.of();
      }
      if (entry.value instanceof Mapping mapping) {
        return List.of(mapping);
      }
      problems.add(file, entry.line, pathOf(key), "", "keys and values below this key");
      return List.of();
    }

    /** The mappings of a list; empty when there is none. */
    List<Mapping> mappings(String key) {
      var mappings = new ArrayList<Mapping>();
      for (Object element : list(key)) {
        if (element instanceof Mapping mapping) {
          mappings.add(mapping);
        } else {
          problems.add(file, entries.get(key).line, pathOf(key), "", "a list of keys and values");
        }
      }
      return mappings;
    }

    /** The single values of a list; empty when there is none. */
    List<Cell> cells(String key) {
      var cells = new ArrayList<Cell>();
      for (Object element : list(key)) {
        if (element instanceof Cell cell) {
          cells.add(cell);
        } else {
          problems.add(file, entries.get(key).line, pathOf(key), "", "a list of single values");
        }
      }
      return cells;
    }

    /** A place in the file for what is said about the whole mapping. */
    Cell here() {
      return new Cell(problems, file, line, path, null);
    }

    /** Reports the keys that nobody asked for, with the one that was probably meant. */
    void refuseOthers() {
      entries.forEach(
          (key, entry) -> {
            if (!known.contains(key)) {
              problems.add(
                  file, entry.line, pathOf(key), key, "a known key: " + Problems.oneOf(key, known));
            }
          });
    }

    private List<?> list(String key) {
      known.add(key);
      Entry entry = entries.get(key);
      if (entry == null || isEmpty(entry.value)) {
        return List.of();
      }
      if (entry.value instanceof List<?> list) {
        return list;
      }
      problems.add(file, entry.line, pathOf(key), "", "a list");
      return List.of();
    }

    private static boolean isEmpty(Object value) {
      return value instanceof Cell cell && cell.isAbsent();
    }

    private Cell absent(String key, int where) {
      return new Cell(problems, file, where, pathOf(key), null);
    }

    private String pathOf(String key) {
      return path.isEmpty() ? key : path + "." + key;
    }
  }
}
