package city.sawang.local.export.file;

import static city.sawang.local.export.SampleExport.request;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.export.ExportDatabase;
import city.sawang.local.export.data.ViewExport;
import city.sawang.local.export.view.PublicView;
import city.sawang.local.export.view.PublicViews;
import city.sawang.local.export.view.ValueKind;
import city.sawang.local.export.view.ViewColumn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports read by programs that were told nothing: no value vanishes, no column becomes another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainReadersIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SQL_LINES = Pattern.compile("```sql\n(.*?)\n```", Pattern.DOTALL);

  private ExportDatabase database;
  private PublicView view;

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
  void withoutOptionsEveryReaderSeesTheSame(String name, @TempDir Path to) throws Exception {
    Path directory = export(name, to, FileFormat.CSV);
    List<List<String>> rows = rows(directory);
    if (rows.isEmpty()) {
      return;
    }

    for (int i = 0; i < view.columns().size(); i++) {
      int column = i;
      ViewColumn one = view.columns().get(i);
      List<String> fields = rows.stream().map(row -> row.get(column)).toList();
      if (one.kind() == ValueKind.TEXT) {
        assertThat(fields.stream().filter(field -> !field.isEmpty()))
            .as(one.name())
            .doesNotContainAnyElementsOf(CsvText.PANDAS_MISSING);
      }
      assertThat(CsvText.guess(fields)).as("pandas: " + one.name()).isIn(pandas(one.kind()));
    }
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        ResultSet guessed =
            statement.executeQuery(
                "DESCRIBE SELECT * FROM read_csv_auto('" + directory + "/*.csv')")) {
      for (ViewColumn one : view.columns()) {
        guessed.next();
        assertThat(guessed.getString(1)).isEqualTo(one.name());
        assertThat(guessed.getString(2)).as("DuckDB: " + one.name()).isIn(duckDb(one.kind()));
      }
    }
    assertThat(count("read_csv_auto('" + directory + "/*.csv')")).isEqualTo(rows.size());
  }

  @ParameterizedTest
  @MethodSource("views")
  void theLinesOfTheDictionaryReadTheFiles(String name, @TempDir Path to) throws Exception {
    Path directory = export(name, to, FileFormat.CSV);
    String dictionary = Files.readString(directory.resolve("DICTIONARY.md"));
    Matcher lines = SQL_LINES.matcher(dictionary);

    assertThat(lines.find()).isTrue();
    if (rows(directory).isEmpty()) {
      return;
    }
    assertThat(dictionary).contains("pd.read_csv(", "library(readr)", "--excel", "อ่านไฟล์");
    String from = lines.group(1).replace("SELECT * FROM ", "").replace(";", "");
    assertThat(count(from.replace("'" + name, "'" + directory + "/" + name)))
        .isEqualTo(rows(directory).size());
  }

  @ParameterizedTest
  @MethodSource("views")
  void everyValueKeepsToTheSchemaBesideIt(String name, @TempDir Path to) throws Exception {
    for (FileFormat format : List.of(FileFormat.CSV, FileFormat.EXCEL)) {
      Path directory = export(name, to.resolve(format.name()), format);
      JsonNode fields = JSON.readTree(directory.resolve("schema.json").toFile()).get("fields");
      for (List<String> row : rows(directory)) {
        for (int i = 0; i < fields.size(); i++) {
          String problem = problem(fields.get(i), row.get(i));
          assertThat(problem).as(format + " " + fields.get(i).get("name")).isEmpty();
        }
      }
    }
  }

  @Test
  void thePackageIsOneForFrictionlessReaders(@TempDir Path to) throws Exception {
    Path directory = export("operations.reading", to, FileFormat.CSV);
    JsonNode descriptor = JSON.readTree(directory.resolve("datapackage.json").toFile());

    assertThat(descriptor.get("name").asText()).matches("[-a-z0-9._/]+");
    assertThat(descriptor.get("profile").asText()).isEqualTo("data-package");
    assertThat(descriptor.get("resources")).isNotEmpty();
    for (JsonNode resource : descriptor.get("resources")) {
      assertThat(resource.get("name").asText()).matches("[-a-z0-9._/]+");
      assertThat(directory.resolve(resource.get("path").asText())).isRegularFile();
      assertThat(directory.resolve(resource.get("schema").asText())).isRegularFile();
      assertThat(resource.get("encoding").asText()).isEqualTo("utf-8");
      assertThat(resource.get("hash").asText()).matches("sha256:[0-9a-f]{64}");
      assertThat(resource.get("formulaCells").toString()).isEqualTo("{\"device_faults\":1}");
    }
    JsonNode schema = JSON.readTree(directory.resolve("schema.json").toFile());
    assertThat(schema.get("missingValues").toString()).isEqualTo("[\"\"]");
    assertThat(schema.get("fields").findValuesAsText("type"))
        .isSubsetOf(
            "string", "number", "integer", "boolean", "object", "array", "date", "datetime");
  }

  @Test
  void aDoubleClickShowsTextsTimesAndNoFormula(@TempDir Path to) throws Exception {
    Path lamps = export("energy.lamp_quarter_hour", to, FileFormat.EXCEL);
    String file = Files.readString(lamps.resolve("energy.lamp_quarter_hour.2024-10-31.excel.csv"));

    assertThat(file)
        .startsWith("\uFEFFcity_id,")
        .contains(
            ",'=1+1,2024-10-31 18:15:00,",
            "'-1,",
            "'@SUM(A1),",
            "ไฟถนน ก็ น้ำ กำ,",
            "2024-11-25 07:00:00")
        .doesNotContain(",=", ",@", "+07:00");

    Path cities = export("registry.city", to, FileFormat.EXCEL);
    assertThat(Files.readString(cities.resolve("registry.city.all.excel.csv")))
        .contains("\"'=1+1,\"\"Satun\"\"\"");
    assertThat(Files.readString(cities.resolve("DICTIONARY.md"))).contains("double click");
  }

  private Path export(String name, Path to, FileFormat format) throws SQLException {
    try (Connection connection = database.connect()) {
      view = PublicViews.describe(connection, name);
      new ViewExport(connection, new PrintWriter(new StringWriter()))
          .export(name, request(to, format));
    }
    return to.resolve(name);
  }

  private static List<List<String>> rows(Path directory) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory, "*.csv")) {
      for (Path file : files) {
        List<List<String>> lines = CsvText.lines(Files.readString(file));
        rows.addAll(lines.subList(1, lines.size()));
      }
    }
    return rows;
  }

  private static long count(String from) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*), min(COLUMNS(*)::VARCHAR) FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<String> pandas(ValueKind kind) {
    return switch (kind) {
      case INTEGER, LONG -> List.of("int64", "float64", "nothing");
      case DECIMAL, FLOAT, DOUBLE -> List.of("float64", "int64", "nothing");
      case BOOLEAN -> List.of("bool", "object", "nothing");
      case TEXT, JSON, BYTES, DATE, INSTANT -> List.of("object", "nothing");
    };
  }

  private static List<String> duckDb(ValueKind kind) {
    // A column without any value is text to DuckDB.
    return switch (kind) {
      case INTEGER, LONG -> List.of("BIGINT", "VARCHAR");
      case DECIMAL, FLOAT, DOUBLE -> List.of("DOUBLE", "BIGINT", "VARCHAR");
      case BOOLEAN -> List.of("BOOLEAN", "VARCHAR");
      case DATE -> List.of("DATE", "VARCHAR");
      case INSTANT -> List.of("TIMESTAMP WITH TIME ZONE", "VARCHAR");
      case TEXT, BYTES -> List.of("VARCHAR");
      case JSON -> List.of("VARCHAR", "JSON");
    };
  }

  /** What is wrong with a value by its field; empty when nothing is. */
  private static String problem(JsonNode field, String value) throws IOException {
    JsonNode constraints = field.path("constraints");
    if (value.isEmpty()) {
      return constraints.path("required").asBoolean() ? "missing" : "";
    }
    String plain = value.startsWith("'") ? value.substring(1) : value;
    switch (field.get("type").asText()) {
      case "integer" -> Long.parseLong(plain);
      case "number" -> new BigDecimal(plain);
      case "boolean" -> {
        if (!List.of("true", "false").contains(value)) {
          return value;
        }
      }
      case "date" -> LocalDate.parse(value);
      case "datetime" -> {
        if (field.get("format").asText().equals("any")) {
          OffsetDateTime.parse(value);
        } else {
          LocalDateTime.parse(
              value, DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT));
        }
      }
      case "object" -> JSON.readTree(value);
      default -> {}
    }
    for (String bound : List.of("minimum", "maximum")) {
      if (constraints.has(bound)) {
        int compared = new BigDecimal(plain).compareTo(constraints.get(bound).decimalValue());
        if (bound.equals("minimum") ? compared < 0 : compared > 0) {
          return value + " beyond the " + bound;
        }
      }
    }
    return "";
  }
}
