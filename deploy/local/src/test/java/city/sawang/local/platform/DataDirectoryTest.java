package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path temporary;

  @Test
  void aDirectoryInUseIsRefusedWithTheProcessThatUsesIt() throws IOException {
    Path path = temporary.resolve("with a space");
    try (DataDirectory first = DataDirectory.take(path)) {
      assertThat(first.path()).isEqualTo(path);

      assertThatThrownBy(() -> DataDirectory.take(path))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("in use by another running sawang")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void aDirectoryGivenBackCanBeTakenAgainWithItsPasswords() throws IOException {
    String password;
    try (DataDirectory first = DataDirectory.take(temporary)) {
      password = first.password("sawang_viewer");
    }

    try (DataDirectory second = DataDirectory.take(temporary)) {
      assertThat(second.password("sawang_viewer")).isEqualTo(password).hasSize(36);
      assertThat(second.password("sawang_jobs")).isNotEqualTo(password);
    }
  }

  @Test
  void onlyTheOwnerMayReadThePasswords() throws IOException {
    try (DataDirectory data = DataDirectory.take(temporary)) {
      data.password("sawang_viewer");

      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("secrets.properties"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aFileInItsPlaceIsRefused() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> DataDirectory.take(file))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--data " + file);
  }
}
