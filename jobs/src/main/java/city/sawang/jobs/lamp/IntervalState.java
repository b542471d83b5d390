package city.sawang.jobs.lamp;

import city.sawang.jobs.metering.MeterReading;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.serial.IntervalChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.state.MapState;

/**
 * What the controllers of one lamp said about each of its quarter hours, in compact chunks of the
 * state. It lives as long as one element is worked on.
 *
 * <p>A quarter hour is let go when it is more than the horizon older than the lamp's newest one, is
 * decided, and none of the controllers that said something about it will ever say something else;
 * and in any case when it is older than the silence allows. Chunks go in order, so that what is
 * before the oldest chunk is known to be gone.
 */
final class IntervalState {
  private static final Comparator<QuarterHourContribution> ORDER =
      Comparator.comparing(QuarterHourContribution::controllerId)
          .thenComparing(QuarterHourContribution::silent);

  private final LampKey lamp;
  private final LampFiguresState state;
  private final IntervalChunks chunks;

  IntervalState(LampKey lamp, LampFiguresState state, MapState<Long, byte[]> olderChunks) {
    this.lamp = lamp;
    this.state = state;
    this.chunks = new IntervalChunks(state, olderChunks);
  }

  /** The state of this quarter hour was let go, so that nothing can be said about it any more. */
  boolean isFreed(long periodStart) {
    return periodStart < state.freedBefore;
  }

  /** Puts in what a controller says in place of what it said before. */
  Change replace(QuarterHourContribution said) throws Exception {
    long period = said.periodStart();
    IntervalChunk chunk = chunks.holding(period);
    byte[] before = chunk.get(period);
    if (said.silent() && !said.empty()) {
      byte[] beside = ContributionCodec.withSilence(before, said, state);
      if (beside != null) {
        put(chunk, period, before, beside);
        return Change.Unchanged.INSTANCE;
      }
    }
    List<QuarterHourContribution> parts = ContributionCodec.decode(before, lamp, period, state);
    LampQuarterHour old = figure(parts, period);
    long booked = 0;
    for (int i = parts.size() - 1; i >= 0; i--) {
      QuarterHourContribution part = parts.get(i);
      if (part.controllerId().equals(said.controllerId()) && part.silent() == said.silent()) {
        booked -= counted(part);
        parts.remove(i);
      }
    }
    if (!said.empty()) {
      booked += counted(said);
      parts.add(said);
      parts.sort(ORDER);
    }
    if (booked != 0) {
      state.booked(said.controllerId(), booked);
    }
    byte[] after = ContributionCodec.encode(parts, state);
    if (!put(chunk, period, before, after)) {
      return Change.Unchanged.INSTANCE;
    }
    return said.silent() && LampQuarterHour.isHeard(said.controllerId(), parts)
        ? Change.Unchanged.INSTANCE
        : Change.of(old, figure(parts, period));
  }

  /** Answers whether that changes anything. */
  private boolean put(IntervalChunk chunk, long period, byte[] before, byte[] after)
      throws Exception {
    if (Arrays.equals(before, after)) {
      return false;
    }
    chunks.put(IntervalChunk.startOf(period), chunk.with(period, after));
    return true;
  }

  private LampQuarterHour figure(List<QuarterHourContribution> parts, long period) {
    return LampQuarterHour.of(parts, period < state.finalBefore);
  }

  private static long counted(QuarterHourContribution part) {
    return part.measuredMwh() + part.interpolatedMwh() - part.fromPowerMwh();
  }

  /** Notes what a contribution says about its controller; answers a violated identity or null. */
  InvariantViolation note(QuarterHourContribution said) {
    if (said.silent()) {
      return null;
    }
    String controller = said.controllerId();
    if (said.finalBefore() != Long.MIN_VALUE) {
      state.setFinalBefore(controller, said.finalBefore());
    }
    if (said.countedMwh() == MeterReading.ABSENT) {
      return null;
    }
    Long found = state.differs(controller, said.countedMwh(), said.countsAnew());
    return found == null
        ? null
        : new InvariantViolation(
            InvariantViolation.ENERGY_IDENTITY,
            lamp.cityId(),
            lamp.lampId(),
            said.periodStart(),
            said.countedMwh(),
            found,
            "mWh counted by " + controller + " and booked from it");
  }

  /** Something that a controller said was not put in. */
  void leaveOut(QuarterHourContribution said) {
    if (!said.silent()) {
      state.leftOut(said.controllerId());
    }
  }

  /** The quarter hours from {@code from} to before {@code to} that have parts, in order. */
  List<LampQuarterHour> figures(long from, long to) throws Exception {
    List<LampQuarterHour> figures = new ArrayList<>();
    for (long start : chunks.starts()) {
      if (start < to && start + IntervalChunk.MILLIS > from) {
        IntervalChunk.forEach(
            chunks.get(start),
            start,
            (period, parts) -> {
              if (period >= from && period < to) {
                figures.add(figure(ContributionCodec.decode(parts, lamp, period, state), period));
              }
            });
      }
    }
    return figures;
  }

  /** The last quarter hour before {@code to} of the same lighting night, or null. */
  LampQuarterHour lastOfNight(int night, long to) throws Exception {
    LampQuarterHour last = null;
    // A lighting night begins at most a day before its date does in UTC.
    for (LampQuarterHour figure : figures((night - 1L) * 86_400_000L, to)) {
      last = figure.nightDay == night ? figure : last;
    }
    return last;
  }

  /** Lets go of what no longer matters. */
  void free(long horizonMillis, long silenceMillis) throws Exception {
    for (long start : chunks.starts()) {
      if (!isFree(start, state.newest - horizonMillis, state.newest - silenceMillis)) {
        return;
      }
      chunks.put(start, null);
      state.freedBefore = start + IntervalChunk.MILLIS;
    }
  }

  private boolean isFree(long start, long horizon, long silence) throws Exception {
    if (start + IntervalChunk.MILLIS <= silence) {
      return true;
    }
    if (start + IntervalChunk.MILLIS > horizon) {
      return false;
    }
    boolean[] free = {true};
    IntervalChunk.forEach(
        chunks.get(start),
        start,
        (period, bytes) -> {
          List<QuarterHourContribution> parts =
              ContributionCodec.decode(bytes, lamp, period, state);
          free[0] &= figure(parts, period).decided;
          for (QuarterHourContribution part : parts) {
            free[0] &= state.finalBefore(part.controllerId()) > period;
          }
        });
    return free[0];
  }
}
