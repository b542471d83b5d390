package city.sawang.jobs.controller;

import city.sawang.jobs.metering.ControllerSummary;
import city.sawang.jobs.metering.CounterStands;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/**
 * The {@link ControllerMemory} of the current controller. Versions up to 721fec8 kept its parts in
 * three states of their own; they are moved when the controller is first met again.
 */
final class ControllerState {
  private final ValueState<ControllerMemory> memories;
  private final ValueState<ControllerSummary> summaries;
  private final ValueState<CounterStands> stands;
  private final ValueState<Integer> told;
  private final StateLog log;

  ControllerState(RuntimeContext context) {
    memories =
        context.getState(new ValueStateDescriptor<>("memory", ControllerMemorySerializer.INSTANCE));
    summaries = context.getState(new ValueStateDescriptor<>("summary", ControllerSummary.class));
    stands = context.getState(new ValueStateDescriptor<>("stands", CounterStands.class));
    told = context.getState(new ValueStateDescriptor<>("told", Integer.class));
    log =
        new StateLog(
            context.getMapState(new MapStateDescriptor<>("log", Long.class, byte[].class)));
  }

  /** What is known; its log is opened. */
  ControllerMemory load() throws IOException {
    ControllerMemory known = memories.value();
    if (known == null) {
      known = moveFromEarlierVersion();
    }
    log.open(known);
    return known;
  }

  void store(ControllerMemory memory) throws IOException {
    memories.update(memory);
  }

  /** The log of the controller that was loaded last. */
  StateLog log() {
    return log;
  }

  private ControllerMemory moveFromEarlierVersion() throws IOException {
    ControllerSummary summary = summaries.value();
    Integer version = told.value();
    if (summary == null && version == null) {
      return ControllerMemory.NONE;
    }
    CounterStands counted = stands.value();
    ControllerMemory moved =
        new ControllerMemory(
            version == null ? 0 : version,
            summary,
            // State of before the counters were summed has none: the sums begin anew.
            counted == null ? CounterStands.NONE : counted,
            Long.MIN_VALUE,
            null,
            null);
    memories.update(moved);
    summaries.clear();
    stands.clear();
    told.clear();
    return moved;
  }
}
