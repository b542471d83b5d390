package city.sawang.jobs.metering;

import city.sawang.jobs.SharedData;
import java.io.IOException;
import java.nio.file.Files;

/** Two days of a real household's meter, at a hundredth of its watts: 582.08 Wh. */
class MeteredSeriesTest extends MeterSeriesCases {
  private static final long TOTAL_MWH = 582_082;

  MeteredSeriesTest() throws IOException {
    super(
        Files.readAllLines(SharedData.file("timeseries/household_power_2007-02-01_02.csv")),
        TOTAL_MWH);
  }
}
