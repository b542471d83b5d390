package city.sawang.local.simulate.payload;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Writes the native payload. By hand and without floating point: the same reading always gives the
 * same bytes, and every decimal of the counter is the one that was simulated.
 */
public final class NativePayload {
  /** Payloads are kept below the 64 KiB of the contract. */
  public static final int MAX_BYTES = 60_000;

  /** Elements per array of the contract. */
  public static final int MAX_ELEMENTS = 500;

  private final DateTimeFormatter time;

  public NativePayload(ZoneId zone) {
    this.time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
  }

  /** Every member a controller has. */
  public String full(SimulatedReading r) {
    StringBuilder json = new StringBuilder(448);
    json.append("{\"observedAt\":\"");
    time.formatTo(Instant.ofEpochMilli(r.observedAt()), json);
    json.append("\",\"bootId\":").append(r.bootId()).append(",\"seq\":").append(r.seq());
    if (!r.omits(SimulatedReading.NO_POWER)) {
      decimal(json, "activePowerW", r.powerMilliwatts(), 3);
    }
    if (!r.omits(SimulatedReading.NO_COUNTER)) {
      decimal(json, "energyTotalWh", r.energyMilliwattHours(), 3);
    }
    decimal(json, "supplyVoltageV", r.voltageMillivolts(), 3);
    decimal(json, "supplyCurrentA", r.currentMilliamperes(), 3);
    decimal(json, "powerFactor", r.powerFactorBasisPoints(), 4);
    decimal(json, "frequencyHz", r.frequencyMillihertz(), 3);
    json.append(",\"dimCommandPct\":").append(r.dimCommandPercent());
    json.append(",\"dimActualPct\":").append(r.dimActualPercent());
    json.append(",\"lampOn\":").append(r.lampOn()).append(",\"relayOn\":").append(r.relayOn());
    decimal(json, "operatingHours", r.operatingSeconds() / 360, 1);
    json.append(",\"switchOnCount\":").append(r.switchOns());
    json.append(",\"supplyLossCount\":").append(r.supplyLosses());
    decimal(json, "controllerTempC", r.temperatureMillicelsius() / 100, 1);
    json.append(",\"rssiDbm\":").append(r.rssiDecibelMilliwatts());
    json.append(",\"overrideActive\":false,\"maintenanceMode\":false,\"historical\":");
    json.append(r.historical());
    if (!r.deviceFaults().isEmpty()) {
      json.append(",\"deviceFaults\":[\"");
      json.append(String.join("\",\"", r.deviceFaults())).append("\"]");
    }
    return json.append('}').toString();
  }

  /** What a controller keeps when it has to store: enough for energy, small enough for memory. */
  public String stored(SimulatedReading r) {
    StringBuilder json = new StringBuilder(160);
    json.append("{\"observedAt\":").append(r.observedAt());
    json.append(",\"bootId\":").append(r.bootId()).append(",\"seq\":").append(r.seq());
    decimal(json, "activePowerW", r.powerMilliwatts(), 3);
    decimal(json, "energyTotalWh", r.energyMilliwattHours(), 3);
    decimal(json, "supplyVoltageV", r.voltageMillivolts(), 3);
    json.append(",\"dimActualPct\":").append(r.dimActualPercent());
    json.append(",\"lampOn\":").append(r.lampOn());
    return json.append(",\"historical\":").append(r.historical()).append('}').toString();
  }

  /** A feeder meter's payload, with its phases. */
  public String meter(MeterReport report) {
    SimulatedReading whole = report.whole();
    StringBuilder json = new StringBuilder(448);
    json.append("{\"observedAt\":\"");
    time.formatTo(Instant.ofEpochMilli(whole.observedAt()), json);
    json.append("\",\"bootId\":").append(whole.bootId()).append(",\"seq\":").append(whole.seq());
    decimal(json, "activePowerW", whole.powerMilliwatts(), 3);
    decimal(json, "energyTotalWh", whole.energyMilliwattHours(), 3);
    decimal(json, "supplyVoltageV", whole.voltageMillivolts(), 3);
    decimal(json, "powerFactor", whole.powerFactorBasisPoints(), 4);
    decimal(json, "frequencyHz", whole.frequencyMillihertz(), 3);
    for (int p = 0; p < report.phases().size(); p++) {
      MeterReport.PhaseValues phase = report.phases().get(p);
      decimal(json, "activePowerWL" + (p + 1), phase.milliwatts(), 3);
      decimal(json, "energyTotalWhL" + (p + 1), phase.milliwattHours(), 3);
      decimal(json, "supplyVoltageVL" + (p + 1), phase.millivolts(), 3);
      decimal(json, "supplyCurrentAL" + (p + 1), phase.milliamperes(), 3);
    }
    return json.append(",\"doorOpen\":false,\"breakerTripped\":false}").toString();
  }

  public static byte[] array(List<String> elements) {
    return ('[' + String.join(",", elements) + ']').getBytes(StandardCharsets.UTF_8);
  }

  private static void decimal(StringBuilder json, String name, long scaled, int decimals) {
    json.append(",\"").append(name).append("\":");
    appendDecimal(json, scaled, decimals);
  }

  /** {@code 41700, 3} → {@code 41.700}. */
  static void appendDecimal(StringBuilder json, long scaled, int decimals) {
    long unit = 1;
    for (int i = 0; i < decimals; i++) {
      unit *= 10;
    }
    if (scaled < 0) {
      json.append('-');
    }
    json.append(Math.abs(scaled) / unit).append('.');
    String fraction = Long.toString(Math.abs(scaled) % unit);
    json.append("0".repeat(decimals - fraction.length())).append(fraction);
  }
}
