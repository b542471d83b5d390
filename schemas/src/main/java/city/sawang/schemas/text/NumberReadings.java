package city.sawang.schemas.text;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the numbers that somebody may have meant who wrote one with a decimal comma, with groups of thousands, in powers
 * of ten or in Thai digits. It only ever suggests: 1,200 is two numbers.
 */
public final class NumberReadings {
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[+-]?\\d{1,12}(\\.\\d{3})*,\\d{1,17}");
  private static final Pattern THOUSANDS =
      Pattern.compile("[+-]?\\d{1,3}([, ']\\d{3})+(\\.\\d{1,17})?");
  private static final Pattern PLAIN =
      Pattern.compile("[+-]?(\\d{1,12}(\\.\\d{0,17})?|\\.\\d{1,17})([eE][+-]?\\d{1,2})?");

  private NumberReadings() {}

  /** {@code "; did you mean 18.783?"}: the readings within both bounds, or nothing. */
  public static String suggestion(String text, BigDecimal lowest, BigDecimal highest) {
    String meant =
        of(text).stream()
            .filter(one -> one.compareTo(lowest) >= 0 && one.compareTo(highest) <= 0)
            .map(BigDecimal::toPlainString)
            .distinct()
            .collect(Collectors.joining(" or "));
    return meant.isEmpty() ? "" : "; did you mean " + meant + "?";
  }

  private static Set<BigDecimal> of(String text) {
    String plain =
        AsciiDigits.of(text).replace('\u2212', '-').replace('\u00A0', ' ').replace('\u202F', ' ');
    var found = new LinkedHashSet<BigDecimal>();
    if (PLAIN.matcher(plain).matches()) {
      found.add(new BigDecimal(plain));
    }
    if (DECIMAL_COMMA.matcher(plain).matches()) {
      found.add(new BigDecimal(plain.replace(".", "").replace(',', '.')));
    }
    if (THOUSANDS.matcher(plain).matches()) {
      found.add(new BigDecimal(plain.replaceAll("[, ']", "")));
    }
    return found;
  }
}
