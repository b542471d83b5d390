package city.sawang.jobs.controller;

import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** Loads and stores the {@link ControllerState} of the current key, and opens its log. */
final class KeyedControllerState {
  private final ValueState<ControllerState> states;
  private final KeyedReadingLog log;

  KeyedControllerState(RuntimeContext context) {
    states =
        context.getState(
            new ValueStateDescriptor<>("controller", ControllerStateSerializer.INSTANCE));
    log =
        new KeyedReadingLog(
            context.getMapState(new MapStateDescriptor<>("log", Long.class, byte[].class)));
  }

  /** What is known of the current controller; its log is opened. */
  ControllerState load() throws IOException {
    ControllerState stored = states.value();
    ControllerState known = stored == null ? ControllerState.NONE : stored;
    log.open(known.chunkStart(), known.chunk());
    return known;
  }

  void store(ControllerState state) throws IOException {
    states.update(state);
  }

  /** The log of the controller that was loaded last. */
  KeyedReadingLog log() {
    return log;
  }
}
