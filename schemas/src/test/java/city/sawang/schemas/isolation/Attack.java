package city.sawang.schemas.isolation;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a curious login of Nan may try. The statements run one after the other in one session,
 * whatever becomes of the ones before. {@code {city}}, {@code {lamp}}, {@code {south}} and {@code
 * {north}} stand for Chumphon, one of its lamps and where it lies; such an attack is run once more
 * with a city, a lamp and a place that do not exist, and must get the same answer.
 *
 * @param expected what the last statement must meet
 */
record Attack(String name, Expected expected, List<String> statements) {
  private static final Pattern GUESS = Pattern.compile("\\{(city|lamp|south|north)}");

  /** How an attack ends. */
  enum Expected {
    /** By an error. */
    REFUSED,
    /** Without a row, or with nothing but NULL and 0 in it. */
    EMPTY,
    /** With an answer that says nothing of Chumphon. */
    BLIND
  }

  static Attack refused(String name, String... statements) {
    return new Attack(name, Expected.REFUSED, List.of(statements));
  }

  static Attack empty(String name, String... statements) {
    return new Attack(name, Expected.EMPTY, List.of(statements));
  }

  static Attack blind(String name, String... statements) {
    return new Attack(name, Expected.BLIND, List.of(statements));
  }

  /** Whether it asks about something by name, and can be asked about nothing. */
  boolean guesses() {
    return statements.stream().anyMatch(sql -> GUESS.matcher(sql).find());
  }

  @Override
  public String toString() {
    return name;
  }
}
