package city.sawang.jobs.incident.outage;

/**
 * One live reading of a circuit's meter, as far as it shows whether the circuit has power.
 *
 * @param at epoch milliseconds
 * @param powerMw active power, mW; {@link city.sawang.jobs.metering.input.MeterReading#ABSENT}
 *     when it does not say
 * @param voltageMv supply voltage, mV, or absent likewise
 * @param tripped it says that the breaker has tripped
 */
public record MeterWord(long at, long powerMw, long voltageMv, boolean tripped) {}
