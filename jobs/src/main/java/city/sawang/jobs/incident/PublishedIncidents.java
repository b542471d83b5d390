package city.sawang.jobs.incident;

import city.sawang.jobs.incident.fold.IncidentCodec;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was published last of the incidents that can still change. A retracted one is kept, too: when
 * it comes back, its revision must be newer than that of its retraction.
 */
public final class PublishedIncidents {
  private static final int VERSION = 1;
  private final Map<String, IncidentChange> last = new LinkedHashMap<>();

  /** What {@link #bytes} wrote; nothing of no bytes. */
  public static PublishedIncidents read(byte[] bytes) {
    PublishedIncidents published = new PublishedIncidents();
    if (bytes.length == 0) {
      return published;
    }
    ByteReader in = new ByteReader(bytes);
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException(
          "published incidents of version " + version + ", expected " + VERSION);
    }
    for (long i = in.readUnsigned(); i > 0; i--) {
      boolean retracted = in.readUnsigned() == 1;
      Incident incident = IncidentCodec.read(in);
      published.take(
          retracted
              ? new IncidentChange.Retracted(incident)
              : new IncidentChange.Published(incident));
    }
    return published;
  }

  /** All of it, to be kept in state. */
  public byte[] bytes() {
    if (last.isEmpty()) {
      return new byte[0];
    }
    ByteWriter out = new ByteWriter(256);
    out.writeUnsigned(VERSION);
    out.writeUnsigned(last.size());
    for (IncidentChange change : last.values()) {
      out.writeUnsigned(change.isRetracted() ? 1 : 0);
      IncidentCodec.write(change.incident(), out);
    }
    return out.toByteArray();
  }

  public boolean isEmpty() {
    return last.isEmpty();
  }

  /** Something was published of it that was not taken back. */
  public boolean stands(String incidentId) {
    IncidentChange change = last.get(incidentId);
    return change != null && !change.isRetracted();
  }

  /**
   * The difference between what was published and what is so now; taken over. The next revision is
   * greater than the one published last, and than the one that the incident brings.
   */
  public List<IncidentChange> replace(List<Incident> now) {
    List<IncidentChange> changes = new ArrayList<>();
    Map<String, IncidentChange> gone = new LinkedHashMap<>(last);
    for (Incident incident : now) {
      IncidentChange before = gone.remove(incident.incidentId());
      long revision = before == null ? 0 : before.incident().revision();
      if (before == null
          || before.isRetracted()
          || !before.incident().equals(incident.revised(revision))) {
        long next = Math.max(revision + 1, incident.revision());
        changes.add(new IncidentChange.Published(incident.revised(next)));
      }
    }
    for (IncidentChange before : gone.values()) {
      if (!before.isRetracted()) {
        Incident incident = before.incident();
        changes.add(new IncidentChange.Retracted(incident.revised(incident.revision() + 1)));
      }
    }
    changes.forEach(this::take);
    return changes;
  }

  private void take(IncidentChange change) {
    last.put(change.incident().incidentId(), change);
  }

  /** Incidents that nothing from this instant on can change are not kept any longer. */
  public void forgetOver(long instant, long reopenMillis) {
    last.values().removeIf(change -> isOver(change, instant, reopenMillis));
  }

  private static boolean isOver(IncidentChange change, long instant, long reopenMillis) {
    Incident incident = change.incident();
    if (change.isRetracted()) {
      // Its opening would have to come from readings that have left the log.
      return lastInstant(incident) + reopenMillis < instant;
    }
    return isOver(incident, instant, reopenMillis);
  }

  /** Nothing that is observed from an instant on can change it. */
  public static boolean isOver(Incident incident, long instant, long reopenMillis) {
    return !incident.isOpen() && lastInstant(incident) + reopenMillis < instant;
  }

  private static long lastInstant(Incident incident) {
    long last = incident.detectedAt();
    last = incident.clearedAt() == null ? last : Math.max(last, incident.clearedAt());
    return incident.verifiedAt() == null ? last : Math.max(last, incident.verifiedAt());
  }
}
