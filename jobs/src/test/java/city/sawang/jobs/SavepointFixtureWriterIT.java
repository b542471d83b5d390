package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes what the next version will have to resume from; run it at a release and commit what it
 * writes: {@code mvn -Pfixture -pl jobs -am verify -Dfixture.version=<version>}.
 */
@Tag("fixture")
class SavepointFixtureWriterIT {
  private static final int LARGEST = 300_000;

  @TempDir private Path directory;

  @Test
  void aSavepointOfThisVersionIsKept() throws Exception {
    // given
    String version = System.getProperty("fixture.version");
    assertThat(version).as("-Dfixture.version").isNotBlank();
    try (UpgradeRun run = new UpgradeRun(directory)) {
      // when
      SavepointFixture fixture =
          SavepointFixture.take(run.start(2), SavepointFixture.RELEASES, version);
      // then
      assertThat(fixture.bytes()).isLessThan(LARGEST);
    }
  }
}
