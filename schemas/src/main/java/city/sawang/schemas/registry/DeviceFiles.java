package city.sawang.schemas.registry;

import city.sawang.schemas.text.NearMatch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads {@code lamps.csv} and {@code meters.csv} of one city, and judges row against row. */
final class DeviceFiles {
  private static final List<String> LAMP_REQUIRED =
      List.of("lamp_id", "feeder_id", "controller_id", "latitude", "longitude", "nominal_w");
  private static final List<String> LAMP_OPTIONAL =
      List.of(
          "deployment_id",
          "stage",
          "night_powered",
          "report_interval_s",
          "schedule",
          "gradient",
          "minimum_w",
          "counter_bits",
          "counter_resolution_wh",
          "installed_on",
          "commissioned_on",
          "gateway_id",
          "assigned_from",
          "assigned_to");
  private static final List<String> METER_REQUIRED =
      List.of("meter_id", "feeder_id", "latitude", "longitude");
  private static final List<String> METER_OPTIONAL =
      List.of(
          "deployment_id",
          "stage",
          "report_interval_s",
          "nominal_w",
          "counter_resolution_wh",
          "gateway_id");

  private static final int DEFAULT_REPORT_INTERVAL_SECONDS = 900;
  private static final int FULL_GRADIENT_BASIS_POINTS = 10_000;
  private static final double CITY_RADIUS_KM = 100;
  private static final int MOST_FEEDERS_NAMED = 10;

  private final RegistryMistakes mistakes;
  private final City city;
  private final Map<String, Deployment> deployments = new HashMap<>();

  /** Feeders of all lamps, those of rows with mistakes too. */
  private final Set<String> feeders = new TreeSet<>();

  private boolean lampsCouldBeRead;

  /** By controller: the rows, that is the periods, in which it serves some lamp. */
  private final Map<String, List<LampRow>> byController = new HashMap<>();

  private final Spellings lampIds = new Spellings();
  private final Spellings feederIds = new Spellings();
  private final Spellings deviceIds = new Spellings();
  private final Spellings gatewayIds = new Spellings();

  /**
   * @param city as {@code city.yaml} declares it
   */
  DeviceFiles(RegistryMistakes mistakes, City city) {
    this.mistakes = mistakes;
    this.city = city;
    city.deployments().forEach(one -> deployments.put(one.deploymentId(), one));
  }

  private record LampRow(
      int line,
      String lampId,
      String deploymentId,
      Position position,
      LocalDate installedOn,
      LocalDate commissionedOn,
      Lamp.Service service) {}

  /** The lamps of the file, sorted by id; those with mistakes are missing. */
  List<Lamp> lamps(String file, String text) {
    var byLamp = new TreeMap<String, List<LampRow>>();
    int atFirst = mistakes.count();
    List<CsvTable.Row> rows = CsvTable.read(mistakes, file, text, LAMP_REQUIRED, LAMP_OPTIONAL);
    lampsCouldBeRead = mistakes.count() == atFirst;
    var controllers = new ArrayList<LocatedValue>();
    for (CsvTable.Row fields : rows) {
      int before = mistakes.count();
      controllers.add(fields.optional("controller_id"));
      Optional.ofNullable(fields.optional("feeder_id").text()).ifPresent(feeders::add);
      LampRow row = lampRow(fields);
      lampIds.check(fields.optional("lamp_id"), file, fields.line());
      feederIds.check(fields.optional("feeder_id"), file, fields.line());
      deviceIds.check(fields.optional("controller_id"), file, fields.line());
      gatewayIds.check(fields.optional("gateway_id"), file, fields.line());
      if (mistakes.count() > before) {
        continue;
      }
      checkAgainstOthers(fields, row, byLamp.getOrDefault(row.lampId, List.of()));
      byLamp.computeIfAbsent(row.lampId, id -> new ArrayList<>()).add(row);
      if (row.service.controllerId() != null) {
        byController.computeIfAbsent(row.service.controllerId(), id -> new ArrayList<>()).add(row);
      }
    }
    SerialNumbers.warnOfLostZeros(controllers);
    return byLamp.values().stream().map(DeviceFiles::lamp).toList();
  }

  /** The meters of the file, sorted by id; those with mistakes are missing. Read the lamps first. */
  List<Meter> meters(String file, String text) {
    var meters = new TreeMap<String, Meter>();
    for (CsvTable.Row fields :
        CsvTable.read(mistakes, file, text, METER_REQUIRED, METER_OPTIONAL)) {
      int before = mistakes.count();
      LocatedValue id = fields.required("meter_id");
      deviceIds.check(fields.optional("meter_id"), file, fields.line());
      gatewayIds.check(fields.optional("gateway_id"), file, fields.line());
      checkFeeder(fields.optional("feeder_id"));
      var meter =
          new Meter(
              id.deviceIdentifier(),
              deployment(fields.optional("deployment_id")),
              fields.required("feeder_id").nameIdentifier(),
              fields.optional("gateway_id").deviceIdentifier(),
              position(fields),
              or(fields.optional("stage").oneOf(Stage.class), Stage.COMMISSIONED),
              reportInterval(fields),
              thousandths(fields.optional("nominal_w"), "W", "500000"),
              thousandths(fields.optional("counter_resolution_wh"), "Wh", "1000000"));
      if (mistakes.count() > before) {
        continue;
      }
      if (byController.containsKey(meter.meterId())) {
        id.refuse("an id that no controller of a lamp has");
      }
      if (meters.put(meter.meterId(), meter) != null) {
        id.refuse("every meter once");
      }
    }
    return List.copyOf(meters.values());
  }

  /** A meter that measures nobody's light: most likely one of both files misspells the circuit. */
  private void checkFeeder(LocatedValue feeder) {
    if (feeder.isAbsent() || !lampsCouldBeRead || feeders.contains(feeder.text())) {
      return;
    }
    feeder.refuse(
        feeders.isEmpty()
            ? "the circuit of a lamp, but lamps.csv has no lamps"
            : "the circuit of a lamp in lamps.csv: "
                + NearMatch.oneOf(feeder.text(), firstFeeders(feeder.text())));
  }

  private List<String> firstFeeders(String wanted) {
    var some = new LinkedHashSet<String>();
    NearMatch.of(wanted, feeders).ifPresent(some::add);
    feeders.stream().limit(MOST_FEEDERS_NAMED).forEach(some::add);
    return List.copyOf(some);
  }

  private LampRow lampRow(CsvTable.Row fields) {
    String lampId = fields.required("lamp_id").nameIdentifier();
    String deploymentId = deployment(fields.optional("deployment_id"));
    Stage stage = or(fields.optional("stage").oneOf(Stage.class), Stage.COMMISSIONED);
    LocatedValue controller = fields.optional("controller_id");
    if (controller.isAbsent() && stage.needsController()) {
      controller.refuse("the controller of a lamp that is " + stage);
    }
    Instant from = fields.optional("assigned_from").instant(city.timezone());
    LocatedValue to = fields.optional("assigned_to");
    Instant assignedTo = to.instant(city.timezone());
    if (from != null && assignedTo != null && !from.isBefore(assignedTo)) {
      to.refuse("a time after assigned_from");
    }
    Deployment deployment = deployments.get(deploymentId);
    var service =
        new Lamp.Service(
            controller.deviceIdentifier(),
            fields.required("feeder_id").nameIdentifier(),
            fields.optional("gateway_id").deviceIdentifier(),
            milliwatts(fields.required("nominal_w"), "0.001"),
            stage,
            or(fields.optional("night_powered").bool(), false),
            reportInterval(fields),
            or(
                fields.optional("schedule").schedule(),
                deployment == null ? LampSchedule.DUSK_TO_DAWN : deployment.schedule()),
            gradient(fields.optional("gradient")),
            milliwatts(fields.optional("minimum_w"), "0"),
            fields.optional("counter_bits").integer("bits", 8, 63),
            thousandths(fields.optional("counter_resolution_wh"), "Wh", "1000000"),
            from,
            assignedTo);
    LocalDate installedOn = fields.optional("installed_on").date();
    return new LampRow(
        fields.line(),
        lampId,
        deploymentId,
        position(fields),
        installedOn,
        commissionedOn(fields, stage, installedOn, deployment),
        service);
  }

  /** The row's own date, else that of the deployment for a lamp that has come so far. */
  private static LocalDate commissionedOn(
      Fields fields, Stage stage, LocalDate installedOn, Deployment deployment) {
    LocatedValue cell = fields.optional("commissioned_on");
    LocalDate own = cell.date();
    cell.requireNotBefore(own, "installed_on", installedOn);
    if (own != null && stage.isBeforeCommissioning()) {
      cell.refuse("no date for a lamp that is only " + stage);
    }
    return own != null || deployment == null || stage.isBeforeCommissioning()
        ? own
        : deployment.commissionedOn();
  }

  /** A lamp may stand in several rows, and so may a controller, but never twice at the same time. */
  private void checkAgainstOthers(Fields fields, LampRow row, List<LampRow> sameLamp) {
    for (LampRow other : sameLamp) {
      if (other.service.overlaps(row.service)) {
        fields
            .required("lamp_id")
            .refuse(
                "every lamp once, or periods assigned_from … assigned_to that do not overlap with line "
                    + other.line);
      } else if (!other.position.equals(row.position)) {
        fields
            .required("latitude")
            .refuse("the position of line " + other.line + ", it is the same lamp");
      } else if (!other.deploymentId.equals(row.deploymentId)) {
        fields
            .optional("deployment_id")
            .refuse("the deployment of line " + other.line + ", it is the same lamp");
      }
    }
    for (LampRow other : byController.getOrDefault(or(row.service.controllerId(), ""), List.of())) {
      if (!other.lampId.equals(row.lampId) && other.service.overlaps(row.service)) {
        fields
            .required("controller_id")
            .refuse(
                "a controller that does not serve another lamp at the same time, as it does in line "
                    + other.line);
      }
    }
  }

  private static Lamp lamp(List<LampRow> rows) {
    var services =
        rows.stream()
            .map(LampRow::service)
            .sorted(
                Comparator.comparing(
                    Lamp.Service::from, Comparator.nullsFirst(Comparator.naturalOrder())))
            .toList();
    LampRow first = rows.get(0);
    return new Lamp(
        first.lampId,
        first.deploymentId,
        first.position,
        earliest(rows, LampRow::installedOn),
        earliest(rows, LampRow::commissionedOn),
        services);
  }

  /** A controller that is mounted later changes nothing about when the lamp was put up. */
  private static LocalDate earliest(List<LampRow> rows, Function<LampRow, LocalDate> dateOf) {
    return rows.stream()
        .map(dateOf)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private String deployment(LocatedValue cell) {
    if (cell.isAbsent()) {
      if (deployments.size() == 1) {
        return deployments.keySet().iterator().next();
      }
      cell.refuse("a deployment_id, because the city has several: " + String.join(", ", ids()));
      return null;
    }
    if (!deployments.containsKey(cell.text())) {
      cell.refuse("a deployment of city.yaml: " + NearMatch.oneOf(cell.text(), ids()));
      return null;
    }
    return cell.text();
  }

  private List<String> ids() {
    return city.deployments().stream().map(Deployment::deploymentId).toList();
  }

  private Position position(Fields fields) {
    Position position = PlaceFields.read(fields);
    if (position == null) {
      return null;
    }
    if (position.kilometresTo(city.position()) > CITY_RADIUS_KM) {
      boolean swapped = position.swapped().kilometresTo(city.position()) <= CITY_RADIUS_KM;
      fields
          .required("latitude")
          .refuse(
              "a place within %.0f km of %s (%s, %s)%s"
                  .formatted(
                      CITY_RADIUS_KM,
                      city.cityId(),
                      city.position().latitude(),
                      city.position().longitude(),
                      swapped ? "; latitude and longitude look swapped" : ""));
    }
    return position;
  }

  private static int reportInterval(Fields fields) {
    return or(
        fields.optional("report_interval_s").integer("seconds", 1, 86_400),
        DEFAULT_REPORT_INTERVAL_SECONDS);
  }

  private static long milliwatts(LocatedValue cell, String lowest) {
    BigDecimal watts = cell.decimal("W", lowest, "5000");
    return watts == null ? 0 : scaled(watts, 3).longValue();
  }

  /** More than zero, in thousandths; null when absent. */
  private static Long thousandths(LocatedValue cell, String unit, String highest) {
    BigDecimal value = cell.decimal(unit, "0.001", highest);
    return value == null ? null : value.movePointRight(3).longValue();
  }

  private static int gradient(LocatedValue cell) {
    BigDecimal gradient = cell.decimal("", "0.1", "10");
    return gradient == null ? FULL_GRADIENT_BASIS_POINTS : scaled(gradient, 4).intValue();
  }

  private static BigDecimal scaled(BigDecimal number, int digits) {
    return number.movePointRight(digits).setScale(0, RoundingMode.HALF_EVEN);
  }

  private static <T> T or(T value, T fallback) {
    return value == null ? fallback : value;
  }
}
