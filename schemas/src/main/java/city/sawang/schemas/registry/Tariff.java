package city.sawang.schemas.registry;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a kilowatt-hour costs, within its dates.
 *
 * @param validTo exclusive; null: until further notice
 */
public record Tariff(LocalDate validFrom, LocalDate validTo, BigDecimal thbPerKwh, String source) {}
