package city.sawang.local.simulate.payload;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes the messages of vendors in their own words, as the shipped profiles read them. By hand and
 * without floating point, like {@link NativePayload}. What a vendor's message has no room for must
 * be {@linkplain SimulatedReading#without left out} of the reading, and what it rounds be rounded.
 */
public final class VendorPayload {
  private final DateTimeFormatter local;
  private final DateTimeFormatter offset;

  public VendorPayload(ZoneId zone) {
    this.local = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(zone);
    this.offset = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String decimal(long scaled, int decimals) {
    StringBuilder text = new StringBuilder(16);
    NativePayload.appendDecimal(text, scaled, decimals);
    return text.toString();
  }

  /** Tasmota's {@code tele/…/SENSOR}: local time without a zone, the counter in kWh. */
  public byte[] tasmota(SimulatedReading r) {
    return bytes(
        ("{\"Time\":\"%s\",\"ENERGY\":{\"TotalStartTime\":\"2026-01-05T09:00:00\",\"Total\":%s,\"Yesterday\":0.412,"
                + "\"Today\":0.101,\"Period\":2,\"Power\":%s,\"ApparentPower\":%s,\"ReactivePower\":12,\"Factor\":%s,"
                + "\"Voltage\":%s,\"Current\":%s}}")
            .formatted(
                local.format(Instant.ofEpochMilli(r.observedAt())),
                decimal(r.energyMilliwattHours() / 1_000, 3),
                r.powerMilliwatts() / 1_000,
                r.powerMilliwatts() / 1_000,
                decimal(r.powerFactorBasisPoints() / 100, 2),
                r.voltageMillivolts() / 1_000,
                decimal(r.currentMilliamperes(), 3)));
  }

  /** Shelly's {@code NotifyStatus} on {@code …/events/rpc}, timed by the device. */
  public byte[] shellyNotification(String device, SimulatedReading r) {
    return notification(
        device,
        r,
        "\"aenergy\":{\"total\":%s},\"apower\":%s,\"current\":%s"
            .formatted(
                decimal(r.energyMilliwattHours(), 3),
                decimal(r.powerMilliwatts() / 100, 1),
                decimal(r.currentMilliamperes(), 3)));
  }

  /** Shelly's {@code NotifyStatus} of one value that has changed: a current. */
  public byte[] shellyCurrent(String device, SimulatedReading r) {
    return notification(device, r, "\"current\":" + decimal(r.currentMilliamperes(), 3));
  }

  /** Shelly's {@code NotifyStatus} of one value that has changed: a voltage. */
  public byte[] shellyVoltage(String device, SimulatedReading r) {
    return notification(device, r, "\"voltage\":" + decimal(r.voltageMillivolts() / 100, 1));
  }

  private static byte[] notification(String device, SimulatedReading r, String members) {
    return bytes(
        "{\"src\":\"%1$s\",\"dst\":\"%1$s/events\",\"method\":\"NotifyStatus\",\"params\":{\"ts\":%2$s,\"switch:0\":{\"id\":0,%3$s}}}"
            .formatted(device, decimal(r.observedAt() / 10, 2), members));
  }

  /** Shelly's full {@code …/status/switch:0}, which carries no time. */
  public byte[] shellyStatus(SimulatedReading r) {
    return bytes(
        ("{\"id\":0,\"source\":\"MQTT\",\"output\":%s,\"apower\":%s,\"voltage\":%s,\"freq\":50.0,\"current\":%s,"
                + "\"aenergy\":{\"total\":%s,\"by_minute\":[0.0,0.0,0.0]},\"temperature\":{\"tC\":%s,\"tF\":null}}")
            .formatted(
                r.relayOn(),
                decimal(r.powerMilliwatts() / 100, 1),
                decimal(r.voltageMillivolts() / 100, 1),
                decimal(r.currentMilliamperes(), 3),
                decimal(r.energyMilliwattHours(), 3),
                decimal(r.temperatureMillicelsius() / 100, 1)));
  }

  /** The full status of a Shelly Pro 3EM, timed by its {@code sys.unixtime}. */
  public byte[] shellyThreePhases(MeterReport report) {
    StringBuilder em = new StringBuilder(512).append("{\"em:0\":{\"id\":0");
    StringBuilder data = new StringBuilder(160).append("\"emdata:0\":{\"id\":0");
    for (int p = 0; p < report.phases().size(); p++) {
      MeterReport.PhaseValues phase = report.phases().get(p);
      char name = (char) ('a' + p);
      em.append(
          ",\"%1$c_act_power\":%2$s,\"%1$c_voltage\":%3$s,\"%1$c_current\":%4$s,\"%1$c_freq\":50.0"
              .formatted(
                  name,
                  decimal(phase.milliwatts() / 100, 1),
                  decimal(phase.millivolts() / 100, 1),
                  decimal(phase.milliamperes(), 3)));
      data.append(
          ",\"%c_total_act_energy\":%s".formatted(name, decimal(phase.milliwattHours() / 10, 2)));
    }
    SimulatedReading whole = report.whole();
    em.append(",\"total_act_power\":").append(decimal(whole.powerMilliwatts() / 100, 1));
    data.append(",\"total_act\":").append(decimal(whole.energyMilliwattHours() / 10, 2));
    return bytes(
        em.append("},")
            .append(data)
            .append("},\"sys\":{\"unixtime\":")
            .append(whole.observedAt() / 1_000)
            .append("}}"));
  }

  /** ChirpStack 4 with a usage packet of a NAS UL20xx, timed by the network server. */
  public byte[] chirpstackUsage(String eui, SimulatedReading r) {
    return chirpstack(
        eui, r.observedAt(), r.seq(), "25", "\"packet_type\":\"usage_packet\"," + usage(r));
  }

  /** ChirpStack 4 with a status packet of a NAS UL20xx: lamp, relay and temperature, no meter. */
  public byte[] chirpstackStatus(String eui, SimulatedReading r) {
    return chirpstack(
        eui,
        r.observedAt(),
        r.seq(),
        "23",
        ("\"data\":{\"packet_type\":\"status_packet\",\"device_unix_epoch\":\"%s\",\"mcu_temperature__C\":%d,"
                + "\"downlink_rssi__dBm\":%d,\"dimming_source\":[{\"address\":\"dali_broadcast\","
                + "\"dimming_level__percent\":%d,\"status\":{\"lamp_failure\":false,\"lamp_on\":%s}}],"
                + "\"status\":{\"internal_relay_closed\":%s}}")
            .formatted(
                Instant.ofEpochMilli(r.observedAt()),
                r.temperatureMillicelsius() / 1_000,
                r.rssiDecibelMilliwatts(),
                r.dimActualPercent(),
                r.lampOn(),
                r.relayOn()));
  }

  private byte[] chirpstack(String eui, long at, long count, String port, String object) {
    return bytes(
        ("{\"time\":\"%s\",\"deviceInfo\":{\"applicationName\":\"lights\",\"deviceName\":\"pole\",\"devEui\":\"%s\"},"
                + "\"devAddr\":\"01020304\",\"fCnt\":%d,\"fPort\":%s,\"object\":{%s}}")
            .formatted(offset.format(Instant.ofEpochMilli(at)), eui, count, port, object));
  }

  /** The Things Stack 3 with a usage packet of a NAS UL20xx, timed by the network server. */
  public byte[] thingsStackUsage(String eui, SimulatedReading r) {
    Instant at = Instant.ofEpochMilli(r.observedAt());
    return bytes(
        ("{\"end_device_ids\":{\"device_id\":\"eui-%s\",\"dev_eui\":\"%s\"},\"received_at\":\"%s\",\"uplink_message\":"
                + "{\"f_port\":25,\"f_cnt\":%d,\"received_at\":\"%s\",\"decoded_payload\":{\"packet_type\":\"usage_packet\",%s}}}")
            .formatted(eui.toLowerCase(Locale.ROOT), eui, at, r.seq(), at, usage(r)));
  }

  private static String usage(SimulatedReading r) {
    return ("\"consumption\":[{\"address\":\"internal_measurement\",\"active_energy__Wh\":%d,"
            + "\"active_power__W\":%d,\"mains_voltage__V\":%d}]")
        .formatted(
            r.energyMilliwattHours() / 1_000,
            r.powerMilliwatts() / 1_000,
            r.voltageMillivolts() / 1_000);
  }

  /** Zigbee2MQTT with device information and {@code last_seen}; the counter in kWh, 10 Wh a step. */
  public byte[] zigbee(String address, SimulatedReading r) {
    return bytes(
        ("{\"current\":%s,\"device\":{\"friendlyName\":\"pole\",\"ieeeAddr\":\"%s\",\"model\":\"TS011F_plug_1\","
                + "\"type\":\"Router\"},\"energy\":%s,\"last_seen\":\"%s\",\"linkquality\":177,\"power\":%s,"
                + "\"power_outage_memory\":null,\"state\":\"%s\",\"voltage\":%d}")
            .formatted(
                decimal(r.currentMilliamperes() / 10, 2),
                address,
                r.omits(SimulatedReading.NO_COUNTER)
                    ? "null"
                    : decimal(r.energyMilliwattHours() / 10_000, 2),
                offset.format(Instant.ofEpochMilli(r.observedAt())),
                r.powerMilliwatts() / 1_000,
                r.relayOn() ? "ON" : "OFF",
                r.voltageMillivolts() / 1_000));
  }
}
