package city.sawang.grafana.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden: the right side is what Grafana's PostgreSQL data source makes of the left one. */
class SqlTemplateTest {
  private static final DashboardTimeRange RANGE =
      new DashboardTimeRange(
          Instant.parse("2018-04-12T18:00:00Z"), Instant.parse("2018-04-12T18:05:00Z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select $__time(time_column)|select time_column AS \"time\"",
        "select min($__time(time_column))|select min(time_column AS \"time\")",
        "select $__timeEpoch(c)|select extract(epoch from c) as \"time\"",
        "WHERE $__timeFilter(time_column)|WHERE time_column BETWEEN '2018-04-12T18:00:00Z' AND '2018-04-12T18:05:00Z'",
        "select $__timeFrom()|select '2018-04-12T18:00:00Z'",
        "select $__timeTo()|select '2018-04-12T18:05:00Z'",
        "SELECT $__timeGroup(time_column,'5m')|SELECT floor(extract(epoch from time_column)/300)*300",
        "SELECT $__timeGroup(time_column,'5m'), value|SELECT floor(extract(epoch from time_column)/300)*300 AS \"time\", value",
        "SELECT $__timeGroup(time_column,'5m') as time, value|SELECT floor(extract(epoch from time_column)/300)*300 as time, value",
        "SELECT $__timeGroupAlias(time_column , '5m')|SELECT floor(extract(epoch from time_column)/300)*300 AS \"time\"",
        "SELECT $__timeGroup(t,'20ms')|SELECT floor(extract(epoch from t)/0.02)*0.02",
        "SELECT $__timeGroup(t,$__interval)|SELECT floor(extract(epoch from t)/900)*900",
        "select $__unixEpochFilter(time)|select time >= 1523556000 AND time <= 1523556300",
        "select $__unixEpochNanoFilter(time)|select time >= 1523556000000000000 AND time <= 1523556300000000000",
        "select $__unixEpochFrom(), $__unixEpochTo()|select 1523556000, 1523556300",
        "select $__unixEpochNanoFrom()|select 1523556000000000000",
        "select $__unixEpochNanoTo()|select 1523556300000000000",
        "SELECT $__unixEpochGroup(a+b,'5m')|SELECT floor((a+b)/300)*300",
        "SELECT $__unixEpochGroupAlias(a+b,'5m')|SELECT floor((a+b)/300)*300 AS \"time\"",
        "SELECT '$__interval', $__interval_ms|SELECT '15m', 900000",
      })
  void expandsMacrosAsGrafanaDoes(String written, String expected) {
    assertThat(expand(written, false).sql()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GROUP BY $__timeGroup(time_column,'5m')|GROUP BY time_bucket('300.000s',time_column)",
        "GROUP BY $__timeGroup(time_column , '12d')|GROUP BY time_bucket('1036800.000s',time_column)",
        "GROUP BY $__timeGroup(time_column , '20ms')|GROUP BY time_bucket('0.020s',time_column)",
        "SELECT $__timeGroupAlias(t,'1h')|SELECT time_bucket('3600.000s',t) AS \"time\"",
        "select $__unixEpochGroup(t,'5m')|select floor((t)/300)*300",
      })
  void usesTimeBucketWhereThereIsTimescaleDb(String written, String expected) {
    assertThat(expand(written, true).sql()).isEqualTo(expected);
  }

  static Stream<Arguments> fills() {
    Duration width = Duration.ofMinutes(5);
    return Stream.of(
        Arguments.of("NULL", new Fill.WithGap(width)),
        Arguments.of("previous", new Fill.WithPrevious(width)),
        Arguments.of("0", new Fill.WithNumber(BigDecimal.ZERO, width)),
        Arguments.of("1.5", new Fill.WithNumber(new BigDecimal("1.5"), width)));
  }

  @Test
  void writesFractionsOfSecondsWithoutTrailingNoughts() {
    var range =
        new DashboardTimeRange(
            Instant.parse("1960-02-01T07:00:00.500Z"),
            Instant.parse("1980-02-03T08:00:00.123456Z"));
    String sql =
        new SqlTemplate("$__timeFilter(t) $__unixEpochFilter(e)")
            .expand(values(range), range, false)
            .sql();
    assertThat(sql)
        .isEqualTo(
            "t BETWEEN '1960-02-01T07:00:00.5Z' AND '1980-02-03T08:00:00.123456Z' e >= -312915600 AND e <= 318412800");
  }

  @ParameterizedTest
  @MethodSource("fills")
  void readsHowToFill(String argument, Fill expected) {
    assertThat(expand("SELECT $__timeGroupAlias(t,'5m'," + argument + ")", false).fill())
        .contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$__timeGroup(t)",
        "$__timeGroup(t,'5x')",
        "$__timeGroup(t,'5m',nothing)",
        "$__unheard(t)",
        "$__unixEpochGroup(t)",
      })
  void refusesWhatGrafanaRefuses(String written) {
    assertThatThrownBy(() -> expand(written, false)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void endsAnArgumentAtTheFirstParenthesisAsGrafanaDoes() {
    assertThat(expand("$__timeFilter(coalesce(a)) x", false).sql())
        .isEqualTo("coalesce(a BETWEEN '2018-04-12T18:00:00Z' AND '2018-04-12T18:05:00Z') x");
  }

  @Test
  void neverReadsAValueAgain() {
    var hostile = VariableValue.single("lamp", "$__timeFrom() OR true; ${city} $city");
    var city = VariableValue.single("city", "mueang-nan");
    String sql =
        new SqlTemplate("WHERE lamp = ${lamp:sqlstring} AND city = '$city'")
            .expand(
                new VariableSubstitution(List.of(hostile, city), RANGE, Duration.ofMinutes(1)),
                RANGE,
                false)
            .sql();
    assertThat(sql)
        .isEqualTo("WHERE lamp = '$__timeFrom() OR true; ${city} $city' AND city = 'mueang-nan'");
  }

  @Test
  void keepsTheFillValueExact() {
    assertThat(expand("$__timeGroup(t,'5m',0.1)", false).fill())
        .contains(new Fill.WithNumber(new BigDecimal("0.1"), Duration.ofMinutes(5)));
  }

  private static SqlTemplate.Expanded expand(String written, boolean timescale) {
    return new SqlTemplate(written).expand(values(RANGE), RANGE, timescale);
  }

  private static VariableSubstitution values(DashboardTimeRange range) {
    return new VariableSubstitution(List.of(), range, Duration.ofMinutes(15));
  }
}
