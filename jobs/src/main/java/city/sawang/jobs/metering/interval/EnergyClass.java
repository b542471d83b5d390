package city.sawang.jobs.metering.interval;

/** How well a booked watt-hour is known. */
public enum EnergyClass {
  /** Difference of two readings inside one quarter hour. */
  MEASURED,
  /** Part of a difference over a boundary or over a gap. */
  INTERPOLATED,
  /** What should have been used; never verified. */
  ESTIMATED,
  /** Nothing is booked. */
  NONE
}
