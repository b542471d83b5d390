package city.sawang.jobs.incident;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.fold.Detector;
import city.sawang.jobs.incident.fold.DetectorCodec;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogChunk;
import city.sawang.jobs.metering.log.ReadingLog;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the readings of a controller into the incidents of its lamps. What it publishes is a function
 * of the set of the controller's readings, of its assignments and of the clock, whatever the order in
 * which they came: a reading in order goes on from the newest detector, a late one from the detector
 * at the begin of its chunk (INCIDENTS.md#model).
 *
 * <p>Keeps nothing between calls but the sun's times. Not safe for use by several threads.
 */
public final class LampIncidents {
  private final RuleSet rules;
  private final long horizonMillis;
  private final ExpectedState expected = new ExpectedState();

  /** Of the controller that is served just now. */
  private final Detector detector;

  public LampIncidents(RuleSet rules, MeteringRules metering) {
    this.rules = rules;
    horizonMillis = metering.horizonMillis();
    detector = new Detector(rules);
  }

  /**
   * Takes one accepted reading.
   *
   * @param log the controller's log of these readings, its own and not that of metering; changed
   * @param state what the last call answered; {@link IncidentState#EMPTY} at first
   */
  public IncidentUpdate accept(
      ReadingLog log, IncidentState state, ControllerAssignments controller, LampReading reading) {
    if (!state.isEmpty() && state.newestAt() - reading.at() > horizonMillis) {
      return new IncidentUpdate(state, List.of());
    }
    AssignmentTimeline timeline = new AssignmentTimeline(controller, expected);
    return state.isEmpty() || reading.at() > state.newestAt()
        ? inOrder(log, state, timeline, reading)
        : late(log, state, timeline, reading);
  }

  /**
   * Time passes: what is silent for too long is so now.
   *
   * @param now an instant that is over, epoch milliseconds; one before the last of them changes
   *     nothing
   */
  public IncidentUpdate advance(IncidentState state, ControllerAssignments controller, long now) {
    if (state.isEmpty() || now <= state.clock()) {
      return new IncidentUpdate(state, List.of());
    }
    DetectorCodec.read(state.head(), new AssignmentTimeline(controller, expected), detector);
    return publish(state.withClock(now));
  }

  /** The registry says something else about the controller: all that the log holds is folded again. */
  public IncidentUpdate replace(ReadingLog log, IncidentState state, ControllerAssignments after) {
    if (state.isEmpty()) {
      return new IncidentUpdate(state, List.of());
    }
    fold(log, state.chunkStarts(), 0, new AssignmentTimeline(after, expected));
    return publish(state.withHead(DetectorCodec.write(detector)));
  }

  private IncidentUpdate inOrder(
      ReadingLog log, IncidentState state, AssignmentTimeline timeline, LampReading reading) {
    DetectorCodec.read(state.head(), timeline, detector);
    long start = LogChunk.startOf(reading.at());
    byte[] chunk =
        state.hasChunk(start)
            ? log.get(start)
            : new IncidentChunk(state.head(), List.of()).bytes(start);
    log.put(start, IncidentChunk.append(chunk, start, reading));
    detector.apply(reading);
    IncidentState now = drop(log, state.with(start, reading.at()));
    if (now.over() != state.over()) {
      detector.forgetOver(now.over());
    } else if (!state.isTimed() && !detector.mayHaveNews()) {
      return new IncidentUpdate(
          now.withHead(DetectorCodec.write(detector)).with(now.published(), detector.nextTimer()),
          List.of());
    }
    return publish(now.withHead(DetectorCodec.write(detector)));
  }

  private IncidentUpdate late(
      ReadingLog log, IncidentState state, AssignmentTimeline timeline, LampReading reading) {
    long start = LogChunk.startOf(reading.at());
    IncidentState now = state.with(start, reading.at());
    int index = Arrays.binarySearch(now.chunkStarts(), start);
    if (state.hasChunk(start)) {
      IncidentChunk chunk = IncidentChunk.parse(start, log.get(start));
      if (!chunk.insert(reading)) {
        return new IncidentUpdate(state, List.of());
      }
      log.put(start, chunk.bytes(start));
    } else {
      log.put(start, new IncidentChunk(new byte[0], List.of(reading)).bytes(start));
      // What was before its first reading is known where the chunk before begins.
      index = Math.max(0, index - 1);
    }
    fold(log, now.chunkStarts(), index, timeline);
    detector.forgetOver(now.over());
    return publish(now.withHead(DetectorCodec.write(detector)));
  }

  /** Folds from the begin of a chunk, and writes what the later chunks begin with. */
  private void fold(ReadingLog log, long[] starts, int from, AssignmentTimeline timeline) {
    for (int i = from; i < starts.length; i++) {
      IncidentChunk chunk = IncidentChunk.parse(starts[i], log.get(starts[i]));
      if (i == from) {
        DetectorCodec.read(chunk.detector(), timeline, detector);
      } else {
        byte[] before = DetectorCodec.write(detector);
        if (!Arrays.equals(before, chunk.detector())) {
          log.put(starts[i], new IncidentChunk(before, chunk.readings()).bytes(starts[i]));
        }
      }
      chunk.readings().forEach(detector::apply);
    }
  }

  /** Drops chunks that no reading within the horizon can reach, but for one to begin with. */
  private IncidentState drop(ReadingLog log, IncidentState state) {
    long[] starts = state.chunkStarts();
    long oldest = LogChunk.startOf(state.newestAt() - horizonMillis);
    int dropped = 0;
    while (dropped + 1 < starts.length && starts[dropped + 1] <= oldest) {
      log.remove(starts[dropped]);
      dropped++;
    }
    return dropped == 0 ? state : state.without(dropped);
  }

  /** The difference between what was published and what the detector says at the clock. */
  private IncidentUpdate publish(IncidentState state) {
    if (state.isTimed()) {
      // The head stays without the clock: a reading of before may still come.
      detector.passTo(state.clock());
    }
    PublishedIncidents published = PublishedIncidents.read(state.published());
    published.forgetOver(state.over(), rules.reopenMillis());
    List<IncidentChange> changes = published.replace(detector.incidents(state.over()));
    return new IncidentUpdate(state.with(published.bytes(), detector.nextTimer()), changes);
  }
}
