package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.controller.Registration;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.interval.Booking;
import city.sawang.jobs.metering.interval.EnergyClass;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.RegistryController;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Explains each watt-hour of a lamp by the readings and the rule it comes from (METERING.md#explain),
 * including readings that came too late for the stream.
 */
public final class EnergyExplanation {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final RecomputeSettings settings;

  /**
   * @param settings with a lamp
   */
  public EnergyExplanation(RecomputeSettings settings) {
    this.settings = settings;
  }

  private record Line(Booking booking, String controllerId) {}

  /**
   * Prints a line for each entry of the lamp's account, by quarter hour, and the sum.
   *
   * @throws IllegalArgumentException for a city or lamp that there is not
   * @throws SQLException when the database does not answer
   */
  public void print(Consumer<String> out) throws SQLException {
    try (Connection connection = settings.database().connectWithoutTimeout()) {
      RecomputeScope subject =
          RecomputeScope.find(connection, settings.cities(), settings.lampId());
      Map.Entry<String, ZoneId> city = subject.zones().entrySet().iterator().next();
      TimeRange range = subject.ranges(settings.period()).get(city.getKey());
      List<Line> lines = new ArrayList<>();
      for (ControllerAssignments controller :
          controllersOf(connection, city.getKey(), subject.lampId())) {
        explain(
            connection,
            controller,
            range,
            booking -> {
              if (booking.lampId().equals(subject.lampId())) {
                lines.add(new Line(booking, controller.controllerId()));
              }
            });
      }
      lines.sort(
          Comparator.comparingLong((Line line) -> line.booking().periodStart())
              .thenComparing(line -> line.booking().to().observedAt()));
      out.accept(
          "lamp %s of %s, %s, times of %s"
              .formatted(subject.lampId(), city.getKey(), settings.period(), city.getValue()));
      lines.forEach(line -> out.accept(text(line, city.getValue())));
      long sum = lines.stream().mapToLong(line -> line.booking().mwh()).sum();
      out.accept("%d bookings, %s Wh in all".formatted(lines.size(), wattHours(sum)));
    }
  }

  /** Those that ever served the lamp, and one of the lamp's own name that nobody registered. */
  private static List<ControllerAssignments> controllersOf(
      Connection connection, String city, String lamp) throws SQLException {
    AvroMessages messages = new AvroMessages();
    List<ControllerAssignments> placements = new ArrayList<>();
    boolean isController = false;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT controller_id, record FROM store.registry_record WHERE city_id = ? ORDER BY 1")) {
      statement.setString(1, city);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ControllerAssignments controller =
              Registration.of((RegistryController) messages.decode(row.getBytes(2))).placement();
          boolean served =
              controller.assignments().stream().anyMatch(one -> one.lampId().equals(lamp));
          isController |= controller.controllerId().equals(lamp);
          if (served || controller.controllerId().equals(lamp)) {
            placements.add(controller);
          }
        }
      }
    }
    if (!isController) {
      placements.add(Registration.nobody(city, lamp).placement());
    }
    return placements;
  }

  private void explain(
      Connection connection,
      ControllerAssignments controller,
      TimeRange range,
      Consumer<Booking> reader)
      throws SQLException {
    long horizon = settings.horizon().toMillis();
    ReadingArchive archive = new ReadingArchive(connection);
    long from =
        archive.ground(controller.cityId(), controller.controllerId(), range.begin(), horizon);
    ExplainedReplay replay =
        new ExplainedReplay(
            ControllerMeter.ofAccepted(new MeteringRules(horizon)), controller, range, reader);
    archive.read(controller.cityId(), controller.controllerId(), from, true, replay::take);
    replay.end();
  }

  private static String text(Line line, ZoneId zone) {
    Booking booking = line.booking();
    return "%s  %10s Wh  %-12s %-14s%s  %s → %s  (%s)"
        .formatted(
            time(booking.periodStart(), zone).substring(0, 16),
            wattHours(booking.mwh()),
            booking.energyClass() == EnergyClass.NONE
                ? "-"
                : booking.energyClass().name().toLowerCase(Locale.ROOT),
            booking.rule(),
            booking.gap() ? " over a gap" : "",
            booking.from() == null ? "nothing before" : reading(booking.from(), zone),
            reading(booking.to(), zone),
            line.controllerId());
  }

  private static String reading(MeterReading reading, ZoneId zone) {
    StringBuilder text = new StringBuilder(time(reading.observedAt(), zone));
    if (reading.energyMwh() != MeterReading.ABSENT) {
      text.append(' ').append(wattHours(reading.energyMwh())).append(" Wh");
    }
    if (reading.powerMw() != MeterReading.ABSENT) {
      text.append(' ').append(wattHours(reading.powerMw())).append(" W");
    }
    return text.toString();
  }

  private static String time(long millis, ZoneId zone) {
    return TIME.format(ZonedDateTime.ofInstant(Instant.ofEpochMilli(millis), zone));
  }

  /** Thousandths, exactly. */
  private static String wattHours(long milli) {
    return "%s%d.%03d"
        .formatted(milli < 0 ? "-" : "", Math.abs(milli / 1_000), Math.abs(milli % 1_000));
  }
}
