package city.sawang.grafana.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.grafana.fixture.SeededDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRunnerIT {
  private final QueryRunner runner = SeededDatabase.shared().runner("sawang-public");

  @Test
  void readsEachTypeThatAPanelCanShow() throws SQLException {
    Frame frame =
        runner.run(
            "SELECT TIMESTAMPTZ '2026-11-29 12:00+07' AS at, 1.50 AS exact, 0.25::float8 AS floating, true AS yes, 'ไทย' AS word");

    assertThat(frame.columns())
        .extracting(FrameField::kind)
        .containsExactly(
            FrameField.Kind.TIME,
            FrameField.Kind.NUMBER,
            FrameField.Kind.NUMBER,
            FrameField.Kind.BOOLEAN,
            FrameField.Kind.STRING);
    assertThat(frame.columns())
        .flatExtracting(FrameField::values)
        .containsExactly(
            FrameValue.of(Instant.parse("2026-11-29T05:00:00Z")),
            FrameValue.of(new BigDecimal("1.50")),
            FrameValue.of(new BigDecimal("0.25")),
            FrameValue.of(true),
            FrameValue.of("ไทย"));
  }

  @Test
  void whatNoPanelCanDrawIsMissing() throws SQLException {
    Frame frame =
        runner.run(
            "SELECT NULL::timestamptz, 'infinity'::timestamptz, NULL::integer, 'NaN'::numeric, 'NaN'::float8, '-Infinity'::float8, NULL::boolean, NULL::text");

    assertThat(frame.columns().stream().flatMap(column -> column.values().stream()))
        .hasSize(8)
        .containsOnly(FrameValue.MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DATE '2026-11-29'", "TIMESTAMP '2026-11-29 12:00'", "ARRAY[1]"})
  void refusesTypesThatGrafanaWouldShift(String value) {
    assertThatThrownBy(() -> runner.run("SELECT " + value + " AS x"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("column x is of type");
  }

  @Test
  void saysThatRowsWereLeftOut() throws SQLException {
    Frame frame = runner.run("SELECT n FROM generate_series(1, 10001) AS n");

    assertThat(frame.rows()).isEqualTo(10_000);
    assertThat(frame.truncated()).isTrue();
  }
}
