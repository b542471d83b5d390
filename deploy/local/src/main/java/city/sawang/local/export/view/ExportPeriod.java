package city.sawang.local.export.view;

import java.time.LocalDate;

/**
 * The time that one file holds, in local dates.
 *
 * @param first included; null: from the beginning
 * @param end excluded; null: without end
 * @param label stands in the file's name
 */
public record ExportPeriod(LocalDate first, LocalDate end, String label) {
  public static final ExportPeriod EVERYTHING = new ExportPeriod(null, null, "all");
}
