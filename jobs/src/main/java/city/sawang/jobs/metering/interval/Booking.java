package city.sawang.jobs.metering.interval;

import city.sawang.jobs.metering.input.MeterReading;

/**
 * One entry of a quarter hour's energy: the readings and the rule behind it, or the reason why
 * nothing is booked (METERING.md#explain).
 *
 * @param periodStart the quarter hour, epoch milliseconds
 * @param from the earlier reading; null for the first one of a controller at a lamp
 * @param to the later reading
 * @param energyClass {@link EnergyClass#NONE} when nothing is booked
 * @param gap more than two reporting intervals lie between the readings
 * @param mwh what is booked in this quarter hour, mWh
 * @param dayMwh the part of it outside the dark period, mWh
 */
public record Booking(
    String lampId,
    long periodStart,
    MeterReading from,
    MeterReading to,
    BookingRule rule,
    EnergyClass energyClass,
    boolean gap,
    long mwh,
    long dayMwh) {}
