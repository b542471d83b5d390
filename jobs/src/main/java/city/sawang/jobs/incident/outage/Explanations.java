package city.sawang.jobs.incident.outage;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.outage.DetectedOutages.Detected;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which outage explains which incident of a lamp. */
public final class Explanations {
  private final DetectedOutages outages;
  private final long togetherMillis;
  private final Predicate<Incident> isFinal;

  /**
   * @param isFinal it was published as it is for the last time
   */
  Explanations(DetectedOutages outages, long togetherMillis, Predicate<Incident> isFinal) {
    this.outages = outages;
    this.togetherMillis = togetherMillis;
    this.isFinal = isFinal;
  }

  /** An outage was judged by what meters said within so long of an instant. */
  public boolean needWordsOf(long instant, long within) {
    return outages.detected().stream()
        .map(Detected::outage)
        .anyMatch(
            outage ->
                instant >= outage.episode().openedAt() - within
                    && instant <= outage.detectedAt() + within);
  }

  List<IncidentChange> publish(WatchedLamp lamp, long clock) {
    return publish(lamp, lamp.signs(togetherMillis), clock);
  }

  /** What is new of a lamp, each of its incidents under the outage that explains it. */
  List<IncidentChange> publish(WatchedLamp lamp, List<Sign> signs, long clock) {
    List<Incident> now = new ArrayList<>();
    for (Incident incident : lamp.incidents()) {
      if (isFinal.test(incident)) {
        continue;
      }
      if (lamp.published().stands(incident.incidentId()) || !waits(incident, signs)) {
        now.add(incident.under(parentOf(incident, signs, clock)));
      }
    }
    return lamp.published().replace(now);
  }

  /** An outage that may explain it is not detected yet: it is not published before. */
  private boolean waits(Incident incident, List<Sign> signs) {
    return outages.pending().stream()
        .anyMatch(outage -> outage.explains(incident) && coversAny(outage, signs));
  }

  /** Of what came back day after day the last time counts; of two outages then, the wider. */
  private String parentOf(Incident incident, List<Sign> signs, long clock) {
    Detected parent = null;
    for (Detected detected : outages.detected()) {
      Outage outage = detected.outage();
      if ((parent == null || outage.openedAt() > parent.outage().openedAt())
          && outage.explains(incident)
          && isDuring(incident, outage, clock)
          && coversAny(outage, signs)) {
        parent = detected;
      }
    }
    return parent == null ? null : parent.incidentId();
  }

  private static boolean coversAny(Outage outage, List<Sign> signs) {
    return signs.stream().anyMatch(outage::covers);
  }

  /** It ends with the outage: what goes on alone is a thing of its own. */
  private static boolean isDuring(Incident incident, Outage outage, long clock) {
    long end = incident.isOpen() ? clock : incident.clearedAt();
    return outage.overlaps(incident) && end <= outage.graceUntil();
  }
}
