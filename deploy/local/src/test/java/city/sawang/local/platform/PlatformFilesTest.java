package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.Checkout;
import city.sawang.local.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformFilesTest {
  private static final Path DASHBOARDS = Checkout.file("deploy/grafana/dashboards");

  @TempDir private Path temporary;

  @Test
  void theShippedFilesAreValidAndNameTheFivePilots() {
    PlatformFiles shipped =
        PlatformFiles.read(
            Checkout.file("deploy/registry"), Checkout.file("deploy/profiles"), DASHBOARDS);

    assertThat(shipped.registry().cities())
        .extracting(city -> city.cityId())
        .containsExactlyInAnyOrder("chiang-mai", "mueang-nan", "hat-yai", "chumphon", "satun");
    assertThat(shipped.profiles().ids()).isNotEmpty();
  }

  @Test
  void everyMistakeOfRegistryAndProfilesIsListedInOneRun() throws IOException {
    Path registry = Files.createDirectories(temporary.resolve("registry"));
    Files.createDirectories(registry.resolve("mueang-nan"));
    Files.writeString(registry.resolve("mueang-nan/city.yaml"), "city_id: phrae\n");
    Path profiles = Files.createDirectories(temporary.resolve("profiles"));
    Files.writeString(profiles.resolve("vendor-model.yaml"), "topics: 3\n");

    assertThatThrownBy(() -> PlatformFiles.read(registry, profiles, DASHBOARDS))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("mistakes in the configuration; nothing was started")
        .hasMessageContaining("mueang-nan/city.yaml")
        .hasMessageContaining("phrae")
        .hasMessageContaining("mueang-nan/lamps.csv: expected this file")
        .hasMessageContaining("vendor-model.yaml");
  }

  @Test
  void aDirectoryThatIsMissingIsAMistake() {
    assertThatThrownBy(
            () ->
                PlatformFiles.read(
                    temporary.resolve("none"), temporary.resolve("neither"), DASHBOARDS))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(temporary.resolve("none").toString())
        .hasMessageContaining(temporary.resolve("neither").toString());
  }
}
