package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes what the next version will have to go on from; run it at a release and commit what it
 * writes: {@code mvn -pl jobs -am test -Pfixture -Dfixture.version=<version>}.
 */
@Tag("fixture")
class SavepointFixtureWriterTest {
  private static final int LARGEST = 300_000;

  @TempDir private Path directory;

  @Test
  void aSavepointOfThisVersionIsKept() throws Exception {
    // given
    String version = System.getProperty("fixture.version");
    assertThat(version).as("-Dfixture.version").isNotBlank();
    try (UpgradeRun run = new UpgradeRun(directory)) {
      run.start(2).tell(new UpgradeStory().first());
      run.settledRows();
      // when
      URI savepoint = run.stopWithSavepoint(directory.resolve("savepoints"));
      SavepointFixture fixture =
          SavepointFixture.write(version, savepoint, StoredRows.dump(run.database()));
      // then
      assertThat(fixture.bytes()).isLessThan(LARGEST);
    }
  }
}
