package city.sawang.jobs.incident.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One reading that raised an incident.
 *
 * @param observedAt epoch milliseconds
 * @param values what the rule looked at, as far as the reading said it
 * @param expectedLit the lamp should have given light then
 * @param expectedDimBp the light level it should have had, basis points
 * @param expectedMw the power it should have taken, mW
 */
public record Evidence(
    long observedAt,
    Map<Quantity, Long> values,
    boolean expectedLit,
    int expectedDimBp,
    long expectedMw) {
  public Evidence {
    Map<Quantity, Long> copy = new EnumMap<>(Quantity.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }
}
