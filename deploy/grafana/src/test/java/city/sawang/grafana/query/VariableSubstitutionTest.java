package city.sawang.grafana.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariableSubstitutionTest {
  private static final DashboardTimeRange RANGE =
      new DashboardTimeRange(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(61_000));
  private static final VariableSubstitution VALUES =
      new VariableSubstitution(
          List.of(
              VariableValue.single("one", "it's"),
              new VariableValue("many", List.of("a", "b'c"), List.of("A", "B"), true),
              new VariableValue("none", List.of(), List.of(), true)),
          RANGE,
          Duration.ofSeconds(30));

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "'$one'→'it''s'",
        "${one:sqlstring}→'it''s'",
        "${one:raw}→it's",
        "$many→'a','b''c'",
        "${many}→'a','b''c'",
        "[[many:csv]]→a,b'c",
        "${many:pipe}→a|b'c",
        "${many:text}→A + B",
        "${many:singlequote}→'a','b\\'c'",
        "${one:percentencode}→it%27s",
        "${many:queryparam}→var-many=a&var-many=b%27c",
        "ARRAY[$none]::text[]→ARRAY[]::text[]",
        "$unheard ${unheard:csv}→$unheard ${unheard:csv}",
        "$__interval $__interval_ms $__from ${__to} $__range_s→30s 30000 1000 61000 60",
      })
  void putsValuesInAsGrafanaDoes(String written, String expected) {
    assertThat(VALUES.replaceIn(written)).isEqualTo(expected);
  }

  @Test
  void refusesAnUnknownFormat() {
    assertThatThrownBy(() -> VALUES.replaceIn("${one:sqlstrin}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sqlstrin");
  }

  /** A literal ends at the first quote that is not doubled: there must be none before the end. */
  @Property
  void aValueNeverLeavesItsQuotes(@ForAll String value) {
    String clean = value.replace("\0", "");
    String sql =
        new VariableSubstitution(
                List.of(VariableValue.single("v", clean)), RANGE, Duration.ofSeconds(1))
            .replaceIn("${v:sqlstring}");
    String inside = sql.substring(1, sql.length() - 1);
    assertThat(inside.replace("''", "")).doesNotContain("'");
    assertThat(inside.replace("''", "'")).isEqualTo(clean);
  }

  @Test
  void refusesNulWhichNoDatabaseTextCanHold() {
    assertThatThrownBy(() -> VariableValue.single("v", "a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
