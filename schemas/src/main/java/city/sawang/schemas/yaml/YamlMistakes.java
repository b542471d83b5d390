package city.sawang.schemas.yaml;

import java.util.Collection;

/**
 * Receives the mistakes of YAML files in the order in which they are found; the reader goes on after
 * each, so that one run names all of them. An implementation words them for its users.
 */
public interface YamlMistakes {
  /**
   * The file is no YAML.
   *
   * @param detail what the parser stumbled over
   */
  void malformed(YamlPlace place, String detail);

  /** The file is YAML, but no mapping of keys to values. */
  void noMapping(YamlPlace place);

  /** A required key has no value, or is absent: then the place is where its mapping begins. */
  void missing(YamlPlace place);

  /** A key stands twice in one mapping; the place is that of the second. */
  void repeated(YamlPlace place);

  /**
   * A key that nothing reads.
   *
   * @param known the keys that something reads
   */
  void unknown(YamlPlace place, String key, Collection<String> known);

  /**
   * A value is not what it should be.
   *
   * @param value as it is written; empty when it is a list or a mapping
   */
  void wrong(YamlPlace place, String value, String expected);
}
