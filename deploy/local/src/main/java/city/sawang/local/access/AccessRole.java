package city.sawang.local.access;

import city.sawang.local.InvalidInput;
import city.sawang.schemas.text.NearMatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What a login may read; the groups are made by the migrations. */
public enum AccessRole {
  CITY_READER(
      "city-reader",
      "sawang_city_reader",
      Duration.ofSeconds(60),
      "operations, energy and quality of its cities"),
  CITY_OPERATOR(
      "city-operator",
      "sawang_city_operator",
      Duration.ofSeconds(60),
      "operations, energy and quality of its cities, and works on their incidents"),
  ANALYST("analyst", "sawang_analyst", Duration.ofMinutes(10), "energy and quality of all cities"),
  AUDITOR("auditor", "sawang_auditor", Duration.ofMinutes(10), "every public view of all cities"),
  PUBLIC("public", "sawang_public", Duration.ofSeconds(15), "open data only");

  private final String label;
  private final String group;
  private final Duration statementTimeout;
  private final String sees;

  AccessRole(String label, String group, Duration statementTimeout, String sees) {
    this.label = label;
    this.group = group;
    this.statementTimeout = statementTimeout;
    this.sees = sees;
  }

  /**
   * The role with this label.
   *
   * @throws InvalidInput when there is none, naming the near one
   */
  public static AccessRole of(String typed) {
    List<String> labels = Arrays.stream(values()).map(AccessRole::label).toList();
    return Arrays.stream(values())
        .filter(role -> role.label.equals(typed))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    "--role: '%s' is no role: expected one of %s%s"
                        .formatted(
                            typed,
                            String.join(", ", labels),
                            NearMatch.suggestion(typed, labels))));
  }

  /** As it is typed. */
  String label() {
    return label;
  }

  /** Name of the group in the database. */
  String group() {
    return group;
  }

  /** Whether a login of this role is mapped to cities. */
  boolean isOfCities() {
    return this == CITY_READER || this == CITY_OPERATOR;
  }

  /** Whether it may write at all: steps about incidents and planned works, through functions only. */
  boolean takesSteps() {
    return this == CITY_OPERATOR;
  }

  /** After this a statement is cancelled, unless another time is given. */
  public Duration statementTimeout() {
    return statementTimeout;
  }

  /** What it shows, for people. */
  public String sees() {
    return sees;
  }
}
