package city.sawang.schemas.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Refuses YAML that no person writes and no tree can be made of: the parser names each bracket
 * without going deeper itself, while the tree is built by one call inside the other.
 */
final class YamlLimits {
  /** Characters of a file. */
  static final int LONGEST = 1 << 20;

  /** Lists and mappings inside each other. */
  static final int DEEPEST = 32;

  /** References to what stands elsewhere in the file. */
  static final int MOST_ALIASES = 100;

  private YamlLimits() {}

  /**
   * Where and how a limit is exceeded.
   *
   * @param line counted from 1
   * @param column counted from 1
   */
  record Excess(int line, int column, String detail) {}

  /** The first limit that is exceeded; empty: none. */
  static Optional<Excess> of(String text, LoadSettings settings) {
    if (text.length() > LONGEST) {
      return Optional.of(
          new Excess(0, 0, "it is too long, expected at most " + LONGEST + " characters"));
    }
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        case Alias -> aliases++;
        default -> {
          // Neither deeper nor a reference.
        }
      }
      if (depth > DEEPEST) {
        return Optional.of(
            excess(event, "nested too deep, expected at most " + DEEPEST + " levels"));
      }
      if (aliases > MOST_ALIASES) {
        return Optional.of(excess(event, "too many aliases, expected at most " + MOST_ALIASES));
      }
    }
    return Optional.empty();
  }

  private static Excess excess(Event event, String detail) {
    Optional<Mark> mark = event.getStartMark();
    return new Excess(
        mark.map(one -> one.getLine() + 1).orElse(0),
        mark.map(one -> one.getColumn() + 1).orElse(0),
        detail);
  }
}
