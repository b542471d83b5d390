package city.sawang.ingest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profiles that are shipped, and the one that their README teaches, against their samples. */
class ShippedProfilesTest {
  private static final Path DIRECTORY = SharedPayloads.repository().resolve("deploy/profiles");

  @Test
  void everyFileIsValidAndEverySampleIsReadAsItExpects() {
    assertThat(Profiles.validate(DIRECTORY)).isEmpty();
    assertThat(Profiles.test(DIRECTORY)).isEmpty();
  }

  @Test
  void theExampleOfTheReadmeIsAProfile(@TempDir Path directory) throws IOException {
    Matcher example =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DIRECTORY.resolve("README.md")));
    assertThat(example.find()).isTrue();
    Files.writeString(directory.resolve("acme-lamp.yaml"), example.group(1));

    assertThat(Profiles.test(directory)).isEmpty();
  }

  @Test
  void theReadmeNamesEveryFile() throws IOException {
    String readme = Files.readString(DIRECTORY.resolve("README.md"));

    try (var files = Files.list(DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.equals("README.md") || readme.contains(name));
    }
  }
}
