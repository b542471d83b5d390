package city.sawang.jobs.figures;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestReadings;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many bytes the figures of one lamp take, whose readings go through all operators. */
class StateSizeTest {
  private static final int DAYS = 9;
  private static final int LIMIT_BYTES = 15_000;

  @ParameterizedTest
  @ValueSource(ints = {60, 900})
  void theFiguresOfALampStayWithinTheirBytes(int intervalSeconds) throws Exception {
    new AvroMessages();
    try (FiguresRoad road = new FiguresRoad(1, EnergyFigures.Retention.of(Duration.ofDays(3)))) {
      RegistryController controller = TestReadings.registered("c1", "lamp-1");
      road.register(
          RegistryController.newBuilder(controller)
              .setAssignments(
                  List.of(
                      Assignment.newBuilder(controller.getAssignments().get(0))
                          .setReportIntervalSeconds(intervalSeconds)
                          .build()))
              .build());
      long counter = 1_000_000;
      int largest = 0;
      for (int i = 0; i < DAYS * 86_400 / intervalSeconds; i++) {
        long at = CityLife.START + i * intervalSeconds * 1_000L + i % 7 * 1_000L;
        boolean lit = Math.floorMod(at / 3_600_000L + 7, 24L) % 18 < 6;
        counter += (lit ? 41_000L + i % 900 : 300) * intervalSeconds / 3_600;
        road.read(
            TestReadings.reading("c1", at, i)
                .setActivePowerMilliwatts(lit ? 41_000L + i % 900 : 300)
                .setSupplyVoltageMillivolts(229_000L + i % 2_000)
                .setPowerFactorBasisPoints(9_600 + i % 100)
                .setDimActualBasisPoints(lit ? 8_000 : 0)
                .setLampOn(lit)
                .setEnergyTotalMilliwattHours(counter)
                .build());
        if (i % (6 * 3_600 / intervalSeconds) == 0) {
          road.settle();
          largest = Math.max(largest, road.lampStateBytes());
        }
      }
      System.out.printf("a lamp at %d s: at most %,d bytes of figures%n", intervalSeconds, largest);
      assertThat(largest).isBetween(1_000, LIMIT_BYTES);
    }
  }
}
