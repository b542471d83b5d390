package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.IncidentId;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The incidents of one controller's lamps: opens, opens again, and clears them.
 *
 * <p>An incident is kept for days, and hardly any reading concerns it: it stays bytes until somebody
 * looks at it, and unless it changes, its bytes are kept as they are. Layout: bits of the codes that
 * are open, number of incidents, the incidents one by one.
 */
final class IncidentBook {
  private final RuleSet rules;
  private final List<Tracked> incidents = new ArrayList<>();
  private String cityId;

  /** Bits of the codes of which an incident is open. */
  private long open;

  /** The incidents that nobody has looked at, and where among these bytes they begin. */
  private byte[] stored;

  private int storedAt;
  private boolean changed;

  IncidentBook(RuleSet rules) {
    this.rules = rules;
  }

  /** Of a controller from which nothing has come yet. */
  void begin(String city) {
    cityId = city;
    incidents.clear();
    open = 0;
    stored = null;
    changed = false;
  }

  /** Takes what {@link #write} wrote, up to the end of the bytes; they never change. */
  void read(byte[] bytes, int from) {
    ByteReader in = new ByteReader(bytes, from);
    open = in.readUnsigned();
    stored = bytes;
    storedAt = from;
  }

  void write(ByteWriter out) {
    if (stored != null) {
      out.write(stored, storedAt, stored.length);
      return;
    }
    out.writeUnsigned(open);
    out.writeUnsigned(incidents.size());
    incidents.forEach(incident -> TrackedCodec.write(incident, out));
  }

  /** All of them, in the order in which they opened first. */
  List<Tracked> all() {
    if (stored != null) {
      ByteReader in = new ByteReader(stored, storedAt);
      in.readUnsigned();
      for (long i = in.readUnsigned(); i > 0; i--) {
        incidents.add(TrackedCodec.read(in));
      }
      stored = null;
    }
    return incidents;
  }

  /** An incident opened, cleared, or was forgotten since the beginning. */
  boolean isChanged() {
    return changed;
  }

  boolean hasOpen() {
    return open != 0;
  }

  boolean isOpen(FaultCode code) {
    return (open & code.bit()) != 0;
  }

  /** The open incident of a fault, or null. */
  Tracked open(FaultCode code) {
    if (isOpen(code)) {
      for (Tracked incident : all()) {
        if (incident.code == code && incident.isOpen()) {
          return incident;
        }
      }
    }
    return null;
  }

  /** The same fault soon after its clearing is the same incident (INCIDENTS.md#reopen). */
  void raise(
      FaultCode code,
      String lampId,
      long openedAt,
      long detectedAt,
      List<Evidence> evidence,
      Totals totals) {
    if (isOpen(code)) {
      return;
    }
    Tracked incident = recent(code, lampId, openedAt);
    if (incident == null) {
      incident =
          new Tracked(
              IncidentId.of(cityId, code, lampId, openedAt),
              code,
              lampId,
              rules.version(),
              openedAt,
              detectedAt);
      all().add(incident);
    }
    incident.open(openedAt, evidence, totals);
    open |= code.bit();
    changed = true;
  }

  private Tracked recent(FaultCode code, String lampId, long openedAt) {
    if (code.isSign()) {
      // When each of them was is what counts.
      return null;
    }
    for (Tracked incident : all()) {
      if (incident.code == code
          && !incident.isOpen()
          && incident.lampId.equals(lampId)
          && openedAt - incident.clearedAt <= rules.reopenMillis()) {
        return incident;
      }
    }
    return null;
  }

  /** Telemetry proves by the rule of the fault that it is over. */
  void verify(FaultCode code, long clearedAt, long provenAt, Totals totals) {
    Tracked incident = open(code);
    if (incident != null) {
      incident.clear(clearedAt, provenAt, totals);
      open &= ~code.bit();
      changed = true;
    }
  }

  /** It is over, and nothing proves that it was repaired. */
  void end(FaultCode code, long clearedAt, Totals totals) {
    verify(code, clearedAt, MeterReading.ABSENT, totals);
  }

  /** Incidents that nothing from this instant on can change are not kept any longer. */
  void forgetOver(long instant) {
    changed |= all().removeIf(incident -> incident.isOverBefore(instant, rules.reopenMillis()));
  }
}
