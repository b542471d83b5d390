package city.sawang.jobs.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.model.Severity;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointGateTest {
  private OneInputStreamOperatorTestHarness<IncidentChange, IncidentChange> job;

  private static IncidentChange change(String lamp, long revision, boolean retracted) {
    Incident incident =
        new Incident(
            "inc-" + lamp,
            "mueang-nan",
            FaultCode.COMM_LOSS,
            Scope.LAMP,
            lamp,
            null,
            Severity.MAJOR,
            1_000,
            2_000,
            null,
            null,
            1,
            List.of(),
            0,
            0,
            revision);
    return retracted
        ? new IncidentChange.Retracted(incident)
        : new IncidentChange.Published(incident);
  }

  private static final IncidentChange FIRST = change("L1", 1, false);
  private static final IncidentChange SECOND = change("L2", 1, false);
  private static final IncidentChange THIRD = change("L1", 2, true);

  private void start(OperatorSubtaskState from) throws Exception {
    job = new OneInputStreamOperatorTestHarness<>(new CheckpointGate());
    job.setup(ChangeSerializer.INSTANCE);
    if (from != null) {
      job.initializeState(from);
    }
    job.open();
  }

  private List<IncidentChange> said() {
    return job.extractOutputValues();
  }

  @AfterEach
  void close() throws Exception {
    job.close();
  }

  @Test
  void nothingIsSaidThatNoCheckpointHolds() throws Exception {
    start(null);
    job.processElement(FIRST, 0);
    job.snapshot(1, 1);
    job.processElement(SECOND, 0);
    assertThat(said()).isEmpty();

    job.notifyOfCompletedCheckpoint(1);
    assertThat(said()).containsExactly(FIRST);

    job.snapshot(2, 2);
    job.notifyOfCompletedCheckpoint(2);
    assertThat(said()).containsExactly(FIRST, SECOND);
  }

  @Test
  void aCheckpointThatFailsIsMadeUpForByTheNext() throws Exception {
    start(null);
    job.processElement(FIRST, 0);
    job.snapshot(1, 1);
    job.processElement(SECOND, 0);
    job.snapshot(2, 2);
    job.processElement(THIRD, 0);

    job.notifyOfCompletedCheckpoint(2);
    assertThat(said()).containsExactly(FIRST, SECOND);

    job.notifyOfCompletedCheckpoint(1);
    assertThat(said()).as("completed too late").containsExactly(FIRST, SECOND);
  }

  @Test
  void aJobThatIsKilledHasSaidNothingThatItsCheckpointDoesNotKnow() throws Exception {
    start(null);
    job.processElement(FIRST, 0);
    job.processElement(THIRD, 0);
    OperatorSubtaskState checkpoint = job.snapshot(1, 1);
    // Without that the job would know of it: the process dies before it hears of the checkpoint.
    job.processElement(SECOND, 0);
    job.close();

    start(checkpoint);
    assertThat(said()).isEmpty();
    job.snapshot(7, 7);
    job.notifyOfCompletedCheckpoint(7);
    assertThat(said()).containsExactly(FIRST, THIRD);
  }

  @Test
  void theEndOfTheInputSaysAllThatIsLeft() throws Exception {
    start(null);
    job.processElement(FIRST, 0);
    job.endInput();
    job.getOneInputOperator().finish();

    assertThat(said()).containsExactly(FIRST);
  }
}
