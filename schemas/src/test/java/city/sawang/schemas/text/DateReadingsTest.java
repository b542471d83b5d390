package city.sawang.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateReadingsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2567-05-01             | 2024-05-01
          2567-02-29             | 2024-02-29
          2567/5/1               | 2024-05-01
          2567-13-05             | 2024-05-13
          2567-25-05             | 2024-05-25
          01/05/2567             | 2024-01-05 2024-05-01
          05/05/2567             | 2024-05-05
          31/05/2567             | 2024-05-31
          05/31/2567             | 2024-05-31
          1.5.2567               | 2024-01-05 2024-05-01
          1-5-2024               | 2024-01-05 2024-05-01
          1/5/67                 | 2024-01-05 2024-05-01
          31/5/24                | 2024-05-31 2031-05-24
          67-05-31               | 2024-05-31
          ๐๑/๐๕/๒๕๖๗             | 2024-01-05 2024-05-01
          1 พ.ค. 67               | 2024-05-01
          1 พฤษภาคม 2567          | 2024-05-01
          1 พฤษภาคม พ.ศ. 2567      | 2024-05-01
          1-May-67               | 2024-05-01
          1-May-24               | 2024-05-01
          May 1, 2024            | 2024-05-01
          1 ม.ค. 2567             | 2024-01-01
          45413                  | 2024-05-01
          45413.75               | 2024-05-01
          243739                 | 2024-05-01
          25670501               | 2024-05-01
          01052567               | 2024-01-05 2024-05-01
          2567-05-01 10:30       | 2024-05-01
          2567-05-01T10:30+07:00 | 2024-05-01
          2024-05-01 00:00:00    | 2024-05-01
          2450-01-01             |
          32/01/2567             |
          29/02/2566             |
          5/2567                 |
          60                     |
          tomorrow               |
          """)
  void everyOrderAndEraIsTried(String written, String meant) {
    var dates =
        meant == null ? Stream.<LocalDate>of() : Stream.of(meant.split(" ")).map(LocalDate::parse);

    assertThat(DateReadings.of(written)).containsExactlyElementsOf(dates.toList());
  }

  @Test
  void aSuggestionSaysHowItWasRead() {
    assertThat(DateReadings.suggestion("1/5/67"))
        .isEqualTo(
            "; it would be 2024-01-05 (month first, year 2567 of the Buddhist era), or 2024-05-01 (day first, year"
                + " 2567 of the Buddhist era)");
    assertThat(DateReadings.suggestion("soon")).isEmpty();
  }
}
