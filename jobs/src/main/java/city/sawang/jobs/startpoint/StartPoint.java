package city.sawang.jobs.startpoint;

import city.sawang.jobs.flink.FlinkConfiguration;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/** Checks before a job starts whether the checkpoint it is to resume from fits Kafka's log. */
public final class StartPoint {
  private StartPoint() {}

  /**
   * Compares.
   *
   * @param checkpoint a {@code file:} URI of a checkpoint or savepoint
   * @param log what Kafka holds
   * @param acceptedLog name of a log that may be read from its beginning; empty: none
   * @throws OtherLog when the checkpoint counts its offsets in another log, which nobody accepted
   */
  public static void check(URI checkpoint, KafkaLog log, String acceptedLog) {
    for (LogIdentity kept : logsIn(checkpoint)) {
      LogBound.Verdict unused =
          new LogBound("", kept.topic(), acceptedLog)
              .judge("the checkpoint " + Path.of(checkpoint), Optional.of(kept), log);
    }
  }

  /** The logs that the sources of a checkpoint are bound to; none before they were bound. */
  private static List<LogIdentity> logsIn(URI checkpoint) {
    Path file = Path.of(checkpoint).resolve("_metadata");
    try (InputStream bytes = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(bytes)) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              in, StartPoint.class.getClassLoader(), FlinkConfiguration.flinkPath(checkpoint));
      List<LogIdentity> logs = new ArrayList<>();
      for (OperatorState operator : metadata.getOperatorStates()) {
        ByteStreamStateHandle coordinator = operator.getCoordinatorState();
        if (coordinator != null) {
          addLog(coordinator, logs);
        }
      }
      return logs;
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  /** As Flink's source coordinator writes it: its version, the serializer's, length and bytes. */
  private static void addLog(ByteStreamStateHandle coordinator, List<LogIdentity> logs)
      throws IOException {
    try (DataInputStream in = new DataInputStream(coordinator.openInputStream())) {
      in.readInt();
      int version = in.readInt();
      byte[] state = new byte[in.readInt()];
      in.readFully(state);
      BoundEnumeratorStateSerializer.logOf(version, state).ifPresent(logs::add);
    }
  }
}
