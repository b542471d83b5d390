package city.sawang.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMatchTest {
  private static final List<String> KNOWN = List.of("up", "simulate", "energyUnit", "nominal_w");

  @ParameterizedTest
  @CsvSource({
    "simulte, simulate",
    "SIMULATE, simulate",
    "energyUnits, energyUnit",
    "nominal_watt, nominal_w",
    "pu, ",
    "u, up",
    "exports, ",
  })
  void findsWhatWasMeantAndNothingElse(String typed, String expected) {
    assertThat(NearMatch.of(typed, KNOWN).orElse(null)).isEqualTo(expected);
  }

  @Test
  void prefersTheClosest() {
    assertThat(NearMatch.of("satum", List.of("satin", "satun"))).contains("satun");
  }

  @Test
  void wordsASuggestionForAMessage() {
    assertThat(NearMatch.suggestion("simulte", KNOWN)).isEqualTo("; did you mean simulate?");
    assertThat(NearMatch.suggestion("xyz", KNOWN)).isEmpty();
    assertThat(NearMatch.oneOf("a1", List.of("a2", "b"))).isEqualTo("'a2', or one of a2, b");
    assertThat(NearMatch.oneOf("xyz", List.of("a2", "b"))).isEqualTo("one of a2, b");
  }
}
