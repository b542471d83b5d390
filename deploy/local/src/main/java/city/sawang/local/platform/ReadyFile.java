package city.sawang.local.platform;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The file in which other programs find where everything is, once everything accepts traffic. */
public final class ReadyFile {
  private ReadyFile() {}

  /**
   * Writes the addresses as one JSON object. Whoever waits for the file never sees half of it; only
   * its owner may read it, for it carries a login.
   */
  public static void write(Path file, Map<String, ?> addresses) {
    Path target = file.toAbsolutePath();
    try {
      Path unfinished =
          Files.createTempFile(
              target.getParent(),
              target.getFileName().toString(),
              ".unfinished",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(unfinished, new ObjectMapper().writeValueAsString(addresses) + "\n");
      Files.move(
          unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure("--ready-file %s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** Takes an older file away, so that nobody believes it. */
  public static void remove(Path file) {
    Path target = file.toAbsolutePath();
    if (!Files.isDirectory(target.getParent())) {
      throw new InvalidInput(
          "--ready-file %s: there is no directory %s".formatted(file, target.getParent()));
    }
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      throw new CommandFailure("--ready-file %s cannot be replaced: %s".formatted(file, e), e);
    }
  }
}
