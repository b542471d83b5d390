package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.Migrations.Applied;
import city.sawang.schemas.Migrations.Family;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Applies the migrations to embedded databases: in order, once, and where the roles of the cluster
 * are there already.
 */
class MigrationsIT {
  @Test
  void anEmptyDatabaseGetsThePortableSet() throws SQLException {
    var applied = Migrations.migrate(EmbeddedDatabase.empty().dataSource());

    assertThat(applied)
        .extracting(Applied::description)
        .containsSubsequence(
            "roles",
            "registry",
            "operations",
            "energy",
            "quality",
            "open data",
            "gates",
            "unbooked energy",
            "state",
            "nights",
            "incidents",
            "incident views",
            "operator pages",
            "beginning");
    assertThat(applied)
        .extracting(one -> Integer.valueOf(one.version()))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(applied)
        .as("embedded PostgreSQL has no TimescaleDB")
        .allSatisfy(one -> assertThat(one.family()).isEqualTo(Family.PORTABLE));
  }

  @Test
  void aMigratedDatabaseIsLeftAlone() throws SQLException {
    var database = EmbeddedDatabase.migrated();

    assertThat(Migrations.migrate(database.dataSource())).isEmpty();
  }

  @Test
  void aSecondDatabaseOfTheSameServerFindsTheRolesAlreadyThere() throws SQLException {
    EmbeddedDatabase.migrated();

    assertThat(Migrations.migrate(EmbeddedDatabase.empty().dataSource())).isNotEmpty();
  }

  @Test
  void readingsAreNeverDroppedWhileTheyMayBeCorrected() throws SQLException {
    var dataSource = EmbeddedDatabase.empty().dataSource();

    assertThatThrownBy(() -> Migrations.migrate(dataSource, Duration.ofDays(3)))
        .hasMessageContaining("at least");
  }
}
