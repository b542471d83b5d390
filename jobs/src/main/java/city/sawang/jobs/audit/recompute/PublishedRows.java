package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.CrossCheck;
import city.sawang.jobs.audit.crosscheck.LampTotals;
import city.sawang.jobs.audit.crosscheck.LampTotals.Quarters;
import city.sawang.jobs.audit.crosscheck.LampTotals.RollUp;
import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import city.sawang.jobs.lamp.LampTables;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The published rows of one city that a recomputation is about, and the two ways to each of them.
 * Rows of lamps are recomputed from the readings. Roll-ups are plain sums of the rows of lamps, so
 * they are compared with the sums of the <em>published</em> ones: whoever finds both equal has shown
 * published = recomputed for all of them, and whoever restates a lamp can restate its sums without
 * the other lamps.
 */
final class PublishedRows {
  private static final List<String> METER =
      List.of(
          "meter_energy_mwh",
          "meter_measured_mwh",
          "meter_interpolated_mwh",
          "meter_estimated_mwh",
          "meter_unbooked_mwh",
          "meter_readings_expected",
          "meter_readings_accepted");

  private final String cityId;
  private final ZoneId zone;
  private final String lampId;
  private final NightRange period;
  private final TimeRange range;
  private final ScratchSchema scratch;

  /**
   * @param lampId null: all lamps of the city
   */
  PublishedRows(
      String cityId, ZoneId zone, String lampId, NightRange period, ScratchSchema scratch) {
    this.cityId = cityId;
    this.zone = zone;
    this.lampId = lampId;
    this.period = period;
    this.range = new TimeRange(period.begin(zone), period.end(zone));
    this.scratch = scratch;
  }

  String inCity() {
    return "city_id = " + SqlLiterals.text(cityId);
  }

  /** The quarter hours of the period. */
  String inRange(String column) {
    return "%s >= %s AND %s < %s"
        .formatted(
            column, SqlLiterals.instant(range.begin()), column, SqlLiterals.instant(range.end()));
  }

  private String inNights() {
    return Stream.of(
            period.first() == null ? "true" : "night >= DATE '" + period.first() + "'",
            period.last() == null ? "true" : "night <= DATE '" + period.last() + "'")
        .collect(Collectors.joining(" AND "));
  }

  /**
   * Rows of lamps, as they are and as they are recomputed.
   *
   * @param where a condition on {@code p} and {@code e}
   */
  List<CrossCheck> ofLamps(String where) {
    return List.of(
        lamps(LampTables.QUARTER_HOUR, inRange("period_start"), where),
        lamps(LampTables.NIGHT, inNights(), where));
  }

  private CrossCheck lamps(Table<?> table, String inPeriod, String where) {
    List<String> columns =
        table.columns().stream()
            .map(SinkColumn::name)
            .filter(name -> !table.key().contains(name) && !name.equals("revision"))
            .toList();
    String name = table.name().substring(table.name().indexOf('.') + 1);
    String chosen =
        " WHERE %s AND %s%s"
            .formatted(
                inCity(),
                inPeriod,
                lampId == null ? "" : " AND lamp_id = " + SqlLiterals.text(lampId));
    return new CrossCheck(
        table.name(),
        table.key(),
        columns,
        "SELECT * FROM " + table.name() + chosen,
        "SELECT * FROM " + scratch.table(name) + chosen,
        where);
  }

  /** Rows of roll-ups, as they are and as the published rows of lamps add up. */
  List<CrossCheck> ofRollUps() {
    List<CrossCheck> crossChecks = new ArrayList<>();
    crossChecks.add(feeders());
    crossChecks.add(sums(RollUp.CITY_QUARTER_HOUR, inRange("period_start"), range));
    crossChecks.add(sums(RollUp.CITY_NIGHT, inNights(), range));
    crossChecks.add(months());
    return crossChecks;
  }

  private CrossCheck feeders() {
    RollUp rollUp = RollUp.FEEDER_QUARTER_HOUR;
    String published =
        "SELECT * FROM %s WHERE %s AND %s"
            .formatted(rollUp.table(), inCity(), inRange("period_start"));
    // The meters of one lamp's circuit were not asked for: they stay what they are, and so does the
    // row, unless it was there for lamps only.
    String meters =
        lampId == null
            ? "SELECT * FROM %s WHERE %s AND %s"
                .formatted(scratch.table("feeder_quarter_hour"), inCity(), inRange("period_start"))
            : published
                + """

                AND (meter_energy_mwh IS NOT NULL OR meter_readings_expected > 0 OR meter_readings_accepted > 0
                  OR (energy_mwh IS NULL AND readings_expected = 0 AND readings_accepted = 0))""";
    String columns =
        Stream.concat(
                rollUp.sums().stream()
                    .map(
                        name ->
                            name.equals("energy_mwh")
                                ? "s.energy_mwh"
                                : "coalesce(s.%1$s, 0) AS %1$s".formatted(name)),
                METER.stream()
                    .map(
                        name ->
                            name.equals("meter_energy_mwh")
                                ? "m.meter_energy_mwh"
                                : "coalesce(m.%1$s, 0) AS %1$s".formatted(name)))
            .collect(Collectors.joining(", "));
    String expected =
        """
        SELECT city_id, feeder_id, period_start, %s, coalesce(s.decided, true) AS decided
        FROM (%s) s FULL JOIN (%s) m USING (city_id, feeder_id, period_start)"""
            .formatted(columns, LampTotals.query(rollUp, quarters(range)), meters);
    return new CrossCheck(
        rollUp.table(),
        rollUp.key(),
        Stream.of(rollUp.sums(), METER, List.of("decided")).flatMap(List::stream).toList(),
        published,
        expected,
        "true");
  }

  private CrossCheck sums(RollUp rollUp, String inPeriod, TimeRange over) {
    return new CrossCheck(
        rollUp.table(),
        rollUp.key(),
        Stream.concat(rollUp.sums().stream(), Stream.of("decided")).toList(),
        "SELECT * FROM %s WHERE %s AND %s".formatted(rollUp.table(), inCity(), inPeriod),
        LampTotals.query(rollUp, quarters(over)),
        "true");
  }

  /** Every month that a night of the period touches, whole. */
  private CrossCheck months() {
    if (period.isAll()) {
      return sums(RollUp.CITY_MONTH, "true", range);
    }
    LocalDate first = range.begin() == Long.MIN_VALUE ? null : month(range.begin());
    LocalDate last = range.end() == Long.MAX_VALUE ? null : month(range.end() - 1);
    String inMonths =
        (first == null ? "true" : "month >= DATE '" + first + "'")
            + " AND "
            + (last == null ? "true" : "month <= DATE '" + last + "'");
    return sums(
        RollUp.CITY_MONTH,
        inMonths,
        new TimeRange(
            first == null ? Long.MIN_VALUE : midnight(first),
            last == null ? Long.MAX_VALUE : midnight(last.plusMonths(1))));
  }

  private LocalDate month(long millis) {
    return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate().withDayOfMonth(1);
  }

  private long midnight(LocalDate date) {
    return date.atStartOfDay(zone).toInstant().toEpochMilli();
  }

  private Quarters quarters(TimeRange over) {
    return new Quarters(List.of(cityId), null, over.begin(), over.end());
  }

  /** What the stream noted that a recomputation of these rows settles. */
  String dueCondition() {
    return "%s AND %s%s"
        .formatted(
            inCity(),
            inRange("period_start"),
            lampId == null
                ? ""
                : " AND (subject_id = %1$s OR subject_id IN (SELECT controller_id FROM store.assignment WHERE %2$s AND lamp_id = %1$s))"
                    .formatted(SqlLiterals.text(lampId), inCity()));
  }
}
