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

  public LampIncidents(RuleSet rules, MeteringRules metering) {
    this.rules = rules;
    horizonMillis = metering.horizonMillis();
  }

  /**
   * Takes one accepted reading.
   *
   * @param log the controller's log of these readings, its own and not that of metering; changed
   * @param state what the last call answered; {@link IncidentState#EMPTY} at first
   */
  public IncidentUpdate accept(
      ReadingLog log, IncidentState state, ControllerAssignments controller, LampReading reading) {
    AssignmentTimeline timeline = new AssignmentTimeline(controller, expected);
    if (!state.isEmpty() && state.newestAt() - reading.at() > horizonMillis) {
      return unchanged(state, timeline);
    }
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
    AssignmentTimeline timeline = new AssignmentTimeline(controller, expected);
    if (state.isEmpty() || now <= state.clock()) {
      return unchanged(state, timeline);
    }
    Detector head = DetectorCodec.read(state.head(), rules, timeline);
    return publish(with(state, state.head(), state.newestAt(), now), head, timeline);
  }

  /** The registry says something else about the controller: all that the log holds is folded again. */
  public IncidentUpdate replace(ReadingLog log, IncidentState state, ControllerAssignments after) {
    AssignmentTimeline timeline = new AssignmentTimeline(after, expected);
    if (state.isEmpty()) {
      return unchanged(state, timeline);
    }
    Detector head = fold(log, state.chunkStarts(), 0, timeline);
    return publish(
        with(state, DetectorCodec.write(head), state.newestAt(), state.clock()), head, timeline);
  }

  private IncidentUpdate unchanged(IncidentState state, AssignmentTimeline timeline) {
    Detector head = DetectorCodec.read(state.head(), rules, timeline);
    head.passTo(state.clock());
    return new IncidentUpdate(state, List.of(), head.nextTimer());
  }

  private IncidentUpdate inOrder(
      ReadingLog log, IncidentState state, AssignmentTimeline timeline, LampReading reading) {
    Detector head = DetectorCodec.read(state.head(), rules, timeline);
    long start = LogChunk.startOf(reading.at());
    long[] starts = state.chunkStarts();
    byte[] chunk =
        starts.length > 0 && starts[starts.length - 1] == start
            ? log.get(start)
            : new IncidentChunk(state.head(), List.of()).bytes(start);
    log.put(start, IncidentChunk.append(chunk, start, reading));
    head.apply(reading);
    IncidentState now = drop(log, with(state, start, reading.at()));
    head.forgetOver(now.over());
    return publish(with(now, DetectorCodec.write(head), reading.at(), now.clock()), head, timeline);
  }

  private IncidentUpdate late(
      ReadingLog log, IncidentState state, AssignmentTimeline timeline, LampReading reading) {
    long start = LogChunk.startOf(reading.at());
    IncidentState now = with(state, start, state.newestAt());
    long[] starts = now.chunkStarts();
    int index = Arrays.binarySearch(starts, start);
    if (starts.length == state.chunkStarts().length) {
      IncidentChunk chunk = IncidentChunk.parse(start, log.get(start));
      if (!chunk.insert(reading)) {
        return unchanged(state, timeline);
      }
      log.put(start, chunk.bytes(start));
    } else {
      log.put(start, new IncidentChunk(new byte[0], List.of(reading)).bytes(start));
      // What was before its first reading is known where the chunk before begins.
      index = Math.max(0, index - 1);
    }
    Detector head = fold(log, starts, index, timeline);
    head.forgetOver(now.over());
    return publish(
        with(now, DetectorCodec.write(head), now.newestAt(), now.clock()), head, timeline);
  }

  /** Folds from the begin of a chunk, and writes what the later chunks begin with. */
  private Detector fold(ReadingLog log, long[] starts, int from, AssignmentTimeline timeline) {
    Detector detector = null;
    for (int i = from; i < starts.length; i++) {
      IncidentChunk chunk = IncidentChunk.parse(starts[i], log.get(starts[i]));
      if (detector == null) {
        detector = DetectorCodec.read(chunk.detector(), rules, timeline);
      } else {
        byte[] before = DetectorCodec.write(detector);
        if (!Arrays.equals(before, chunk.detector())) {
          log.put(starts[i], new IncidentChunk(before, chunk.readings()).bytes(starts[i]));
        }
      }
      chunk.readings().forEach(detector::apply);
    }
    return detector;
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
    return dropped == 0
        ? state
        : new IncidentState(
            state.head(),
            state.published(),
            Arrays.copyOfRange(starts, dropped, starts.length),
            true,
            state.newestAt(),
            state.clock());
  }

  private IncidentUpdate publish(IncidentState state, Detector head, AssignmentTimeline timeline) {
    Detector now = head;
    if (state.clock() > state.newestAt()) {
      // The head stays without the clock: a reading of before may still come.
      now = DetectorCodec.read(state.head(), rules, timeline);
      now.passTo(state.clock());
    }
    PublishedIncidents published = PublishedIncidents.read(state.published());
    published.forgetOver(state.over(), rules.reopenMillis());
    List<IncidentChange> changes = published.replace(now.incidents(state.over()));
    return new IncidentUpdate(
        new IncidentState(
            state.head(),
            published.bytes(),
            state.chunkStarts(),
            state.truncated(),
            state.newestAt(),
            state.clock()),
        changes,
        now.nextTimer());
  }

  private static IncidentState with(IncidentState s, byte[] head, long newestAt, long clock) {
    return new IncidentState(head, s.published(), s.chunkStarts(), s.truncated(), newestAt, clock);
  }

  /** With a chunk for a reading. */
  private static IncidentState with(IncidentState s, long start, long newestAt) {
    long[] starts = s.chunkStarts();
    int index = Arrays.binarySearch(starts, start);
    if (index < 0) {
      int place = -index - 1;
      long[] more = new long[starts.length + 1];
      System.arraycopy(starts, 0, more, 0, place);
      more[place] = start;
      System.arraycopy(starts, place, more, place + 1, starts.length - place);
      starts = more;
    }
    return new IncidentState(
        s.head(),
        s.published(),
        starts,
        s.truncated(),
        Math.max(newestAt, s.newestAt()),
        s.clock());
  }
}
