package city.sawang.local.simulate;

import city.sawang.local.simulate.payload.SimulatedReading;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What was sent and how the broker answered, as JSON Lines. A message's line reaches the operating
 * system before the message reaches the network, so a killed simulator leaves a ledger that knows
 * every message the platform may have seen. The forms of the lines are described in SIMULATOR.md.
 *
 * <p>Safe for use by several threads.
 */
final class SendLogWriter implements AutoCloseable {
  /** Flag of a reading that was stored and delivered late. */
  static final int HISTORICAL = 1;

  /** Flag of a reading whose lamp says it is lit. */
  static final int LAMP_ON = 2;

  private final OutputStream file;
  private final MessageDigest sha256;
  private boolean closed;

  private SendLogWriter(OutputStream file) {
    this.file = file;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * @param file overwritten; null: nothing is recorded
   */
  static SendLogWriter open(Path file, FleetConfig config, long startedAt) throws IOException {
    if (file == null) {
      return new SendLogWriter(OutputStream.nullOutputStream());
    }
    SendLogWriter ledger = new SendLogWriter(new FileOutputStream(file.toFile()));
    ledger.write(
        "{\"ledger\":1,\"at\":"
            + startedAt
            + ",\"seed\":"
            + config.seed()
            + ",\"zone\":\""
            + config.zone()
            + "\",\"faults\":\""
            + config.faults()
            + "\",\"fieldFaults\":\""
            + config.fieldFaults()
            + "\"}\n");
    config.lamps().forEach(ledger::lamp);
    config.meters().forEach(ledger::meter);
    return ledger;
  }

  private void meter(FleetMeter meter) {
    write(
        "{\"meter\":\""
            + meter.meterId()
            + "\",\"city\":\""
            + meter.cityId()
            + "\",\"feeder\":\""
            + meter.feederId()
            + "\",\"device\":\""
            + meter.kind().label()
            + "\",\"stepMwh\":"
            + meter.kind().stepMilliwattHours(0)
            + "}\n");
  }

  private void lamp(FleetLamp lamp) {
    write(
        "{\"lamp\":\""
            + lamp.lampId()
            + "\",\"city\":\""
            + lamp.cityId()
            + "\",\"controller\":\""
            + lamp.controllerId()
            + "\",\"feeder\":\""
            + lamp.feederId()
            + "\",\"latitude\":"
            + lamp.latitude()
            + ",\"longitude\":"
            + lamp.longitude()
            + ",\"nominalMw\":"
            + lamp.nominalMilliwatts()
            + ",\"nightPowered\":"
            + lamp.nightPowered()
            + ",\"interval\":"
            + lamp.intervalSeconds()
            + ",\"schedule\":\""
            + lamp.schedule()
            + "\",\"device\":\""
            + lamp.model().kind().label()
            + "\",\"stepMwh\":"
            + lamp.model().stepMilliwattHours()
            + ",\"registerBits\":"
            + lamp.model().registerBits()
            + "}\n");
  }

  /** A message is about to be sent for the first time. */
  synchronized void sent(long id, long at, FleetMessage message) {
    StringBuilder line = new StringBuilder(200);
    line.append("{\"sent\":").append(id).append(",\"at\":").append(at);
    line.append(",\"device\":\"").append(message.device());
    line.append("\",\"topic\":\"").append(message.topic()).append("\",\"sha\":\"");
    line.append(HexFormat.of().formatHex(sha256.digest(message.payload()), 0, 8));
    line.append("\",\"readings\":").append(summaries(message.readings())).append("}\n");
    write(line);
  }

  private static String summaries(List<SimulatedReading> readings) {
    StringBuilder all = new StringBuilder(80).append('[');
    for (SimulatedReading r : readings) {
      all.append(all.length() > 1 ? ",[" : "[").append(r.observedAt());
      all.append(',').append(r.bootId()).append(',').append(r.seq());
      all.append(',').append(r.energyMilliwattHours());
      all.append(',').append(r.powerMilliwatts());
      int flags = (r.historical() ? HISTORICAL : 0) | (r.lampOn() ? LAMP_ON : 0);
      all.append(',').append(flags | r.omitted());
      all.append(',').append(r.drawnMilliwattHours()).append(']');
    }
    return all.append(']').toString();
  }

  /** A message goes out again, after a lost connection or a refusal. */
  synchronized void resent(long id, long at) {
    write("{\"resent\":" + id + ",\"at\":" + at + "}\n");
  }

  /** The broker answered. */
  synchronized void acknowledged(long id, long at, int reason) {
    write("{\"ack\":" + id + ",\"at\":" + at + ",\"reason\":" + reason + "}\n");
  }

  /** Nothing more was sent after this. */
  synchronized void end(long at, long sent, long unacknowledged) {
    write("{\"end\":" + at + ",\"sent\":" + sent + ",\"unacknowledged\":" + unacknowledged + "}\n");
  }

  private void write(CharSequence line) {
    if (closed) {
      return;
    }
    try {
      file.write(line.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("write the ledger", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    file.close();
  }
}
