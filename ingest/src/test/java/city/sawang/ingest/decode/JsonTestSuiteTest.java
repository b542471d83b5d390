package city.sawang.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of nst/JSONTestSuite, where it lies beside the repository, is refused like those of
 * {@link MalformedJsonTest}.
 */
class JsonTestSuiteTest {
  @TestFactory
  Stream<DynamicTest> everyFileIsRefusedWhole() throws IOException {
    return files().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> MalformedJsonTest.assertRefusedWhole(file)));
  }

  @Test
  void thereAre318Files() throws IOException {
    assertThat(files()).hasSize(318);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files =
        Files.list(SharedPayloads.path("malformed/JSONTestSuite/test_parsing"))) {
      return files.sorted().toList();
    }
  }
}
