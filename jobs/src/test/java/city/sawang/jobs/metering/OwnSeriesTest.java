package city.sawang.jobs.metering;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Two days of minutes made for this test, in the shape of a household's meter: 304.73 Wh. */
class OwnSeriesTest extends MeterSeriesCases {
  private static final long TOTAL_MWH = 304_733;

  OwnSeriesTest() throws IOException {
    super(rows(), TOTAL_MWH);
  }

  private static List<String> rows() throws IOException {
    try (InputStream in =
        OwnSeriesTest.class.getResourceAsStream("/series/two-days-of-minutes.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
