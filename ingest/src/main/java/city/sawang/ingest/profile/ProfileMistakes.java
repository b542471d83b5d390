package city.sawang.ingest.profile;

import city.sawang.schemas.text.NearMatch;
import city.sawang.schemas.yaml.YamlMistakes;
import city.sawang.schemas.yaml.YamlPlace;
import java.util.Collection;
import java.util.List;

/** Words the mistakes of profile files for who writes them: file, line, key, what is wrong. */
final class ProfileMistakes implements YamlMistakes {
  private final List<String> lines;

  /**
   * @param lines receives one line per mistake
   */
  ProfileMistakes(List<String> lines) {
    this.lines = lines;
  }

  void add(YamlPlace place, String what) {
    lines.add(prefix(place) + ": " + what);
  }

  @Override
  public void malformed(YamlPlace place, String detail) {
    String column = place.column() > 0 ? ":" + place.column() : "";
    lines.add(prefix(place) + column + ": no YAML: " + detail);
  }

  @Override
  public void noMapping(YamlPlace place) {
    add(place, "expected a mapping of keys, found none");
  }

  @Override
  public void missing(YamlPlace place) {
    lines.add(prefix(place) + " is missing");
  }

  @Override
  public void repeated(YamlPlace place) {
    lines.add(prefix(place) + " comes twice");
  }

  @Override
  public void unknown(YamlPlace place, String key, Collection<String> known) {
    lines.add(
        prefix(place)
            + " is unknown"
            + NearMatch.of(key, known).map(name -> " (did you mean " + name + "?)").orElse("")
            + ", expected one of "
            + known);
  }

  @Override
  public void wrong(YamlPlace place, String value, String expected) {
    add(place, (value.isEmpty() ? "" : "is " + value + ", ") + "expected " + expected);
  }

  private static String prefix(YamlPlace place) {
    return place.file()
        + (place.line() > 0 ? ":" + place.line() : "")
        + (place.path().isEmpty() ? "" : ": " + place.path());
  }
}
