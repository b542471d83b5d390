package city.sawang.local.simulate.payload;

import java.util.List;

/**
 * What a meter reports at one instant.
 *
 * @param whole all phases together, in the terms of a lamp's reading
 * @param phases one after the other
 */
public record MeterReport(SimulatedReading whole, List<PhaseValues> phases) {
  /** One reading of one phase. */
  public record PhaseValues(
      long milliwatts, long milliwattHours, long millivolts, long milliamperes) {}

  public MeterReport {
    phases = List.copyOf(phases);
  }
}
