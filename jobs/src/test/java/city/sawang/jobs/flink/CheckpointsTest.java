package city.sawang.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path directory;

  private Path checkpoint(String job, int number) throws IOException {
    return Files.createDirectories(directory.resolve(job).resolve("chk-" + number));
  }

  private Path complete(String job, int number, long writtenAt) throws IOException {
    Path checkpoint = checkpoint(job, number);
    Path metadata = Files.createFile(checkpoint.resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenAt));
    return checkpoint;
  }

  @Test
  void aDirectoryThatIsNotThereHoldsNone() {
    assertThat(Checkpoints.newestComplete(directory.resolve("none").toUri())).isEmpty();
  }

  @Test
  void aCheckpointWithoutMetadataIsNotComplete() throws IOException {
    // given
    checkpoint("a", 7);
    Files.createDirectories(directory.resolve("a/shared"));
    // when, then
    assertThat(Checkpoints.newestComplete(directory.toUri())).isEmpty();
  }

  @Test
  void theNewestOfAllJobsIsFound() throws IOException {
    // given
    complete("a", 90, 1_000);
    Path newest = complete("b", 3, 2_000);
    checkpoint("b", 4);
    // when, then
    assertThat(Checkpoints.newestComplete(directory.toUri())).contains(newest.toUri());
  }

  @Test
  void ofTwoOfOneInstantTheHigherNumberIsNewer() throws IOException {
    // given
    complete("a", 9, 1_000);
    Path newest = complete("a", 10, 1_000);
    // when, then
    assertThat(Checkpoints.newestComplete(directory.toUri())).contains(newest.toUri());
  }
}
