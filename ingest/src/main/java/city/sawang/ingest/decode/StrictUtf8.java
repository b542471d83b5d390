package city.sawang.ingest.decode;

/**
 * Well-formedness of UTF-8 by table 3-7 of the Unicode standard: no overlong forms, no surrogates,
 * nothing beyond U+10FFFF. The JSON parser decodes some of these, so it is asked before.
 */
final class StrictUtf8 {
  private StrictUtf8() {}

  /**
   * @return offset of the first byte that belongs to no well-formed sequence, or −1
   */
  static int firstMalformed(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      if (bytes[i] >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(bytes, i);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return -1;
  }

  private static int sequenceLength(byte[] bytes, int at) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    if (lead < 0xE0) {
      return continues(bytes, at + 1, 0x80, 0xBF) ? 2 : 0;
    }
    if (lead < 0xF0) {
      int low = lead == 0xE0 ? 0xA0 : 0x80;
      int high = lead == 0xED ? 0x9F : 0xBF;
      return continues(bytes, at + 1, low, high) && continues(bytes, at + 2, 0x80, 0xBF) ? 3 : 0;
    }
    int low = lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xF4 ? 0x8F : 0xBF;
    return continues(bytes, at + 1, low, high)
            && continues(bytes, at + 2, 0x80, 0xBF)
            && continues(bytes, at + 3, 0x80, 0xBF)
        ? 4
        : 0;
  }

  private static boolean continues(byte[] bytes, int at, int low, int high) {
    if (at >= bytes.length) {
      return false;
    }
    int value = bytes[at] & 0xFF;
    return value >= low && value <= high;
  }
}
