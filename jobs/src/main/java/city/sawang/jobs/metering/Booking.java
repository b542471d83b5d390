package city.sawang.jobs.metering;

/**
 * Why a quarter hour says what it says: one entry of its account, or the reason why there is none.
 *
 * @param periodStart the quarter hour, epoch milliseconds
 * @param from the earlier reading; null for the first one of a controller at a lamp
 * @param to the later reading
 * @param energyClass null when nothing is booked
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
