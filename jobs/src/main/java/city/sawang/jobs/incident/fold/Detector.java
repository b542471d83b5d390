package city.sawang.jobs.incident.fold;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.expected.Expectation;
import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.rule.ClockDrift;
import city.sawang.jobs.incident.rule.Cycling;
import city.sawang.jobs.incident.rule.FaultRule;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.incident.rule.Sample;
import city.sawang.jobs.incident.rule.Silence;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Folds the readings of one controller, in the order of the log, into the incidents of its lamps
 * (INCIDENTS.md#model). Between two readings time passes: timers go off at their own instant,
 * whatever reading or clock shows that it is over.
 *
 * <p>One detector serves one controller after another: {@link DetectorCodec} puts into it what was
 * kept of the next one.
 */
public final class Detector {
  /** There is no timer. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long DAY = 86_400_000L;

  /** Readings without a time of their own that come closer than this part of an interval wait. */
  private static final int BURST_DIVISOR = 4;

  final RuleSet rules;

  /** One of each rule, in the order of the rules. */
  final List<RuleState> states = new ArrayList<>();

  final IncidentBook book;
  final Account account = new Account();
  private AssignmentTimeline timeline;
  private ExpectedState expected;
  long lastLive;
  long override;
  long maintenance;

  public Detector(RuleSet rules) {
    this.rules = rules;
    book = new IncidentBook(rules);
    for (FaultRule rule : rules.rules()) {
      states.add(new RuleState(rule, rules.flapTimes()));
    }
  }

  /** From here on it is that of a controller from which nothing has come yet. */
  void begin(AssignmentTimeline of) {
    timeline = of;
    expected = of.expected();
    book.begin(of.controller().cityId());
    account.begin();
    forgetLamp();
  }

  /** What is kept of the rule of a fault; null: there is no such rule. */
  RuleState state(FaultCode code) {
    for (RuleState state : states) {
      if (state.rule.code() == code) {
        return state;
      }
    }
    return null;
  }

  private void forgetLamp() {
    states.forEach(RuleState::forget);
    lastLive = ABSENT;
    override = MeterReading.UNKNOWN;
    maintenance = MeterReading.UNKNOWN;
  }

  /** The next reading in the order of the log. */
  public void apply(LampReading reading) {
    long at = reading.at();
    passTo(at);
    int segment = timeline.segmentAt(at);
    LampAssignment lamp = timeline.lamp(segment);
    if (!timeline.isRegistered(segment) || lamp.isMeter()) {
      return;
    }
    account.pass(at, lamp, timeline.zone(), expected, isUnjudged());
    account.hold(reading, lamp);
    if (reading.stamp().historical()) {
      return;
    }
    hear(reading, lamp);
  }

  private void hear(LampReading reading, LampAssignment lamp) {
    long at = reading.at();
    long silence = lastLive == ABSENT ? 0 : at - lastLive;
    boolean burst =
        reading.stamp().arrival()
            && lastLive != ABSENT
            && silence < lamp.intervalSeconds() * 1_000L / BURST_DIVISOR;
    lastLive = rules.silence().aliveAt(reading.stamp());
    book.verify(FaultCode.COMM_LOSS, at, at, account.totals);
    book.verify(FaultCode.SILENCE_SIGN, at, at, account.totals);
    if (burst) {
      // It was queued somewhere: it is heard, but when it was so nobody knows.
      return;
    }
    if (silence > rules.silence().limitMillis(lamp)) {
      states.forEach(state -> state.run.end());
    }
    RuleState clock = state(FaultCode.CLOCK_DRIFT);
    if (rules.silence().isMisdated(reading.stamp(), ClockDrift.lagBefore(clock.memory))) {
      // What it counts and measures is not of the time that it says: only its clock is judged.
      judge(clock, sample(reading, lamp));
      return;
    }
    override = said(reading, Quantity.OVERRIDE_ACTIVE, override);
    maintenance = said(reading, Quantity.MAINTENANCE_MODE, maintenance);
    judge(sample(reading, lamp));
  }

  private static long said(LampReading reading, Quantity mode, long before) {
    return reading.says(mode) ? reading.get(mode) : before;
  }

  private boolean isUnjudged() {
    return override == 1 || maintenance == 1;
  }

  private Sample sample(LampReading reading, LampAssignment lamp) {
    int command =
        reading.says(Quantity.DIM_COMMAND_BP)
            ? (int) reading.get(Quantity.DIM_COMMAND_BP)
            : MeterReading.ABSENT_INT;
    Expectation expectation =
        expected.at(
            lamp.light(),
            timeline.zone(),
            reading.at(),
            (byte) override,
            (byte) maintenance,
            command);
    return new Sample(reading, lamp, timeline.zone(), expectation, isUnjudged(), expected);
  }

  private void judge(Sample sample) {
    for (RuleState state : states) {
      judge(state, sample);
    }
  }

  private void judge(RuleState state, Sample sample) {
    RuleState.Change change = state.take(sample, account.totals);
    if (change == RuleState.Change.RAISED) {
      raise(state.rule.code(), state, sample);
      state.run.end();
    } else if (change == RuleState.Change.CLEARED) {
      book.verify(state.rule.code(), state.run.since, sample.at(), state.run.totals);
      state.run.end();
    }
  }

  private void raise(FaultCode code, RuleState state, Sample sample) {
    Run run = state.run;
    FaultCode raised = code;
    long since = run.since;
    if (code != FaultCode.CYCLING
        && !code.isSign()
        && state.isFlapping(since, rules.flapMillis())) {
      // It comes and goes: one incident says so instead of many (INCIDENTS.md#flapping).
      RuleState cycling = state(FaultCode.CYCLING);
      Cycling.flapped(cycling.memory);
      cycling.raised = true;
      raised = FaultCode.CYCLING;
      since = state.firstOpening();
    }
    book.raise(
        raised, sample.lamp().lampId(), since, sample.at(), List.copyOf(run.evidence), run.totals);
  }

  /** Time passes without a reading: timers go off, and an assignment may end. */
  public void passTo(long at) {
    if (lastLive == ABSENT) {
      return;
    }
    int segment = timeline.segmentAt(lastLive);
    LampAssignment lamp = timeline.lamp(segment);
    long end = timeline.epochEnd(segment);
    long until = Math.min(at, end);
    raiseSilence(FaultCode.SILENCE_SIGN, rules.outages().silence(), lamp, until);
    raiseSilence(FaultCode.COMM_LOSS, rules.silence(), lamp, until);
    long dusk = duskOfBurner(lamp);
    if (dusk < until) {
      account.pass(dusk, lamp, timeline.zone(), expected, isUnjudged());
      book.end(FaultCode.DAY_BURNER, dusk, account.totals);
      RuleState burner = state(FaultCode.DAY_BURNER);
      burner.raised = false;
      burner.run.end();
    }
    if (end <= at) {
      account.pass(end, lamp, timeline.zone(), expected, isUnjudged());
      endAssignment(end);
    }
  }

  private void raiseSilence(FaultCode code, Silence silence, LampAssignment lamp, long until) {
    if (book.isOpen(code)) {
      return;
    }
    Silence.Alarm alarm = silence.after(lastLive, lamp, timeline.zone(), expected);
    if (alarm.due() < until) {
      book.raise(
          code, lamp.lampId(), alarm.since(), alarm.due(), List.of(lastWord(lamp)), account.totals);
    }
  }

  /** The lamp is not served any more: what was wrong with it cannot be proven repaired. */
  private void endAssignment(long at) {
    for (FaultCode code : FaultCode.values()) {
      book.end(code, at, account.totals);
    }
    forgetLamp();
    account.forget();
  }

  private long due(FaultCode code, Silence silence, LampAssignment lamp) {
    return book.isOpen(code)
        ? NEVER
        : silence.after(lastLive, lamp, timeline.zone(), expected).due();
  }

  /** The dusk that ends an open day burner, or {@link #NEVER}. */
  private long duskOfBurner(LampAssignment lamp) {
    Tracked burner = book.open(FaultCode.DAY_BURNER);
    if (burner == null) {
      return NEVER;
    }
    int lat = lamp.light().latMicro();
    int lon = lamp.light().lonMicro();
    long dusk = expected.sunset(lat, lon, timeline.zone(), burner.episodeAt);
    return dusk > burner.episodeAt
        ? dusk
        : expected.sunset(lat, lon, timeline.zone(), burner.episodeAt + DAY);
  }

  private Evidence lastWord(LampAssignment lamp) {
    Expectation then = expected.at(lamp.light(), timeline.zone(), lastLive);
    return new Evidence(lastLive, Map.of(), then.lit(), then.dimBp(), then.milliwatts());
  }

  /** The first instant at which time alone may change something, or {@link #NEVER}. */
  public long nextTimer() {
    if (lastLive == ABSENT) {
      return NEVER;
    }
    int segment = timeline.segmentAt(lastLive);
    LampAssignment lamp = timeline.lamp(segment);
    long due =
        Math.min(
            due(FaultCode.SILENCE_SIGN, rules.outages().silence(), lamp),
            due(FaultCode.COMM_LOSS, rules.silence(), lamp));
    long next = Math.min(due, duskOfBurner(lamp));
    long end = timeline.epochEnd(segment);
    // A timer goes off when its instant is over.
    return Math.min(next == NEVER ? NEVER : next + 1, end);
  }

  /**
   * The incidents, without revision, in the order in which they opened.
   *
   * @param over incidents that nothing from this instant on can change are left out
   */
  public List<Incident> incidents(long over) {
    List<Incident> all = new ArrayList<>();
    for (Tracked t : book.all()) {
      if (!t.isOverBefore(over, rules.reopenMillis())) {
        all.add(
            t.incident(
                timeline.controller().cityId(), rules.severities().get(t.code), account.totals));
      }
    }
    return all;
  }

  /**
   * What {@link #incidents} answers may be another than before the last readings: an incident opened
   * or cleared, or is open and adds up.
   */
  public boolean mayHaveNews() {
    return book.isChanged() || book.hasOpen();
  }

  /** Incidents that nothing from this instant on can change are not kept any longer. */
  public void forgetOver(long instant) {
    book.forgetOver(instant);
  }
}
