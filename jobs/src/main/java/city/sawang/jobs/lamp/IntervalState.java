package city.sawang.jobs.lamp;

import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.serial.IntervalChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/**
 * Keeps what the controllers of one lamp contributed to each of its quarter hours, in compact chunks
 * of the state. It lives as long as one element is worked on.
 *
 * <p>A quarter hour is freed when it is more than the horizon older than the lamp's newest one, is
 * decided, and none of the controllers that contributed to it will ever contribute something else;
 * and in any case when it is older than the silence allows. Chunks go in order, so that what is
 * before the oldest chunk is known to be gone.
 */
final class IntervalState {
  private static final Comparator<IntervalFigures> ORDER =
      Comparator.comparing(IntervalFigures::controllerId)
          .thenComparing(IntervalFigures::isExpectation);

  private final LampKey lamp;
  private final LampFiguresState state;
  private final IntervalChunks chunks;

  IntervalState(LampKey lamp, LampFiguresState state, MapState<Long, byte[]> olderChunks) {
    this.lamp = lamp;
    this.state = state;
    this.chunks = new IntervalChunks(state, olderChunks);
  }

  /** The state of this quarter hour was freed, so that nothing can change it any more. */
  boolean isFreed(long periodStart) {
    return periodStart < state.freedBefore;
  }

  /** Puts a contribution in the place of the earlier one from the same controller and source. */
  IntervalChange replace(IntervalContribution contribution) throws Exception {
    long period = contribution.periodStart();
    IntervalChunk chunk = chunks.holding(period);
    byte[] before = chunk.get(period);
    if (contribution instanceof IntervalFigures figures && figures.isExpectation()) {
      byte[] beside = ContributionCodec.withSilence(before, figures, state);
      if (beside != null) {
        put(chunk, period, before, beside);
        return IntervalChange.Unchanged.INSTANCE;
      }
    }
    List<IntervalFigures> parts = ContributionCodec.decode(before, lamp, period, state);
    LampQuarterHour old = figure(parts, period);
    long booked = 0;
    for (int i = parts.size() - 1; i >= 0; i--) {
      IntervalFigures part = parts.get(i);
      if (part.controllerId().equals(contribution.controllerId())
          && part.source() == contribution.source()) {
        booked -= part.energy().fromRegisterMwh();
        parts.remove(i);
      }
    }
    if (contribution instanceof IntervalFigures figures) {
      booked += figures.energy().fromRegisterMwh();
      parts.add(figures);
      parts.sort(ORDER);
    }
    if (booked != 0) {
      state.booked(contribution.controllerId(), booked);
    }
    byte[] after = ContributionCodec.encode(parts, state);
    if (!put(chunk, period, before, after)) {
      return IntervalChange.Unchanged.INSTANCE;
    }
    return contribution.isExpectation()
            && LampQuarterHour.hasReadings(contribution.controllerId(), parts)
        ? IntervalChange.Unchanged.INSTANCE
        : IntervalChange.of(old, figure(parts, period));
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

  private LampQuarterHour figure(List<IntervalFigures> parts, long period) {
    return LampQuarterHour.of(parts, period < state.finalBefore);
  }

  /** Takes up what a contribution reports about its controller; a violated identity comes out. */
  Optional<InvariantViolation> note(IntervalContribution contribution) {
    if (contribution.isExpectation()) {
      return Optional.empty();
    }
    String controller = contribution.controllerId();
    ControllerProgress progress = contribution.progress();
    if (progress.finalBefore() != Long.MIN_VALUE) {
      state.setFinalBefore(controller, progress.finalBefore());
    }
    if (!progress.reportsTotal()) {
      return Optional.empty();
    }
    Long found = state.differs(controller, progress.countedMwh(), progress.rebased());
    return found == null
        ? Optional.empty()
        : Optional.of(
            new InvariantViolation(
                InvariantViolation.ENERGY_IDENTITY,
                lamp.cityId(),
                lamp.lampId(),
                contribution.periodStart(),
                progress.countedMwh(),
                found,
                "mWh counted by " + controller + " and booked from it"));
  }

  /** A contribution of a controller was not put in. */
  void leaveOut(IntervalContribution contribution) {
    if (!contribution.isExpectation()) {
      state.leftOut(contribution.controllerId());
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

  /** The last quarter hour before {@code to} of this lighting night. */
  Optional<LampQuarterHour> lastOfNight(int night, long to) throws Exception {
    LampQuarterHour last = null;
    // A lighting night begins at most a day before its date does in UTC.
    for (LampQuarterHour figure : figures((night - 1L) * 86_400_000L, to)) {
      last = figure.nightDay == night ? figure : last;
    }
    return Optional.ofNullable(last);
  }

  /** Frees what no longer matters. */
  void free(long horizonMillis, long silenceMillis) throws Exception {
    for (long start : chunks.starts()) {
      if (!canBeFreed(start, state.newest - horizonMillis, state.newest - silenceMillis)) {
        return;
      }
      chunks.put(start, null);
      state.freedBefore = start + IntervalChunk.MILLIS;
    }
  }

  private boolean canBeFreed(long start, long horizon, long silence) throws Exception {
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
          List<IntervalFigures> parts = ContributionCodec.decode(bytes, lamp, period, state);
          free[0] &= figure(parts, period).decided;
          for (IntervalFigures part : parts) {
            free[0] &= state.finalBefore(part.controllerId()) > period;
          }
        });
    return free[0];
  }
}
