package city.sawang.jobs.incident.outage;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.PublishedIncidents;
import city.sawang.jobs.incident.fold.IncidentCodec;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What is wrong with one lamp by its own readings, its signs, and what was published of it. */
final class WatchedLamp {
  private static final int VERSION = 1;

  private final Map<String, Incident> own = new TreeMap<>();
  private final PublishedIncidents published;

  private WatchedLamp(PublishedIncidents published) {
    this.published = published;
  }

  /**
   * @param bytes what {@link #bytes} answered; null: nothing was ever wrong
   */
  static WatchedLamp read(byte[] bytes) {
    if (bytes == null) {
      return new WatchedLamp(PublishedIncidents.read(new byte[0]));
    }
    ByteReader in = new ByteReader(bytes);
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException(
          "a lamp's incidents of version " + version + ", expected " + VERSION);
    }
    List<Incident> own = new ArrayList<>();
    for (long i = in.readUnsigned(); i > 0; i--) {
      own.add(IncidentCodec.read(in));
    }
    WatchedLamp lamp = new WatchedLamp(PublishedIncidents.read(in.rest()));
    own.forEach(incident -> lamp.own.put(incident.incidentId(), incident));
    return lamp;
  }

  byte[] bytes() {
    ByteWriter out = new ByteWriter(256);
    out.writeUnsigned(VERSION);
    out.writeUnsigned(own.size());
    own.values().forEach(incident -> IncidentCodec.write(incident, out));
    byte[] last = published.bytes();
    out.write(last, 0, last.length);
    return out.toByteArray();
  }

  boolean isEmpty() {
    return own.isEmpty() && published.isEmpty();
  }

  /**
   * @return more than figures changed: the outages of the city may be others now
   */
  boolean take(IncidentChange change) {
    Incident incident = change.incident();
    Incident before =
        change.isRetracted()
            ? own.remove(incident.incidentId())
            : own.put(incident.incidentId(), incident);
    return change.isRetracted()
        || before == null
        || before.isOpen() != incident.isOpen()
        || !Objects.equals(before.clearedAt(), incident.clearedAt());
  }

  /** All but the signs, those included that are final. */
  List<Incident> incidents() {
    return own.values().stream().filter(incident -> !incident.code().isSign()).toList();
  }

  PublishedIncidents published() {
    return published;
  }

  /**
   * When it was out, and how that was known: signs that touch are one.
   *
   * @param togetherMillis so long before its silence a lamp may have said that its power goes
   */
  List<Sign> signs(long togetherMillis) {
    List<Incident> signs =
        own.values().stream()
            .filter(incident -> incident.code().isSign())
            .sorted(Comparator.comparingLong(Incident::openedAt).thenComparing(Incident::code))
            .toList();
    List<Sign> merged = new ArrayList<>();
    for (Incident incident : signs) {
      Sign sign = sign(incident, togetherMillis);
      Sign before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (before != null && sign.since() <= before.until()) {
        merged.set(merged.size() - 1, before.joined(sign));
      } else {
        merged.add(sign);
      }
    }
    return merged;
  }

  private Sign sign(Incident incident, long togetherMillis) {
    return new Sign(
        incident.subjectId(),
        incident.code() == FaultCode.SILENCE_SIGN,
        lostSupplyAround(incident.openedAt(), togetherMillis),
        incident.openedAt(),
        incident.detectedAt(),
        incident.isOpen() ? Long.MAX_VALUE : incident.clearedAt());
  }

  private boolean lostSupplyAround(long instant, long togetherMillis) {
    return own.values().stream()
        .filter(incident -> incident.code() == FaultCode.SUPPLY_LOSS)
        .mapToLong(WatchedLamp::saidLast)
        .anyMatch(said -> said <= instant && said >= instant - togetherMillis);
  }

  private static long saidLast(Incident incident) {
    List<Evidence> evidence = incident.evidence();
    return evidence.isEmpty()
        ? incident.openedAt()
        : evidence.get(evidence.size() - 1).observedAt();
  }

  /**
   * Forgets what nothing can change any more.
   *
   * @param signsBefore what ended before it makes and explains no outage any more
   * @param over incidents that nothing from this instant on can change are final
   */
  void forget(long signsBefore, long over, long reopenMillis) {
    own.values().removeIf(i -> PublishedIncidents.isOver(i, signsBefore, 0));
    published.forgetOver(over, reopenMillis);
  }
}
