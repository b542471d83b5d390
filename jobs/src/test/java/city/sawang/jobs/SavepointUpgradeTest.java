package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.JobSettings.StateBackend;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This version goes on from what older ones left behind, on another number of subtasks, and ends
 * with the rows of a run that was never interrupted.
 */
class SavepointUpgradeTest {
  /** The kept savepoints were taken on so many subtasks. */
  private static final int BEFORE = 2;

  private static final UpgradeStory STORY = new UpgradeStory();

  @TempDir private static Path shared;
  private static StoredRows uninterrupted;

  @TempDir private Path directory;

  @BeforeAll
  static void tellTheWholeStoryAtOneGo() throws Exception {
    try (UpgradeRun run = new UpgradeRun(shared)) {
      uninterrupted =
          run.start(BEFORE)
              .tell(STORY.first())
              .tell(STORY.second())
              .tell(STORY.third())
              .settledRows();
    }
  }

  static Stream<Arguments> keptSavepointsAndSubtasks() throws IOException {
    return SavepointFixture.kept().stream()
        .flatMap(kept -> Stream.of(Arguments.of(kept, 4, 1), Arguments.of(kept, 1, 4)));
  }

  @ParameterizedTest(name = "{0} on {1}, then {2} subtasks")
  @MethodSource("keptSavepointsAndSubtasks")
  void anOlderSavepointIsGoneOnFromAndThenAnOwnOne(
      SavepointFixture older, int subtasks, int thenSubtasks) throws Exception {
    try (UpgradeRun run = new UpgradeRun(directory)) {
      // given
      StoredRows.load(run.database(), older.rows());
      run.skip(STORY.first());
      // when
      run.startFrom(older.savepointIn(directory.resolve("older")), subtasks).tell(STORY.second());
      URI own = run.stopWithSavepoint(directory.resolve("own"));
      run.startFrom(own, thenSubtasks).tell(STORY.third());
      // then
      run.settlesTo(uninterrupted);
    }
  }

  static List<SavepointFixture> keptSavepoints() throws IOException {
    return SavepointFixture.kept();
  }

  /** The state moves from the heap to RocksDB and back; the rows do not tell where it was. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("keptSavepoints")
  void anOlderSavepointIsGoneOnFromInRocksDb(SavepointFixture older) throws Exception {
    try (UpgradeRun run = new UpgradeRun(directory)) {
      // given
      StoredRows.load(run.database(), older.rows());
      run.skip(STORY.first());
      // when
      run.on(StateBackend.ROCKSDB)
          .startFrom(older.savepointIn(directory.resolve("older")), 4)
          .tell(STORY.second());
      URI own = run.stopWithSavepoint(directory.resolve("own"));
      run.on(StateBackend.HASHMAP).startFrom(own, BEFORE).tell(STORY.third());
      // then
      run.settlesTo(uninterrupted);
    }
  }

  /** Would the comparison notice that a state was lost? */
  @Test
  void withoutTheSavepointTheRowsAreOthers() throws Exception {
    SavepointFixture older = SavepointFixture.kept().get(0);
    try (UpgradeRun run = new UpgradeRun(directory)) {
      // given
      StoredRows.load(run.database(), older.rows());
      run.skip(STORY.first());
      // when
      run.start(BEFORE)
          .tellInVain(uninterrupted.tables().get("reading").size(), STORY.second(), STORY.third());
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
    // then: late, too late, told twice, in conflict, refused, and rows of every kind
    assertThat(uninterrupted.tables())
        .containsKeys("reading", "lamp_state", "lamp_quarter_hour", "ledger_hour", "quarantine");
    String ledger = String.join("\n", uninterrupted.tables().get("ledger_hour"));
    for (String outcome :
        List.of("in_time", "late_corrected", "too_late", "duplicate", "quarantined")) {
      assertThat(ledger).containsPattern("\"" + outcome + "\": [1-9]");
    }
  }
}
