package city.sawang.jobs.figures;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.TestReadings;
import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.RegistryController;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All tables by brute force: from the last word of every controller on every quarter hour and the
 * registry, with plain loops over quarter hours and seconds, everything summed from scratch. Shares nothing
 * with the operators but the sun.
 */
final class FiguresOracle {
  private static final ZoneId ZONE = ZoneId.of("Asia/Bangkok");
  private static final long DAY = 86_400_000L;

  private final TreeMap<String, String> tables = new TreeMap<>();
  private final ExpectedState sun = new ExpectedState();
  private final Collection<IntervalContribution> contributions;
  private final List<RegistryController> registry;
  private final long horizon;

  /** One row of a lamp, as numbers by the names of columns. */
  private static final class Row {
    final String city;
    final String lamp;
    final long period;
    final TreeMap<String, Object> columns = new TreeMap<>();

    Row(String city, String lamp, long period) {
      this.city = city;
      this.lamp = lamp;
      this.period = period;
    }

    long number(String column) {
      return columns.get(column) == null ? 0 : ((Number) columns.get(column)).longValue();
    }
  }

  private FiguresOracle(
      Collection<IntervalContribution> contributions,
      List<RegistryController> registry,
      long horizon) {
    this.contributions = contributions;
    this.registry = registry;
    this.horizon = horizon;
  }

  static TreeMap<String, String> tables(
      Collection<IntervalContribution> contributions,
      List<RegistryController> registry,
      long horizon) {
    FiguresOracle oracle = new FiguresOracle(contributions, registry, horizon);
    for (String city : List.of("mueang-nan", "satun")) {
      oracle.city(city);
    }
    return oracle.tables;
  }

  /** The first night in which two spoke, or one meter twice. */
  private static Optional<Integer> firstNightOfTwo(
      Map<Long, Set<String>> spoken, Set<String> meterIds) {
    Map<Integer, Set<String>> nights = new TreeMap<>();
    Map<Integer, Integer> quartersOfMeters = new TreeMap<>();
    spoken.forEach(
        (quarter, who) -> {
          nights.computeIfAbsent(nightOf(quarter), any -> new TreeSet<>()).addAll(who);
          if (who.stream().anyMatch(meterIds::contains)) {
            quartersOfMeters.merge(nightOf(quarter), 1, Integer::sum);
          }
        });
    return nights.entrySet().stream()
        .filter(
            night ->
                night.getValue().size() > 1 || quartersOfMeters.getOrDefault(night.getKey(), 0) > 1)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private Optional<Integer> firstCommissioned(String city) {
    return registry.stream()
        .filter(controller -> controller.getCityId().equals(city))
        .flatMap(controller -> controller.getAssignments().stream())
        .map(Assignment::getCommissionedDay)
        .filter(Objects::nonNull)
        .min(Integer::compare);
  }

  /** The quarter hours in which anybody spoke, from the first night that counts. */
  private TreeSet<Long> covered(String city, Map<Long, Set<String>> spoken, Set<String> meterIds) {
    Optional<Integer> byTwo = firstNightOfTwo(spoken, meterIds);
    Optional<Integer> dated = firstCommissioned(city);
    TreeSet<Long> active = since(byTwo, spoken);
    TreeSet<Long> sinceDate = since(dated, spoken);
    boolean declared = false;
    if (!sinceDate.isEmpty()) {
      // No life is silent for 31 days, so that every date counts.
      long noon = noonOf(dated.get());
      declared = active.floor(noon) == null || active.ceiling(noon) == null;
      active.addAll(sinceDate);
      active.add(noon);
    }
    if (!active.isEmpty()) {
      TreeMap<String, Object> row = new TreeMap<>();
      row.put("city_id", city);
      row.put("first_night", nightOf(active.first()));
      row.put("declared", declared);
      tables.put("store.city_beginning" + List.of(city), row.toString());
    }
    return active;
  }

  private static TreeSet<Long> since(Optional<Integer> night, Map<Long, Set<String>> spoken) {
    return spoken.keySet().stream()
        .filter(quarter -> night.isPresent() && nightOf(quarter) >= night.get())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void city(String city) {
    Set<String> meterIds = new HashSet<>();
    for (RegistryController controller : registry) {
      if (controller.getAssignments().get(0).getKind() == DeviceKind.METER) {
        meterIds.add(controller.getControllerId());
      }
    }
    Map<String, Map<String, IntervalFigures>> lampParts = new TreeMap<>();
    List<IntervalFigures> meters = new ArrayList<>();
    Map<Long, Set<String>> spoken = new TreeMap<>();
    for (IntervalContribution c : contributions) {
      if (!c.cityId().equals(city) || !(c instanceof IntervalFigures figures)) {
        continue;
      }
      boolean reported =
          figures.readings().accepted()
                  + figures.averages().powerCount()
                  + figures.averages().voltageCount()
                  + figures.averages().dimCount()
              > 0;
      if (reported && figures.attribution().deploymentId() != null) {
        spoken.computeIfAbsent(c.periodStart(), any -> new TreeSet<>()).add(c.controllerId());
      }
      if (meterIds.contains(c.controllerId())) {
        meters.add(figures);
        continue;
      }
      lampParts
          .computeIfAbsent(c.lampId() + "@" + c.periodStart(), any -> new TreeMap<>())
          .put(c.controllerId(), figures);
    }
    TreeSet<Long> active = covered(city, spoken, meterIds);
    if (active.isEmpty()) {
      throw new IllegalStateException("a life in which nobody reports proves nothing");
    }
    long newest = active.last();
    for (long q = active.first(); q <= newest - 2 * QUARTER_MILLIS; q += QUARTER_MILLIS) {
      Long before = active.floor(q);
      Long after = active.ceiling(q);
      if (after - before < 31 * DAY && q >= newest - 100 * DAY) {
        silence(city, q, lampParts);
      }
    }
    long closed = noonOf(nightOf(newest - horizon));
    List<Row> rows = new ArrayList<>();
    lampParts.forEach((key, parts) -> rows.add(lampRow(parts.values(), closed)));
    nightsOfLamps(rows, closed);
    long clock = rows.stream().mapToLong(row -> row.period).max().orElseThrow();
    group(rows, row -> "", row -> row.period).forEach((key, part) -> cityQuarter(city, part));
    group(rows, row -> "", row -> (long) nightOf(row.period))
        .forEach(
            (key, part) -> {
              int night = nightOf(part.get(0).period);
              cityPeriod("night", city, night, part, nightOf(clock) > night);
            });
    group(rows, row -> "", row -> (long) monthOf(row.period))
        .forEach(
            (key, part) -> {
              int month = monthOf(part.get(0).period);
              cityPeriod("month", city, month, part, monthOf(clock) > month);
            });
    feeders(city, rows, meters);
  }

  private interface KeyOf {
    String of(Row row);
  }

  private interface TimeOf {
    long of(Row row);
  }

  private static Map<String, List<Row>> group(List<Row> rows, KeyOf key, TimeOf time) {
    Map<String, List<Row>> groups = new TreeMap<>();
    for (Row row : rows) {
      groups.computeIfAbsent(key.of(row) + "/" + time.of(row), any -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  private static int nightOf(long at) {
    ZonedDateTime local = Instant.ofEpochMilli(at).atZone(ZONE);
    LocalDate date = local.toLocalDate();
    return (int)
        (local.toLocalTime().isBefore(LocalTime.NOON) ? date.minusDays(1) : date).toEpochDay();
  }

  private static long noonOf(int night) {
    return LocalDate.ofEpochDay(night)
        .atTime(LocalTime.NOON)
        .atZone(ZONE)
        .toInstant()
        .toEpochMilli();
  }

  /** First day of the calendar month. */
  private static int monthOf(long at) {
    return (int) Instant.ofEpochMilli(at).atZone(ZONE).toLocalDate().withDayOfMonth(1).toEpochDay();
  }

  private void silence(String city, long q, Map<String, Map<String, IntervalFigures>> parts) {
    for (RegistryController controller : registry) {
      if (!controller.getCityId().equals(city)) {
        continue;
      }
      Map<String, int[]> perLamp = new HashMap<>();
      Map<String, Assignment> last = new HashMap<>();
      for (Assignment a : controller.getAssignments()) {
        if (a.getKind() == DeviceKind.METER || !a.getStage().equals("REPORTING")) {
          continue;
        }
        if (a.getCommissionedDay() != null && nightOf(q) < a.getCommissionedDay()) {
          continue;
        }
        long from = a.getValidFrom() == null ? Long.MIN_VALUE : a.getValidFrom();
        long to = a.getValidTo() == null ? Long.MAX_VALUE : a.getValidTo();
        if (from >= q + QUARTER_MILLIS || to <= q) {
          continue;
        }
        int[] numbers = perLamp.computeIfAbsent(a.getLampId(), any -> new int[3]);
        last.put(a.getLampId(), a);
        count(a, Math.max(from, q), Math.min(to, q + QUARTER_MILLIS), numbers);
      }
      perLamp.forEach(
          (lamp, n) -> {
            Map<String, IntervalFigures> here =
                parts.computeIfAbsent(lamp + "@" + q, any -> new TreeMap<>());
            here.putIfAbsent(
                controller.getControllerId(),
                Contributions.silent(
                    city,
                    lamp,
                    last.get(lamp).getFeederId(),
                    controller.getControllerId(),
                    q,
                    n,
                    nightOf(q)));
          });
    }
  }

  /** Slots that begin, seconds of darkness, seconds in which light is wanted. */
  private void count(Assignment a, long from, long to, int[] numbers) {
    LampAssignment lamp = Contributions.lamp(a);
    for (long second = Math.floorDiv(from, 1_000) * 1_000;
        second < Math.floorDiv(to, 1_000) * 1_000;
        second += 1_000) {
      boolean dark =
          sun.isDark(lamp.light().latMicro(), lamp.light().lonMicro(), TestReadings.ZONE, second);
      boolean wanted = dark && sun.isOn(lamp.light(), TestReadings.ZONE, second);
      numbers[1] += dark ? 1 : 0;
      numbers[2] += wanted ? 1 : 0;
    }
    for (long second = Math.floorDiv(from, 1_000) * 1_000; second < to; second += 1_000) {
      if (second >= from
          && second % (a.getReportIntervalSeconds() * 1_000L) == 0
          && (!a.getNightPowered() || sun.isOn(lamp.light(), TestReadings.ZONE, second))) {
        numbers[0]++;
      }
    }
  }

  private static long average(long sum, long count) {
    return Math.round((double) sum / count);
  }

  private Row lampRow(Collection<IntervalFigures> parts, long closed) {
    IntervalFigures any = parts.iterator().next();
    Row row = new Row(any.cityId(), any.lampId(), any.periodStart());
    TreeMap<String, Object> c = row.columns;
    long powerSum = 0;
    long powerCount = 0;
    long voltageSum = 0;
    long voltageCount = 0;
    long dimSum = 0;
    long dimCount = 0;
    Long min = null;
    Long max = null;
    long lit = 0;
    int flags = 0;
    boolean decided = true;
    c.put("deployment_id", null);
    c.put("feeder_id", null);
    for (IntervalFigures p : parts) {
      if (p.attribution().deploymentId() != null) {
        c.put("deployment_id", p.attribution().deploymentId());
      }
      if (p.attribution().feederId() != null) {
        c.put("feeder_id", p.attribution().feederId());
      }
      add(c, "measured_mwh", p.energy().measuredMwh());
      add(c, "interpolated_mwh", p.energy().interpolatedMwh());
      add(c, "estimated_mwh", p.energy().estimatedMwh());
      add(c, "unbooked_mwh", p.energy().unbookedMwh());
      add(c, "day_mwh", p.energy().dayMwh());
      add(c, "day_burn_mwh", p.energy().dayBurnMwh());
      add(c, "dark_period_s", p.light().darkPeriod());
      add(c, "expected_lit_s", p.light().expectedLit());
      add(c, "lit_dark_s", p.light().litDark());
      add(c, "dark_s", p.light().dark());
      add(c, "unknown_s", p.light().unknown());
      add(c, "scheduled_off_s", p.light().scheduledOff());
      add(c, "day_burn_s", p.light().dayBurn());
      add(c, "readings_expected", p.readings().expected());
      add(c, "readings_accepted", p.readings().accepted());
      add(c, "known", p.energy().known() ? 1 : 0);
      powerSum += p.averages().powerSumMw();
      powerCount += p.averages().powerCount();
      voltageSum += p.averages().voltageSumMv();
      voltageCount += p.averages().voltageCount();
      dimSum += p.averages().dimSumBp();
      dimCount += p.averages().dimCount();
      if (p.averages().powerCount() > 0) {
        min = min == null ? p.averages().powerMinMw() : Math.min(min, p.averages().powerMinMw());
        max = max == null ? p.averages().powerMaxMw() : Math.max(max, p.averages().powerMaxMw());
      }
      lit += p.light().lit();
      flags |= p.flags();
      decided &= p.decided();
    }
    c.put("flag_bits", (long) flags);
    boolean settled = decided || row.period < closed;
    c.put("decided", settled);
    TreeMap<String, Object> shown = new TreeMap<>(c);
    shown.put("city_id", row.city);
    shown.put("lamp_id", row.lamp);
    shown.put("period_start", row.period);
    shown.put("active_power_avg_mw", powerCount == 0 ? null : average(powerSum, powerCount));
    shown.put("active_power_min_mw", min);
    shown.put("active_power_max_mw", max);
    shown.put(
        "supply_voltage_avg_mv", voltageCount == 0 ? null : average(voltageSum, voltageCount));
    shown.put("power_factor_avg_bp", null);
    shown.put("dim_actual_avg_bp", dimCount == 0 ? null : average(dimSum, dimCount));
    shown.put("lit_seconds", Math.min(900, lit));
    shown.put("flags", MeterFlag.names(flags));
    put("store.lamp_quarter_hour", List.of(row.city, row.lamp, row.period), shown);
    return row;
  }

  private static void add(TreeMap<String, Object> columns, String name, long value) {
    columns.merge(name, value, (a, b) -> (Long) a + (Long) b);
  }

  private void put(String table, List<Object> key, TreeMap<String, Object> columns) {
    TreeMap<String, Object> shown = new TreeMap<>(columns);
    long known = (Long) shown.remove("known");
    shown.put(
        "energy_mwh",
        known == 0
            ? null
            : (Long) shown.get("measured_mwh")
                + (Long) shown.get("interpolated_mwh")
                + (Long) shown.get("estimated_mwh"));
    shown.remove("flag_bits");
    tables.put(table + key, shown.toString());
  }

  private TreeMap<String, Object> sum(List<Row> rows, List<String> names) {
    TreeMap<String, Object> total = new TreeMap<>();
    for (String name : names) {
      total.put(name, rows.stream().mapToLong(row -> row.number(name)).sum());
    }
    total.put("decided", rows.stream().allMatch(row -> (Boolean) row.columns.get("decided")));
    return total;
  }

  private static final List<String> ENERGY =
      List.of(
          "known",
          "measured_mwh",
          "interpolated_mwh",
          "estimated_mwh",
          "unbooked_mwh",
          "readings_expected",
          "readings_accepted");
  private static final List<String> NIGHT =
      List.of(
          "known",
          "measured_mwh",
          "interpolated_mwh",
          "estimated_mwh",
          "unbooked_mwh",
          "readings_expected",
          "readings_accepted",
          "day_mwh",
          "day_burn_mwh",
          "dark_period_s",
          "expected_lit_s",
          "lit_dark_s",
          "dark_s",
          "unknown_s",
          "scheduled_off_s",
          "day_burn_s");

  private void nightsOfLamps(List<Row> rows, long closed) {
    Map<String, Long> clocks = new HashMap<>();
    rows.forEach(row -> clocks.merge(row.lamp, row.period, Math::max));
    group(rows, row -> row.lamp, row -> (long) nightOf(row.period))
        .forEach(
            (key, part) -> {
              int night = nightOf(part.get(0).period);
              Row last = part.get(0);
              long bits = 0;
              for (Row row : part) {
                last = row.period > last.period ? row : last;
                bits |= row.number("flag_bits");
              }
              TreeMap<String, Object> total = sum(part, NIGHT);
              boolean over = nightOf(clocks.get(last.lamp)) > night || noonOf(night + 1) <= closed;
              total.put("decided", (Boolean) total.get("decided") && over);
              total.put("city_id", last.city);
              total.put("lamp_id", last.lamp);
              total.put("night", night);
              total.put("deployment_id", last.columns.get("deployment_id"));
              total.put("feeder_id", last.columns.get("feeder_id"));
              total.put("quarters", (long) part.size());
              total.put("flags", MeterFlag.names((int) bits));
              put("store.lamp_night", List.of(last.city, last.lamp, night), total);
            });
  }

  private static void lamps(TreeMap<String, Object> total, List<Row> rows) {
    total.put("lamps_expected", count(rows, "readings_expected"));
    total.put("lamps_reporting", count(rows, "readings_accepted"));
    total.put(
        "lamps_lit",
        rows.stream().filter(r -> r.number("lit_dark_s") + r.number("day_burn_s") > 0).count());
  }

  private static long count(List<Row> rows, String column) {
    return rows.stream().filter(row -> row.number(column) > 0).count();
  }

  private void cityQuarter(String city, List<Row> rows) {
    TreeMap<String, Object> total = sum(rows, ENERGY);
    total.put("city_id", city);
    total.put("period_start", rows.get(0).period);
    lamps(total, rows);
    put("store.city_quarter_hour", List.of(city, rows.get(0).period), total);
  }

  private void cityPeriod(String kind, String city, int day, List<Row> rows, boolean over) {
    TreeMap<String, Object> total = sum(rows, NIGHT);
    total.put("decided", (Boolean) total.get("decided") && over);
    total.put("city_id", city);
    total.put(kind, day);
    total.put("lamps", rows.stream().map(row -> row.lamp).distinct().count());
    put("store.city_" + kind, List.of(city, day), total);
  }

  private void feeders(String city, List<Row> rows, List<IntervalFigures> meters) {
    Map<String, List<IntervalFigures>> metered = new HashMap<>();
    for (IntervalFigures c : meters) {
      metered
          .computeIfAbsent(
              c.attribution().feederId() + "/" + c.periodStart(), any -> new ArrayList<>())
          .add(c);
    }
    List<Row> onFeeders =
        rows.stream().filter(row -> row.columns.get("feeder_id") != null).toList();
    Map<String, List<Row>> groups =
        group(onFeeders, row -> (String) row.columns.get("feeder_id"), row -> row.period);
    Set<String> keys = new TreeSet<>(groups.keySet());
    keys.addAll(metered.keySet());
    for (String key : keys) {
      List<Row> lamps = groups.getOrDefault(key, List.of());
      List<IntervalFigures> own = metered.getOrDefault(key, List.of());
      String feeder = key.substring(0, key.indexOf('/'));
      long period = Long.parseLong(key.substring(key.indexOf('/') + 1));
      TreeMap<String, Object> total = sum(lamps, ENERGY);
      lamps(total, lamps);
      long measured = own.stream().mapToLong(c -> c.energy().measuredMwh()).sum();
      long split = own.stream().mapToLong(c -> c.energy().interpolatedMwh()).sum();
      long estimated = own.stream().mapToLong(c -> c.energy().estimatedMwh()).sum();
      boolean known = own.stream().anyMatch(c -> c.energy().known());
      total.put("meter_energy_mwh", known ? measured + split + estimated : null);
      total.put("meter_measured_mwh", measured);
      total.put("meter_interpolated_mwh", split);
      total.put("meter_estimated_mwh", estimated);
      total.put(
          "meter_flags",
          MeterFlag.names(
              own.stream().mapToInt(IntervalFigures::flags).reduce(0, (a, b) -> a | b)));
      total.put("meter_unbooked_mwh", own.stream().mapToLong(c -> c.energy().unbookedMwh()).sum());
      total.put(
          "meter_readings_expected", own.stream().mapToLong(c -> c.readings().expected()).sum());
      total.put(
          "meter_readings_accepted", own.stream().mapToLong(c -> c.readings().accepted()).sum());
      total.put("city_id", city);
      total.put("feeder_id", feeder);
      total.put("period_start", period);
      put("store.feeder_quarter_hour", List.of(city, feeder, period), total);
    }
  }
}
