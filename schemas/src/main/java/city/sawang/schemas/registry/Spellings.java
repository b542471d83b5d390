package city.sawang.schemas.registry;

import city.sawang.schemas.Identifiers;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses an id that differs from an earlier one only in its spelling: ids are compared without
 * regard to case, EUIs also without hyphens and colons, and two spellings would be two devices.
 */
final class Spellings {
  private record First(String text, String file, int line) {}

  private final Map<String, First> byForm = new HashMap<>();

  /**
   * @param cell the id; an absent one is nobody's
   */
  void check(LocatedValue cell, String file, int line) {
    if (cell.isAbsent()) {
      return;
    }
    First first =
        byForm.computeIfAbsent(
            Identifiers.comparable(cell.text()), form -> new First(cell.text(), file, line));
    if (!first.text.equals(cell.text())) {
      cell.refuse(
          "%s, as line %d%s spells the same id: case, and the - and : of an EUI, make no other one"
              .formatted(
                  first.text, first.line, first.file.equals(file) ? "" : " of " + first.file));
    }
  }
}
