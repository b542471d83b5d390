package city.sawang.jobs;

import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import city.sawang.schemas.avro.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Readings and registry records for tests. */
public final class TestReadings {
  public static final String CITY = "mueang-nan";
  public static final String ZONE = "Asia/Bangkok";

  /** An evening in Nan: 19:00 local time, the lamps are lit. */
  public static final long EVENING = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

  private TestReadings() {}

  /** A plain reading of a lit 40 W lamp, received 2 s after it was observed. */
  public static Reading.Builder reading(String controllerId, long observedAt, long seq) {
    return Reading.newBuilder()
        .setCityId(CITY)
        .setControllerId(controllerId)
        .setKind(DeviceKind.LAMP)
        .setObservedAt(observedAt)
        .setReceivedAt(observedAt + 2_000)
        .setTopic("lighting/v1/mueang-nan/" + controllerId + "/reading")
        .setProfile("native")
        .setBootId(1L)
        .setSeq(seq)
        .setDigest(observedAt * 31 + seq)
        .setActivePowerMilliwatts(40_000L)
        .setSupplyVoltageMillivolts(230_000L)
        .setLampOn(true)
        .setHistorical(false)
        .setDeviceFaults(List.of())
        .setPhases(List.of())
        .setExtras(Map.of())
        .setQualityFlags(List.of())
        .setTimeSource(TimeSource.DEVICE);
  }

  /** The controller serves this lamp position since ever. */
  public static RegistryController registered(String controllerId, String lampId) {
    return registered(controllerId, lampId, DeviceKind.LAMP);
  }

  public static RegistryController registered(String controllerId, String lampId, DeviceKind kind) {
    return RegistryController.newBuilder()
        .setCityId(CITY)
        .setControllerId(controllerId)
        .setTimezone("Asia/Bangkok")
        .setCityLatitudeMicrodegrees(18_783_000)
        .setCityLongitudeMicrodegrees(100_783_000)
        .setAssignments(
            List.of(
                Assignment.newBuilder()
                    .setLampId(lampId)
                    .setKind(kind)
                    .setDeploymentId("demo")
                    .setFeederId("F1")
                    .setLatitudeMicrodegrees(18_783_000)
                    .setLongitudeMicrodegrees(100_783_000)
                    .setNominalMilliwatts(40_000)
                    .setStage("REPORTING")
                    .setNightPowered(false)
                    .setReportIntervalSeconds(60)
                    .setSchedule("dusk-to-dawn")
                    .setPowerLightGradientBasisPoints(10_000)
                    .setMinimumMilliwatts(0)
                    .build()))
        .build();
  }
}
