package city.sawang.local.export.file;

import static city.sawang.local.export.SampleExport.request;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.export.ExportDatabase;
import city.sawang.local.export.data.ViewExport;
import city.sawang.local.export.view.PublicView;
import city.sawang.local.export.view.PublicViews;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files read back by another program equal the view, to the last digit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundTripIT {
  private ExportDatabase database;

  @BeforeAll
  void seed() {
    database = ExportDatabase.seeded("seed.sql");
  }

  List<String> views() throws SQLException {
    if (database == null) {
      seed();
    }
    try (Connection connection = database.connect()) {
      return List.copyOf(PublicViews.list(connection).keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("views")
  void everyPublicViewComesBackFromParquetAndCsv(String name, @TempDir Path to) throws Exception {
    PublicView view;
    List<List<Object>> published;
    try (Connection connection = database.connect()) {
      view = PublicViews.describe(connection, name);
      // What says how long ago something was changes while we look.
      published = rows(connection, "SELECT * FROM " + view.quoted());

      new ViewExport(connection, new PrintWriter(new StringWriter()))
          .export(name, request(to, FileFormat.CSV, FileFormat.PARQUET));
    }

    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      String directory = to.resolve(name).toString();
      if (published.isEmpty()) {
        return;
      }
      assertThat(rows(duck, "SELECT * FROM '" + directory + "/*.parquet'"))
          .as("Parquet")
          .containsExactlyInAnyOrderElementsOf(published);
      assertThat(rows(duck, "SELECT * FROM " + csv(view, directory)))
          .as("CSV")
          .containsExactlyInAnyOrderElementsOf(published);
    }
  }

  @Test
  void theSeedReachesEveryKindOfValue() throws Exception {
    List<String> kinds = new ArrayList<>();
    try (Connection connection = database.connect()) {
      for (String name : views()) {
        PublicView view = PublicViews.describe(connection, name);
        if (!rows(connection, "SELECT * FROM " + view.quoted()).isEmpty()) {
          view.columns().forEach(column -> kinds.add(column.kind().name()));
        }
      }
    }

    assertThat(kinds)
        .contains(
            "TEXT", "INTEGER", "LONG", "DECIMAL", "DOUBLE", "BOOLEAN", "DATE", "INSTANT", "JSON",
            "BYTES");
  }

  @Test
  void nothingIsNullAndAnEmptyTextIsQuoted(@TempDir Path to) throws Exception {
    try (Connection connection = database.connect()) {
      new ViewExport(connection, new PrintWriter(new StringWriter()))
          .export("registry.deployment", request(to, FileFormat.CSV));
    }

    String csv =
        Files.readString(
            to.resolve("registry.deployment/registry.deployment.all.csv"), StandardCharsets.UTF_8);
    assertThat(csv)
        .startsWith("deployment_id,city_id,programme,donor,vendor,")
        .contains("mueang-nan-demo,mueang-nan,Demonstration,,,,24,,RETROFIT,150.000,true,,,,\r\n")
        .contains(
            "satun-1,satun,<script>alert(1)</script>,\"\",,800000.01,,2022-06-01,NEW,,false,,,,\r\n");
  }

  @Test
  void instantsHaveTheOffsetOfTheZone(@TempDir Path to) throws Exception {
    try (Connection connection = database.connect()) {
      new ViewExport(connection, new PrintWriter(new StringWriter()))
          .export("energy.lamp_quarter_hour", request(to, FileFormat.CSV));
    }

    assertThat(
            Files.readString(
                to.resolve("energy.lamp_quarter_hour/energy.lamp_quarter_hour.2024-10-31.csv")))
        .contains(",2024-10-31T18:15:00+07:00,12345678.902,")
        .contains(",2024-11-25T07:00:00.123456+07:00,");
  }

  private static String csv(PublicView view, String directory) {
    String types =
        view.columns().stream()
            .map(
                column ->
                    "'%s': '%s'"
                        .formatted(
                            column.name(),
                            switch (column.kind()) {
                              case INTEGER -> "INTEGER";
                              case LONG -> "BIGINT";
                              case DECIMAL ->
                                  "DECIMAL(%d,%d)"
                                      .formatted(
                                          ParquetSchema.precision(column),
                                          ParquetSchema.scale(column));
                              case FLOAT -> "FLOAT";
                              case DOUBLE -> "DOUBLE";
                              case BOOLEAN -> "BOOLEAN";
                              case DATE -> "DATE";
                              case INSTANT -> "TIMESTAMPTZ";
                              case TEXT, JSON, BYTES -> "VARCHAR";
                            }))
            .collect(Collectors.joining(", "));
    return "read_csv('%s/*.csv', header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, columns = {%s})"
        .formatted(directory, types);
  }

  /** Values of both databases in one form. */
  private static List<List<Object>> rows(Connection connection, String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(plain(row, i));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  private static Object plain(ResultSet row, int column) throws SQLException {
    return switch (row.getMetaData().getColumnTypeName(column)) {
      case "timestamptz", "TIMESTAMP WITH TIME ZONE" -> {
        OffsetDateTime instant = row.getObject(column, OffsetDateTime.class);
        yield instant == null ? null : instant.toInstant();
      }
      case "date", "DATE" -> row.getObject(column, LocalDate.class);
      case "bytea" -> {
        byte[] bytes = row.getBytes(column);
        yield bytes == null ? null : "\\x" + HexFormat.of().formatHex(bytes);
      }
      case "BLOB" -> {
        Blob blob = row.getBlob(column);
        yield blob == null
            ? null
            : "\\x" + HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
      }
      case "jsonb", "JSON" -> row.getString(column);
      default -> {
        Object value = row.getObject(column);
        // A numeric without a declared scale gets one in a file.
        yield value instanceof BigDecimal number
            ? number.stripTrailingZeros().toPlainString()
            : value;
      }
    };
  }
}
