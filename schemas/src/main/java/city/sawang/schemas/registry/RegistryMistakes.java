package city.sawang.schemas.registry;

import city.sawang.schemas.text.NearMatch;
import city.sawang.schemas.yaml.YamlMistakes;
import city.sawang.schemas.yaml.YamlPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects the mistakes of one run over the registry files, so that all of them are reported at once. */
final class RegistryMistakes implements YamlMistakes {
  private static final int LONGEST_VALUE = 80;

  private final List<RegistryMistake> found = new ArrayList<>();
  private final List<RegistryMistake> warnings = new ArrayList<>();

  void add(String file, int line, String column, String value, String expectation) {
    found.add(mistake(file, line, column, value, expectation));
  }

  /** Notes what is suspicious and may stay as it is. */
  void warn(LocatedValue cell, String expectation) {
    warnings.add(mistake(cell.file(), cell.line(), cell.column(), cell.text(), expectation));
  }

  private static RegistryMistake mistake(
      String file, int line, String column, String value, String expectation) {
    return new RegistryMistake(
        file,
        line,
        printable(shortened(column)),
        printable(shortened(value)),
        printable(expectation));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }

  /** The text without what a terminal would obey. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "�");
  }

  void add(LocatedValue cell, String expectation) {
    add(cell.file(), cell.line(), cell.column(), cell.isAbsent() ? "" : cell.text(), expectation);
  }

  /** Number of mistakes so far; unchanged after a row means that the row is sound. */
  int count() {
    return found.size();
  }

  List<RegistryMistake> sorted() {
    return sorted(found);
  }

  /** What is suspicious and refuses nothing. */
  List<RegistryMistake> sortedWarnings() {
    return sorted(warnings);
  }

  private static List<RegistryMistake> sorted(List<RegistryMistake> mistakes) {
    return mistakes.stream()
        .sorted(Comparator.comparing(RegistryMistake::file).thenComparingInt(RegistryMistake::line))
        .toList();
  }

  @Override
  public void malformed(YamlPlace place, String detail) {
    add(place, "", "well-formed YAML: " + detail);
  }

  @Override
  public void noMapping(YamlPlace place) {
    add(place.file(), 1, "", "", "keys and values, e.g. 'city_id: mueang-nan'");
  }

  @Override
  public void missing(YamlPlace place) {
    add(place, "", "a value, this one is required");
  }

  @Override
  public void repeated(YamlPlace place) {
    add(place, place.path(), "every key once");
  }

  @Override
  public void unknown(YamlPlace place, String key, Collection<String> known) {
    add(place, key, "a known key: " + NearMatch.oneOf(key, known));
  }

  @Override
  public void wrong(YamlPlace place, String value, String expected) {
    add(place, value, expected);
  }

  private void add(YamlPlace place, String value, String expectation) {
    add(place.file(), place.line(), place.path(), value, expectation);
  }
}
