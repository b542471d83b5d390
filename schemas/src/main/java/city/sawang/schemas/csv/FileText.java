package city.sawang.schemas.csv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes a text file: UTF-8 with or without byte order mark, UTF-16 with one, as a spreadsheet's "Unicode text" has
 * it. Other encodings are named and never guessed at: the same bytes are other letters in each of them.
 */
public final class FileText {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int LONGEST_SAMPLE = 30;

  /** How .xlsx and .ods begin. */
  private static final byte[] WORKBOOK = {'P', 'K', 3, 4};

  /** How .xls begins. */
  private static final byte[] OLD_WORKBOOK = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};

  private FileText() {}

  /** What came of decoding a file. */
  public sealed interface Contents {
    /** The text, without byte order mark. */
    record Text(String text) implements Contents {}

    /**
     * It is no text that we read.
     *
     * @param line of the first character that is none, counted from 1
     */
    record Refused(int line, String expectation) implements Contents {}
  }

  /** Decodes the bytes of a whole file. */
  public static Contents decode(byte[] bytes) {
    if (startsWith(bytes, WORKBOOK) || startsWith(bytes, OLD_WORKBOOK)) {
      return new Contents.Refused(
          1, "UTF-8 text; this is a workbook (in the spreadsheet: save as 'CSV UTF-8')");
    }
    Charset charset = charset(bytes);
    Attempt attempt = attempt(charset, bytes);
    String text = attempt.text;
    if (attempt.failed) {
      return new Contents.Refused(
          lineOf(text, text.length()), expectation(charset, bytes, text.length()));
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      return new Contents.Refused(
          lineOf(text, nul),
          "UTF-8 text without NUL characters; this may be UTF-16 without a byte order mark, or no text at all (in a"
              + " spreadsheet: save as 'CSV UTF-8')");
    }
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return new Contents.Text(marked ? text.substring(1) : text);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static Charset charset(byte[] bytes) {
    if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    if (bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
      return StandardCharsets.UTF_16BE;
    }
    return StandardCharsets.UTF_8;
  }

  private record Attempt(String text, boolean failed) {}

  private static Attempt attempt(Charset charset, byte[] bytes) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer characters = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), characters, true);
    return new Attempt(characters.flip().toString(), result.isError());
  }

  private static String expectation(Charset charset, byte[] bytes, int sound) {
    if (!charset.equals(StandardCharsets.UTF_8)) {
      return "whole UTF-16 characters; better UTF-8 (in a spreadsheet: save as 'CSV UTF-8')";
    }
    return "UTF-8 (in a spreadsheet: save as 'CSV UTF-8')" + thaiSample(bytes, sound);
  }

  /** How the line would read in the encoding of Thai Windows, when that makes Thai words of it. */
  private static String thaiSample(byte[] bytes, int sound) {
    if (!Charset.isSupported("x-windows-874")) {
      return "";
    }
    Attempt thai = attempt(Charset.forName("x-windows-874"), bytes);
    if (thai.failed || sound > thai.text.length()) {
      return "";
    }
    // Where UTF-8 failed the two texts may differ in length; the first Thai letter is what matters.
    int first = 0;
    while (first < thai.text.length() && !isThai(thai.text.charAt(first))) {
      first++;
    }
    int end = first;
    while (end < thai.text.length()
        && end - first < LONGEST_SAMPLE
        && isThai(thai.text.charAt(end))) {
      end++;
    }
    return end == first
        ? ""
        : "; this looks like TIS-620 or Windows-874, in which it says "
            + thai.text.substring(first, end);
  }

  private static boolean isThai(char c) {
    return c >= '\u0E01' && c <= '\u0E5B';
  }

  private static int lineOf(String text, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean carriageReturnAlone =
          c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n');
      if (c == '\n' || carriageReturnAlone) {
        line++;
      }
    }
    return line;
  }
}
