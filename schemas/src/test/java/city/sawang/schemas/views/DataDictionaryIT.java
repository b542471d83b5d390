package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Fails when {@code DATA-DICTIONARY.md} is not what the comments of the database say now. */
class DataDictionaryIT {
  private static final Path PAGE = Path.of("DATA-DICTIONARY.md");
  private static final Path WRITTEN = Path.of("target", "DATA-DICTIONARY.md");

  @Test
  void thePageIsWhatTheCommentsSay() throws SQLException, IOException {
    String now;
    try (Connection connection = EmbeddedDatabase.migrated().connect()) {
      now = DataDictionaryPage.of(connection);
    }
    Files.createDirectories(WRITTEN.getParent());
    Files.writeString(WRITTEN, now);

    String page = Files.exists(PAGE) ? Files.readString(PAGE) : "";

    assertThat(page)
        .as("schemas/%s is stale. Rewrite it: cp schemas/%s schemas/%s", PAGE, WRITTEN, PAGE)
        .isEqualTo(now);
  }

  @Test
  void anotherCommentAndAnotherColumnMakeAnotherPage() throws SQLException {
    try (Connection connection = EmbeddedDatabase.migrated().connect();
        Statement statement = connection.createStatement()) {
      String before = DataDictionaryPage.of(connection);

      statement.execute("COMMENT ON COLUMN registry.lamp.nominal_w IS 'Power in W, a | b.'");
      statement.execute(
          "CREATE VIEW quality.planted AS SELECT city_id FROM store.city; COMMENT ON VIEW quality.planted IS 'Planted.'");

      assertThat(before).contains("| `state` | text | LIT, DARK_SHOULD_BE_LIT");
      assertThat(DataDictionaryPage.of(connection))
          .isNotEqualTo(before)
          .contains("| `nominal_w` | numeric(12,3) | Power in W, a \\| b. |")
          .contains("### quality.planted\n\nPlanted.\n");
    }
  }
}
