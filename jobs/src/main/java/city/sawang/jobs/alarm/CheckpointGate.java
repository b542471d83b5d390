package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.fold.IncidentCodec;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets through what a complete checkpoint holds, and nothing else (INCIDENTS.md#published-when-kept).
 * What is found wrong by silence depends on how readings and clock met, and a job that goes on from a
 * checkpoint may see them meet otherwise: what it has said to nobody, it need not take back.
 *
 * <p>A change waits for one checkpoint. What a restart repeats is the same again.
 */
final class CheckpointGate extends AbstractStreamOperator<IncidentChange>
    implements OneInputStreamOperator<IncidentChange, IncidentChange> {
  private static final long serialVersionUID = 1L;

  /** The layout of a waiting change; whoever changes it after a release still reads this one. */
  private static final int VERSION = 1;

  private static final int USUAL_BYTES = 160;

  private transient ArrayDeque<IncidentChange> waiting;

  /** By checkpoint: how many changes had come until its barrier. */
  private transient TreeMap<Long, Long> barriers;

  private transient long taken;
  private transient long released;
  private transient ListState<byte[]> kept;

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    waiting = new ArrayDeque<>();
    barriers = new TreeMap<>();
    kept =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("waiting-changes", byte[].class));
    for (byte[] bytes : kept.get()) {
      waiting.add(read(bytes));
    }
    taken = waiting.size();
    // What is restored was in a complete checkpoint: the next one releases it, whichever that is.
    released = 0;
  }

  @Override
  public void processElement(StreamRecord<IncidentChange> element) {
    waiting.add(element.getValue());
    taken++;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<byte[]> changes = new ArrayList<>(waiting.size());
    for (IncidentChange change : waiting) {
      changes.add(bytes(change));
    }
    kept.update(changes);
    barriers.put(context.getCheckpointId(), taken);
  }

  /** An older one that completes later releases nothing new; one that failed is passed over. */
  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    Long until = barriers.get(checkpointId);
    if (until != null) {
      release(until);
    }
    barriers.headMap(checkpointId, true).clear();
  }

  /** No checkpoint comes after the end of the input that anybody would go on from. */
  @Override
  public void finish() throws Exception {
    release(taken);
    super.finish();
  }

  private void release(long until) {
    for (; released < until; released++) {
      output.collect(new StreamRecord<>(waiting.remove()));
    }
  }

  private static byte[] bytes(IncidentChange change) {
    ByteWriter out = new ByteWriter(USUAL_BYTES);
    out.writeUnsigned(VERSION);
    out.writeUnsigned(change.isRetracted() ? 1 : 0);
    IncidentCodec.write(change.incident(), out);
    return out.toByteArray();
  }

  private static IncidentChange read(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException(
          "waiting changes of incidents of version " + version + ", expected " + VERSION);
    }
    boolean retracted = in.readUnsigned() == 1;
    Incident incident = IncidentCodec.read(in);
    return retracted
        ? new IncidentChange.Retracted(incident)
        : new IncidentChange.Published(incident);
  }
}
