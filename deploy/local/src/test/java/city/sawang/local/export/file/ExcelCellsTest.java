package city.sawang.local.export.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcelCellsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=HYPERLINK(\"http://192.0.2.1/\";\"Town\")",
        "+66 53 000 000",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        "2412453820003470",
        "007",
        "1e5",
        "241245382000E470",
        "1.5",
        ".5",
        "12 %",
        "฿100",
        "1-2",
        "1/2",
        "12:30",
        "2567-05-01",
        "2024-05-01 10:00",
        "1-Mar",
        "Mar-01",
        "MAR-1",
        "TRUE",
        "'quoted"
      })
  void whatASpreadsheetTakesForSomethingElseGetsAnApostrophe(String value) {
    assertThat(ExcelCells.text(value)).isEqualTo("'" + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MUEANG-NAN-L01",
        "mueang-nan",
        "70b3d5b0ffff0009",
        "เทศบาลเมืองน่าน",
        "dusk-to-dawn 100%; 23:00 60%",
        "Test =1+1",
        "lighting/v1/mueang-nan/C1/reading",
        "{\"L1\": 1.5}",
        "METER_RESET,GAP",
        "No. 12 of them",
        ""
      })
  void everythingElseIsLeftAlone(String value) {
    assertThat(ExcelCells.text(value)).isEqualTo(value);
  }

  @Test
  void aNumberOfMoreDigitsThanASpreadsheetKeepsIsText() {
    assertThat(ExcelCells.number("123456789.012345")).isEqualTo("123456789.012345");
    assertThat(ExcelCells.number("9007199254740993")).isEqualTo("'9007199254740993");
  }

  @Test
  void instantsAreLocalTimes() {
    assertThat(ExcelCells.instant("2026-11-22 19:30:00+07")).isEqualTo("2026-11-22 19:30:00");
    assertThat(ExcelCells.instant("2026-11-22 19:30:00.123456+07"))
        .isEqualTo("2026-11-22 19:30:00");
    assertThat(ExcelCells.instant("infinity")).isEqualTo("'infinity");
  }
}
