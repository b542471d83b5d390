package city.sawang.schemas.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class YamlMappingTest {
  private final List<String> mistakes = new ArrayList<>();

  @Test
  void readsValuesAsTheyAreWritten() {
    YamlMapping yaml =
        read(
            """
            # a comment does not move the lines
            number: 018.50
            quoted: "null"
            list: [a, 2]
            single: a
            inner: {deep: true}
            rows:
              - {n: 7}
              - n: 8
            """);

    assertThat(yaml.text("number")).contains("018.50");
    assertThat(yaml.text("quoted")).contains("null");
    assertThat(yaml.texts("list")).containsExactly("a", "2");
    assertThat(yaml.texts("single")).containsExactly("a");
    assertThat(yaml.mapping("inner").orElseThrow().bool("deep", false)).isTrue();
    assertThat(yaml.mappings("rows"))
        .extracting(row -> row.integer("n", 0, 9))
        .containsExactly(Optional.of(7), Optional.of(8));
    yaml.refuseOthers();
    assertThat(mistakes).isEmpty();
  }

  @Test
  void countsANullAsAbsent() {
    YamlMapping yaml = read("a:\nb: ~\nc: null\nd: NULL\ne: ''\n");

    assertThat(List.of("a", "b", "c", "d")).allMatch(yaml::isNull).allMatch(yaml::has);
    assertThat(yaml.optionalText("a")).isEmpty();
    assertThat(yaml.texts("b")).isEmpty();
    assertThat(yaml.mappings("c")).isEmpty();
    assertThat(yaml.text("d")).isEmpty();
    assertThat(yaml.text("e")).contains("");
    assertThat(mistakes).containsExactly("4:1 d missing");
  }

  @Test
  void namesEveryMistakeWithItsPlaceAndReadsOn() {
    YamlMapping yaml =
        read(
            """
            a: 1
            a: 2
            b: [x, {y: z}]
            c: {d: maybe, e: 12, f: red}
            g:
              - h: 1
              - i
            misspelt: 1
            ? [k]
            : 1
            """);

    assertThat(yaml.text("a")).as("the first one stands").contains("1");
    assertThat(yaml.texts("b")).containsExactly("x");
    yaml.text("b");
    YamlMapping c = yaml.mapping("c").orElseThrow();
    c.bool("d", false);
    c.integer("e", 0, 9);
    c.oneOf("f", List.of("reed", "blue"));
    yaml.mappings("g").get(0).refuseOthers();
    yaml.mapping("g");
    yaml.mappings("c");
    yaml.text("mispelt");
    yaml.refuseOthers();

    assertThat(mistakes)
        .containsExactly(
            "2:1 a repeated",
            "9:3  '' expected a key that is text",
            "3:8 b[1] '' expected a single value",
            "3:1 b '' expected a single value",
            "4:5 c.d 'maybe' expected true or false",
            "4:15 c.e '12' expected a whole number 0…9",
            "4:22 c.f 'red' expected 'reed', or one of reed, blue",
            "7:5 g[1] '' expected a mapping of keys to values",
            "6:5 g[0].h unknown, known []",
            "5:1 g '' expected a mapping of keys to values",
            "4:1 c '' expected a list of mappings",
            "1:1 mispelt missing",
            "8:1 misspelt unknown, known [a, b, c, g, mispelt]");
  }

  @Test
  void namesThePlaceWhereAFileStopsBeingYaml() {
    assertThat(YamlMapping.read("x.yaml", "a: 1\nb: [1,\n", recorder())).isEmpty();
    assertThat(YamlMapping.read("x.yaml", "- 1", recorder())).isEmpty();
    assertThat(YamlMapping.read("x.yaml", "", recorder())).isEmpty();
    assertThat(YamlMapping.read("x.yaml", "a: 1\n---\nb: 2\n", recorder())).isEmpty();

    assertThat(mistakes).hasSize(4);
    assertThat(mistakes.get(0)).startsWith("3:1  malformed: ");
    assertThat(mistakes.subList(1, 3)).containsOnly("0:0  no mapping");
    assertThat(mistakes.get(3)).startsWith("2:1  malformed: ");
  }

  @Test
  void followsAliasesWithoutEnd() {
    YamlMapping yaml = read("a: &a\n  b: *a\n  c: 1\n");

    YamlMapping a = yaml.mapping("a").orElseThrow();

    assertThat(a.mapping("b").orElseThrow().text("c")).contains("1");
  }

  private YamlMapping read(String text) {
    return YamlMapping.read("x.yaml", text, recorder()).orElseThrow();
  }

  private YamlMistakes recorder() {
    return new YamlMistakes() {
      @Override
      public void malformed(YamlPlace place, String detail) {
        add(place, "malformed: " + detail);
      }

      @Override
      public void noMapping(YamlPlace place) {
        add(place, "no mapping");
      }

      @Override
      public void missing(YamlPlace place) {
        add(place, "missing");
      }

      @Override
      public void repeated(YamlPlace place) {
        add(place, "repeated");
      }

      @Override
      public void unknown(YamlPlace place, String key, Collection<String> known) {
        add(place, "unknown, known " + known);
      }

      @Override
      public void wrong(YamlPlace place, String value, String expected) {
        add(place, "'" + value + "' expected " + expected);
      }

      private void add(YamlPlace place, String what) {
        mistakes.add(place.line() + ":" + place.column() + " " + place.path() + " " + what);
      }
    };
  }
}
