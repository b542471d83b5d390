package city.sawang.local.export.data;

import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.view.ExportPeriod;
import city.sawang.local.export.view.Granularity;
import city.sawang.local.export.view.PublicView;
import city.sawang.local.export.view.ValueKind;
import city.sawang.local.export.view.ViewColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks a view for its periods and their rows. Names come from the catalogue, values are parameters.
 */
final class ViewQuery {
  private final Connection connection;
  private final PublicView view;
  private final ExportRequest request;
  private final FileFormat format;
  private final Granularity granularity;

  ViewQuery(Connection connection, PublicView view, ExportRequest request, FileFormat format) {
    this.connection = connection;
    this.view = view;
    this.request = request;
    this.format = format;
    this.granularity = request.granularity() == null ? view.granularity() : request.granularity();
  }

  PublicView view() {
    return view;
  }

  /** The earliest period with a row; of a view without time, or uncut, the only one. */
  Optional<ExportPeriod> firstPeriod() throws SQLException {
    if (view.time().isEmpty() || granularity == Granularity.ALL) {
      return Optional.of(whole());
    }
    return earliest(request.from() == null ? null : granularity.around(request.from()).first());
  }

  /** The period that follows, whether or not it has rows. */
  Optional<ExportPeriod> nextDoor(ExportPeriod period) {
    if (period.end() == null || granularity == Granularity.ALL) {
      return Optional.empty();
    }
    return request.until() != null && period.end().isAfter(lastDate())
        ? Optional.empty()
        : Optional.of(granularity.around(period.end()));
  }

  /** The next one with a row: times without any cost nothing. */
  Optional<ExportPeriod> periodAfter(ExportPeriod period) throws SQLException {
    return period.end() == null || granularity == Granularity.ALL
        ? Optional.empty()
        : earliest(period.end());
  }

  private ExportPeriod whole() {
    if (request.from() == null && request.until() == null) {
      return ExportPeriod.EVERYTHING;
    }
    LocalDate end = request.until() == null ? null : request.until().plusDays(1);
    String label =
        (request.from() == null ? "" : request.from())
            + "--"
            + (end == null ? "" : request.until());
    return new ExportPeriod(request.from(), end, label);
  }

  private Optional<ExportPeriod> earliest(LocalDate from) throws SQLException {
    ViewColumn time = view.time().orElseThrow();
    String local =
        time.kind() == ValueKind.INSTANT
            ? "(min(%s) AT TIME ZONE ?)::date".formatted(time.quoted())
            : "min(%s)::date".formatted(time.quoted());
    List<Object> parameters = new ArrayList<>();
    if (time.kind() == ValueKind.INSTANT) {
      parameters.add(request.zone().getId());
    }
    String sql = "SELECT " + local + " FROM " + view.quoted() + where(from, null, parameters);
    session();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        LocalDate first = row.getObject(1, LocalDate.class);
        if (first == null || (request.until() != null && first.isAfter(lastDate()))) {
          return Optional.empty();
        }
        return Optional.of(granularity.around(first));
      }
    }
  }

  private LocalDate lastDate() {
    return granularity.around(request.until()).end().minusDays(1);
  }

  /** The rows of a period in the order of the file. */
  Rows rows(ExportPeriod period, int fetch) throws SQLException {
    List<Object> parameters = new ArrayList<>();
    String sql =
        "SELECT "
            + view.columns().stream().map(ViewColumn::quoted).collect(Collectors.joining(", "))
            + " FROM "
            + view.quoted()
            + where(period.first(), period.end(), parameters)
            + " ORDER BY "
            + view.order().stream().map(ViewQuery::byCodePoint).collect(Collectors.joining(", "));
    session();
    PreparedStatement statement =
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    try {
      statement.setFetchSize(fetch);
      set(statement, parameters);
      return new Rows(statement, statement.executeQuery());
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Whether the period has been over for so many days, by the clock of the database. */
  boolean settled(ExportPeriod period, int days) throws SQLException {
    if (period.end() == null) {
      return false;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT now() >= (?::date + ?::integer)::timestamp AT TIME ZONE ?")) {
      statement.setObject(1, period.end());
      statement.setInt(2, days);
      statement.setString(3, request.zone().getId());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * One state of the database for the whole transaction, printed the way the writers read it. A
   * limit on statements is for people who wait at a dashboard; here the reader is a file.
   */
  private void session() throws SQLException {
    ZoneId zone = format.isCsv() ? request.zone() : ZoneOffset.UTC;
    connection.rollback();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout ="
              + " 0; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1; SET LOCAL"
              + " bytea_output = 'hex'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL TimeZone = "
              + statement.enquoteLiteral("Z".equals(zone.getId()) ? "UTC" : zone.getId()));
    }
  }

  private String where(LocalDate first, LocalDate end, List<Object> parameters) {
    List<String> conditions = new ArrayList<>();
    if (request.city() != null) {
      conditions.add("city_id = ?");
      parameters.add(request.city());
    }
    if (first != null) {
      conditions.add(bound(">=", first, parameters));
    }
    if (end != null) {
      conditions.add(bound("<", end, parameters));
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private String bound(String operator, LocalDate date, List<Object> parameters) {
    ViewColumn time = view.time().orElseThrow();
    parameters.add(
        time.kind() == ValueKind.INSTANT
            ? date.atStartOfDay(request.zone()).toOffsetDateTime()
            : date);
    return time.quoted() + " " + operator + " ?";
  }

  /** Text in the order of its code points, because the collation belongs to the server. */
  private static String byCodePoint(ViewColumn column) {
    return switch (column.type()) {
      case "text", "varchar", "bpchar" -> column.quoted() + " COLLATE \"C\"";
      default -> column.quoted();
    };
  }

  private static void set(PreparedStatement statement, List<Object> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      statement.setObject(i + 1, parameters.get(i));
    }
  }

  /** A cursor on the server. */
  record Rows(PreparedStatement statement, ResultSet result) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }
}
