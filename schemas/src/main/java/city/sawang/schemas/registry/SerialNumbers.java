package city.sawang.schemas.registry;

import java.util.List;
import java.util.regex.Pattern;

/** Compares the serials of a column: one that is shorter than the others may have lost leading zeros. */
final class SerialNumbers {
  private static final Pattern DIGITS = Pattern.compile("\\d{8,64}");

  /** So many of the full length make it the length of this column. */
  private static final int ENOUGH = 2;

  private SerialNumbers() {}

  static void warnOfLostZeros(List<LocatedValue> column) {
    List<LocatedValue> serials =
        column.stream()
            .filter(cell -> !cell.isAbsent() && DIGITS.matcher(cell.text()).matches())
            .toList();
    int full = serials.stream().mapToInt(cell -> cell.text().length()).max().orElse(0);
    if (serials.stream().filter(cell -> cell.text().length() == full).count() < ENOUGH) {
      return;
    }
    for (LocatedValue cell : serials) {
      if (cell.text().length() < full) {
        cell.warn(
            full
                + " digits as other serials of this column have; a spreadsheet drops leading zeros, it may have been "
                + "0".repeat(full - cell.text().length())
                + cell.text());
      }
    }
  }
}
