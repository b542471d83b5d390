package city.sawang.local.notify.config;

import city.sawang.schemas.text.NearMatch;
import city.sawang.schemas.yaml.YamlMistakes;
import city.sawang.schemas.yaml.YamlPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects the mistakes of a file of receivers: file, line, key, value, what was expected. */
final class NotifyMistakes implements YamlMistakes {
  private static final int LONGEST_VALUE = 80;

  private record Mistake(int line, String text) {}

  private final List<Mistake> found = new ArrayList<>();

  /** In the order of the file. */
  List<String> lines() {
    return found.stream()
        .sorted(Comparator.comparingInt(Mistake::line))
        .map(Mistake::text)
        .toList();
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  private void add(YamlPlace place, String what) {
    String where = place.line() > 0 ? place.file() + ":" + place.line() : place.file();
    String key = place.path().isEmpty() ? "" : place.path() + ": ";
    found.add(new Mistake(place.line(), where + ": " + key + what));
  }

  @Override
  public void malformed(YamlPlace place, String detail) {
    add(place, "no YAML: " + detail);
  }

  @Override
  public void noMapping(YamlPlace place) {
    add(place, "expected keys and values, e.g. 'receivers:'");
  }

  @Override
  public void missing(YamlPlace place) {
    add(place, "is missing, expected a value");
  }

  @Override
  public void repeated(YamlPlace place) {
    add(place, "stands there twice, expected every key once");
  }

  @Override
  public void unknown(YamlPlace place, String key, Collection<String> known) {
    add(place, "is unknown, expected " + NearMatch.oneOf(key, known));
  }

  @Override
  public void wrong(YamlPlace place, String value, String expected) {
    String shown =
        value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    add(
        place,
        (value.isEmpty() ? "" : "'" + shown.replaceAll("\\p{Cntrl}", "�") + "', ")
            + "expected "
            + expected);
  }
}
