package city.sawang.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The profiles that are shipped, against their own samples and against captured payloads. */
class ShippedProfilesTest {
  private static final Path DIRECTORY = SharedData.repository().resolve("deploy/profiles");

  @Test
  void everyFileIsValidAndEverySampleIsReadAsItExpects() {
    assertThat(Profiles.validate(DIRECTORY)).isEmpty();
    assertThat(Profiles.test(DIRECTORY)).isEmpty();
  }
}
