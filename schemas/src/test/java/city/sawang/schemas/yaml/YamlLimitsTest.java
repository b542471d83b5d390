package city.sawang.schemas.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML that no person writes. */
class YamlLimitsTest {
  private static String detail(String text) {
    return YamlLimits.of(text, LoadSettings.builder().build())
        .map(YamlLimits.Excess::detail)
        .orElse("");
  }

  @Test
  void whatPeopleWriteIsWithinTheLimits() {
    assertThat(detail("city: x\nlist: &a [1, 2]\nagain: *a\n" + "k: v\n".repeat(1000))).isEmpty();
  }

  @Test
  void bracketsInsideBracketsAreCountedAndNotEntered() {
    assertThat(detail("a: " + "[".repeat(200_000))).contains("nested too deep");
    assertThat(detail("a: " + "{b: ".repeat(100_000))).contains("nested too deep");
    StringBuilder blocks = new StringBuilder();
    for (int depth = 0; depth < 40; depth++) {
      blocks.append(" ".repeat(depth)).append("a:\n");
    }
    assertThat(detail(blocks.append(" ".repeat(40)).append("b: 1\n").toString()))
        .contains("nested too deep");
  }

  @Test
  void longFilesAndManyAliasesAreRefused() {
    assertThat(detail("a: " + "x".repeat(YamlLimits.LONGEST))).contains("too long");
    assertThat(detail("a: &a 1\nb: [" + "*a, ".repeat(200) + "1]")).contains("too many aliases");
  }
}
