package city.sawang.jobs.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** One keyed operator in several subtasks, which can be snapshotted and restored with others. */
final class KeyedStage<O> implements AutoCloseable {
  static final int MAX_PARALLELISM = 128;

  /** Makes the harness of one subtask. */
  interface Factory<O> {
    AbstractStreamOperatorTestHarness<O> make(int subtasks, int index) throws Exception;
  }

  private final Factory<O> factory;
  private List<AbstractStreamOperatorTestHarness<O>> tasks = List.of();
  private final List<OutputTag<?>> tags = new ArrayList<>();
  private final List<Consumer<Object>> listeners = new ArrayList<>();
  private final Consumer<O> main;

  KeyedStage(Factory<O> factory, Consumer<O> main) {
    this.factory = factory;
    this.main = main;
  }

  @SuppressWarnings("unchecked") // The tag tells the type of what comes under it.
  <T> KeyedStage<O> side(OutputTag<T> tag, Consumer<T> listener) {
    tags.add(tag);
    listeners.add((Consumer<Object>) (Consumer<?>) listener);
    return this;
  }

  void start(int subtasks) throws Exception {
    restore(subtasks, null);
  }

  OperatorSubtaskState snapshot() throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[tasks.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = tasks.get(i).snapshot(1, 0);
      drain(tasks.get(i));
    }
    return states.length == 1
        ? states[0]
        : AbstractStreamOperatorTestHarness.repackageState(states);
  }

  int subtasks() {
    return tasks.size();
  }

  void restore(int subtasks, OperatorSubtaskState state) throws Exception {
    restore(subtasks, state, 1);
  }

  void restore(int subtasks, OperatorSubtaskState state, int before) throws Exception {
    close();
    List<AbstractStreamOperatorTestHarness<O>> fresh = new ArrayList<>();
    for (int i = 0; i < subtasks; i++) {
      AbstractStreamOperatorTestHarness<O> task = factory.make(subtasks, i);
      task.setup();
      if (state != null) {
        task.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                state, MAX_PARALLELISM, before, subtasks, i));
      }
      task.open();
      fresh.add(task);
    }
    tasks = fresh;
  }

  private AbstractStreamOperatorTestHarness<O> task(Object key) {
    return tasks.get(
        KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, tasks.size()));
  }

  @SuppressWarnings("unchecked") // The stage was made for elements of this type.
  <T> void first(Object key, T element) throws Exception {
    AbstractStreamOperatorTestHarness<O> task = task(key);
    if (task instanceof KeyedOneInputStreamOperatorTestHarness<?, ?, ?> one) {
      ((KeyedOneInputStreamOperatorTestHarness<Object, T, O>) one)
          .processElement(new StreamRecord<>(element));
    } else {
      ((KeyedTwoInputStreamOperatorTestHarness<Object, T, ?, O>) task)
          .processElement1(new StreamRecord<>(element));
    }
    drain(task);
  }

  @SuppressWarnings("unchecked") // The stage was made for elements of this type.
  <T> void second(Object key, T element) throws Exception {
    AbstractStreamOperatorTestHarness<O> task = task(key);
    ((KeyedTwoInputStreamOperatorTestHarness<Object, ?, T, O>) task)
        .processElement2(new StreamRecord<>(element));
    drain(task);
  }

  /** Lets every timer that is due ring. */
  void passTime() throws Exception {
    for (AbstractStreamOperatorTestHarness<O> task : tasks) {
      task.setProcessingTime(task.getProcessingTime() + 1);
      drain(task);
    }
  }

  boolean hasTimers() {
    return tasks.stream().anyMatch(task -> task.numProcessingTimeTimers() > 0);
  }

  private void drain(AbstractStreamOperatorTestHarness<O> task) {
    task.extractOutputValues().forEach(main);
    task.getOutput().clear();
    for (int i = 0; i < tags.size(); i++) {
      var records = task.getSideOutput(tags.get(i));
      if (records != null) {
        for (StreamRecord<?> record : records) {
          listeners.get(i).accept(record.getValue());
        }
        records.clear();
      }
    }
  }

  /** Bytes of the values of a map state, under the key used last; keys count as long as they are. */
  <K> int bytes(String state, Class<K> key) throws Exception {
    int bytes = 0;
    for (AbstractStreamOperatorTestHarness<O> task : tasks) {
      AbstractStreamOperator<O> operator = (AbstractStreamOperator<O>) task.getOperator();
      MapState<K, byte[]> values =
          operator
              .getKeyedStateBackend()
              .getPartitionedState(
                  VoidNamespace.INSTANCE,
                  VoidNamespaceSerializer.INSTANCE,
                  new MapStateDescriptor<>(state, key, byte[].class));
      for (byte[] value : values.values()) {
        bytes += value.length + (key == Long.class ? Long.BYTES : Integer.BYTES);
      }
    }
    return bytes;
  }

  /** A value state under the key used last; of one subtask. */
  <V> V value(String state, Class<V> type) throws Exception {
    AbstractStreamOperator<O> operator = (AbstractStreamOperator<O>) tasks.get(0).getOperator();
    return operator
        .getKeyedStateBackend()
        .getPartitionedState(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            new ValueStateDescriptor<>(state, type))
        .value();
  }

  @Override
  public void close() throws Exception {
    for (AbstractStreamOperatorTestHarness<O> task : tasks) {
      task.close();
    }
    tasks = List.of();
  }
}
