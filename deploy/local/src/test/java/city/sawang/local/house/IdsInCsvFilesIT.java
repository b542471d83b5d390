package city.sawang.local.house;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.Identifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that guesses the types of CSV files leaves every id of a name what it is: text. */
class IdsInCsvFilesIT {
  private static final String ALMOST_A_VALUE = "0123456789019-._:eExXabnNuUlLtTfFyYoO";
  private static final int FILES = 400;
  private static final long SEED = 20_261_129;

  @TempDir private Path directory;

  @Test
  void everyNameStaysText() throws Exception {
    Random random = new Random(SEED);
    List<String> names =
        new ArrayList<>(List.of("mueang-nan", "a:1", "1-2", "-", "e5", "1e", "0x"));
    while (names.size() < FILES) {
      String text = almostAValue(random);
      if (Identifiers.nameObjection(text).isEmpty()) {
        names.add(text);
      }
    }
    List<String> misread = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      for (String name : names) {
        String read = asRead(duck, name);
        if (!read.equals("VARCHAR " + name)) {
          misread.add(name + " becomes " + read);
        }
      }
    }

    assertThat(misread).isEmpty();
  }

  @Test
  void whatIsNoIdIsMisread() throws Exception {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(asRead(duck, "12")).isEqualTo("BIGINT 12");
      assertThat(asRead(duck, "1e5")).startsWith("DOUBLE");
      assertThat(asRead(duck, "nan")).startsWith("DOUBLE");
      assertThat(asRead(duck, "true")).startsWith("BOOLEAN");
      assertThat(asRead(duck, "2026-11-22")).startsWith("DATE");
      assertThat(asRead(duck, "12:30:00")).startsWith("TIME");
    }
  }

  private static String almostAValue(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      text.append(ALMOST_A_VALUE.charAt(random.nextInt(ALMOST_A_VALUE.length())));
    }
    return text.toString();
  }

  /** Type and value of an id in a file in which every row has it. */
  private String asRead(Connection duck, String id) throws SQLException, IOException {
    Path file = directory.resolve("ids.csv");
    Files.writeString(file, "city_id,energy_wh\n" + (id + ",1.5\n").repeat(3));
    try (var statement = duck.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT typeof(city_id), city_id FROM read_csv('" + file + "', header = true)")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1) + " " + rows.getString(2);
    }
  }
}
