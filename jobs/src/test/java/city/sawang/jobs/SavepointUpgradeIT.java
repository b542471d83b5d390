package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.flink.StateBackend;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The job resumes from savepoints, on another number of subtasks and another state backend, and
 * ends with the rows of a run that was never interrupted: from a savepoint that this version takes
 * on the spot, and from those of released versions that are kept in the test resources.
 */
class SavepointUpgradeIT {
  /** Every savepoint was taken on so many subtasks. */
  private static final int BEFORE = 2;

  private static final UpgradeStory STORY = new UpgradeStory();

  @TempDir private static Path shared;
  private static StoredRows uninterrupted;
  private static SavepointFixture present;

  @TempDir private Path directory;

  @BeforeAll
  static void runTheWholeStoryWithoutInterruption() throws Exception {
    try (UpgradeRun run = new UpgradeRun(shared.resolve("uninterrupted"))) {
      uninterrupted =
          run.start(BEFORE)
              .send(STORY.first())
              .send(STORY.second())
              .send(STORY.third())
              .settledRows();
    }
  }

  @BeforeAll
  static void takeASavepointOfThisVersion() throws Exception {
    try (UpgradeRun run = new UpgradeRun(shared.resolve("present"))) {
      present = SavepointFixture.take(run.start(BEFORE), shared, "present");
    }
  }

  static Stream<SavepointFixture> savepoints() throws IOException {
    return Stream.concat(Stream.of(present), SavepointFixture.ofReleases().stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("savepoints")
  void theJobResumesOnMoreSubtasksAndThenOnOne(SavepointFixture savepoint) throws Exception {
    resume(savepoint, StateBackend.HASHMAP, 4, 1);
  }

  /** The state moves from the heap to RocksDB and back. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("savepoints")
  void theJobResumesInRocksDbOnOneSubtaskAndThenOnMore(SavepointFixture savepoint)
      throws Exception {
    resume(savepoint, StateBackend.ROCKSDB, 1, 4);
  }

  private void resume(
      SavepointFixture savepoint, StateBackend backend, int subtasks, int thenSubtasks)
      throws Exception {
    try (UpgradeRun run = UpgradeRun.after(savepoint, directory)) {
      // given
      run.skip(STORY.first());
      // when
      run.on(backend)
          .startFrom(savepoint.savepointIn(directory.resolve("before")), subtasks)
          .send(STORY.second());
      URI own = run.stopWithSavepoint(directory.resolve("own"));
      run.on(StateBackend.HASHMAP).startFrom(own, thenSubtasks).send(STORY.third());
      // then
      run.settlesTo(
          uninterrupted,
          rows -> savepoint.migration().isEmpty() ? rows : rows.asBeforeFlagsOfMeters());
    }
  }

  /** Would the comparison notice that a state was lost? */
  @Test
  void withoutTheSavepointTheRowsAreOthers() throws Exception {
    try (UpgradeRun run = new UpgradeRun(directory)) {
      // given
      StoredRows.load(run.database(), present.rows());
      run.skip(STORY.first());
      // when
      run.start(BEFORE)
          .sendUntilArchived(
              uninterrupted.tables().get("reading").size(), STORY.second(), STORY.third());
      // then
      StoredRows rows = run.settledRows();
      assertThat(rows.tables().get("lamp_quarter_hour"))
          .isNotEqualTo(uninterrupted.tables().get("lamp_quarter_hour"));
      assertThat(rows.tables().get("ledger_hour"))
          .isNotEqualTo(uninterrupted.tables().get("ledger_hour"));
    }
  }

  @Test
  void theStoryHasAllThatMayGoWrong() {
    // then: late, too late, sent twice, in conflict, refused, and rows of every kind
    assertThat(uninterrupted.tables())
        .containsKeys("reading", "lamp_state", "lamp_quarter_hour", "ledger_hour", "quarantine");
    String ledger = String.join("\n", uninterrupted.tables().get("ledger_hour"));
    for (String outcome :
        List.of("in_time", "late_corrected", "too_late", "duplicate", "quarantined")) {
      assertThat(ledger).containsPattern("\"" + outcome + "\": [1-9]");
    }
  }
}
