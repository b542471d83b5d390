package city.sawang.schemas.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads files that people put there: never waits for one that is a pipe or a device, and never takes
 * more than a limit into memory.
 */
public final class InputFile {
  private static final String EXPECTED = "expected ";

  private InputFile() {}

  /** What was expected of a file that cannot be read. */
  public static String expectation(FileSystemException problem) {
    String reason = problem.getReason();
    return reason != null && reason.startsWith(EXPECTED)
        ? reason.substring(EXPECTED.length())
        : "a readable file";
  }

  /**
   * The bytes of the whole file.
   *
   * @param mostBytes a larger file is refused
   * @throws FileSystemException naming the file and what was expected
   */
  public static byte[] read(Path file, int mostBytes) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(
          file.toString(), null, EXPECTED + "a file, this is a directory, a pipe or a device");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new FileSystemException(
            file.toString(), null, EXPECTED + "at most " + mostBytes + " bytes");
      }
      return bytes;
    }
  }
}
