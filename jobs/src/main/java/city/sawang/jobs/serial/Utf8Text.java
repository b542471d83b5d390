package city.sawang.jobs.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Texts as their length and UTF-8. Flink's own way goes character by character through a buffer per
 * thread, which shows where several names are sent with every reading.
 */
public final class Utf8Text {
  private static final int ABSENT = -1;

  private Utf8Text() {}

  /**
   * @param text may be null; of at most 32,767 bytes
   */
  public static void write(String text, DataOutputView out) throws IOException {
    if (text == null) {
      out.writeShort(ABSENT);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > Short.MAX_VALUE) {
      throw new IOException("a text of " + bytes.length + " bytes, expected at most 32,767");
    }
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /** Reads what {@link #write} wrote. */
  public static String read(DataInputView in) throws IOException {
    int length = in.readShort();
    if (length == ABSENT) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
