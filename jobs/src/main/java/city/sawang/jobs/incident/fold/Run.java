package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.rule.Persistence;
import java.util.ArrayList;
import java.util.List;

/** Consecutive readings that say the same of one fault. */
final class Run {
  /** Of a longer run the first ones and the last one stay as evidence. */
  private static final int MOST_EVIDENCE = 4;

  int readings;
  long since;
  Totals totals = Totals.NONE;
  final List<Evidence> evidence = new ArrayList<>();

  boolean isEmpty() {
    return readings == 0;
  }

  void end() {
    if (readings > 0) {
      readings = 0;
      since = 0;
      totals = Totals.NONE;
      evidence.clear();
    }
  }

  void add(Evidence reading, Totals now) {
    if (readings == 0) {
      since = reading.observedAt();
      totals = now;
    }
    readings++;
    if (evidence.size() == MOST_EVIDENCE) {
      evidence.remove(MOST_EVIDENCE - 1);
    }
    evidence.add(reading);
  }

  boolean reaches(Persistence persistence, long at) {
    return persistence.isReached(readings, at - since);
  }
}
