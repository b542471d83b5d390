package city.sawang.local.simulate;

import city.sawang.schemas.registry.LampSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A fleet of all kinds of devices in an invented city of its own, and the registry files that make
 * the platform know it.
 *
 * @param lamps with the kinds dealt to them in turn
 * @param meters of the circuits, when three-phase meters were asked for
 */
public record DeviceFleet(List<FleetLamp> lamps, List<FleetMeter> meters) {
  /** The invented city. */
  public static final String CITY = "device-town";

  private static final double LATITUDE = 16.4322;
  private static final double LONGITUDE = 102.8236;
  private static final double STREET_STEP = 0.0003;
  private static final long[] NOMINAL_MILLIWATTS = {60_000, 40_000, 90_000, 120_000};
  private static final String[] SCHEDULES = {
    "dusk-to-dawn 100%", "dusk-to-dawn 100%; 23:00 60%; 05:00 100%"
  };

  /** A LoRaWAN device does not speak more often. */
  private static final int LORAWAN_SECONDS = 900;

  public DeviceFleet {
    lamps = List.copyOf(lamps);
    meters = List.copyOf(meters);
  }

  /**
   * Deals the kinds to so many lamps in turn: the first round hangs on a circuit that always has
   * power, the second on one that is switched off at dawn, and so on. Savers always lose their power
   * at dawn.
   *
   * @param intervalSeconds reporting interval
   */
  public static DeviceFleet of(List<FieldDeviceKind> kinds, int count, int intervalSeconds) {
    List<FleetLamp> lamps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      FieldDeviceKind kind = kinds.get(i % kinds.size());
      lamps.add(lamp(i, kind, i / kinds.size(), intervalSeconds));
    }
    List<FleetMeter> meters = new ArrayList<>();
    if (kinds.contains(FieldDeviceKind.THREEPHASE)) {
      lamps.stream()
          .map(FleetLamp::feederId)
          .distinct()
          .sorted()
          .forEach(
              feeder ->
                  meters.add(
                      new FleetMeter(
                          CITY,
                          "shellypro3em-" + feeder.toLowerCase(Locale.ROOT),
                          feeder,
                          intervalSeconds,
                          FieldDeviceKind.THREEPHASE)));
    }
    return new DeviceFleet(lamps, meters);
  }

  private static FleetLamp lamp(int index, FieldDeviceKind kind, int round, int intervalSeconds) {
    boolean night = round % 2 == 1 || kind == FieldDeviceKind.SAVER;
    return new FleetLamp(
        CITY,
        String.format(Locale.ROOT, "DT-L%04d", index + 1),
        controller(kind, round),
        night ? "DT-F2" : "DT-F1",
        "",
        LATITUDE,
        LONGITUDE + index % 100 * STREET_STEP,
        NOMINAL_MILLIWATTS[index / 3 % NOMINAL_MILLIWATTS.length],
        night,
        kind == FieldDeviceKind.LORAWAN
            ? Math.max(intervalSeconds, LORAWAN_SECONDS)
            : intervalSeconds,
        LampSchedule.parse(SCHEDULES[index % SCHEDULES.length]),
        // The lamps under a three-phase meter speak for themselves, natively.
        kind == FieldDeviceKind.THREEPHASE ? DeviceModel.NATIVE : new DeviceModel(kind, round));
  }

  /** An id as devices of this kind have it. */
  static String controller(FieldDeviceKind kind, int round) {
    String form =
        switch (kind) {
          case SHELLY -> "shellyplus1pm-%012d";
          case LORAWAN -> "70B3D5B0FFFE%04X";
          case ZIGBEE2MQTT -> "0x00158d0001%06x";
          case NATIVE, TASMOTA, COARSE, SAVER, WRAP, NOCOUNTER, THREEPHASE ->
              kind.label() + "-%04d";
        };
    return String.format(Locale.ROOT, form, round + 1);
  }

  /**
   * Writes {@code device-town/city.yaml}, {@code lamps.csv} and {@code meters.csv}.
   *
   * @param directory a registry directory, made when it is not there
   */
  public void writeRegistry(Path directory) throws IOException {
    Path city = Files.createDirectories(directory.resolve(CITY));
    Files.writeString(
        city.resolve("city.yaml"),
        """
        # Invented for 'sawang simulate --devices'. No such city, lamp or meter exists.
        city_id: %s
        name_en: Device Town
        name_th: เมืองอุปกรณ์
        timezone: Asia/Bangkok
        latitude: %s
        longitude: %s
        schedule: dusk-to-dawn 100%%
        deployments:
          - deployment_id: device-town-trial
            programme: Simulated devices of the field
            kind: NEW
            simulated: true
            sources:
              - Invented for the simulator
        """
            .formatted(CITY, LATITUDE, LONGITUDE));
    StringBuilder rows =
        new StringBuilder(
            "lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w,night_powered,"
                + "report_interval_s,schedule,counter_bits\n");
    for (FleetLamp lamp : lamps) {
      int bits = lamp.model().registerBits();
      rows.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%.6f,%.6f,%d,%s,%d,%s,%s%n",
              lamp.lampId(),
              lamp.feederId(),
              lamp.controllerId(),
              lamp.latitude(),
              lamp.longitude(),
              lamp.nominalMilliwatts() / 1_000,
              lamp.nightPowered(),
              lamp.intervalSeconds(),
              lamp.schedule(),
              bits == 0 ? "" : Integer.toString(bits)));
    }
    Files.writeString(city.resolve("lamps.csv"), rows);
    if (meters.isEmpty()) {
      Files.deleteIfExists(city.resolve("meters.csv"));
      return;
    }
    StringBuilder meterRows =
        new StringBuilder("meter_id,feeder_id,latitude,longitude,report_interval_s\n");
    for (FleetMeter meter : meters) {
      meterRows.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%.6f,%.6f,%d%n",
              meter.meterId(),
              meter.feederId(),
              LATITUDE,
              LONGITUDE,
              meter.intervalSeconds()));
    }
    Files.writeString(city.resolve("meters.csv"), meterRows);
  }
}
