package city.sawang.schemas.registry;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Kilograms of CO2e per kilowatt-hour, within its dates.
 *
 * @param validTo exclusive; null: until further notice
 * @param scope2KgPerKwh combustion and grid loss
 * @param scope3KgPerKwh upstream
 */
public record EmissionFactor(
    LocalDate validFrom,
    LocalDate validTo,
    BigDecimal scope2KgPerKwh,
    BigDecimal scope3KgPerKwh,
    String source) {}
