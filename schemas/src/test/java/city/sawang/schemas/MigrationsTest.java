package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.Migrations.Applied;
import city.sawang.schemas.Migrations.Family;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  @Test
  void anEmptyDatabaseGetsThePortableSet() throws SQLException {
    var applied = Migrations.migrate(TestDatabase.empty().dataSource());

    assertThat(applied).extracting(Applied::version).startsWith("1", "2", "3");
    assertThat(applied)
        .as("embedded PostgreSQL has no TimescaleDB")
        .allSatisfy(one -> assertThat(one.family()).isEqualTo(Family.PORTABLE));
  }

  @Test
  void aMigratedDatabaseIsLeftAlone() throws SQLException {
    var database = TestDatabase.migrated();

    assertThat(Migrations.migrate(database.dataSource())).isEmpty();
  }

  @Test
  void aSecondDatabaseOfTheSameServerFindsTheRolesAlreadyThere() throws SQLException {
    TestDatabase.migrated();

    assertThat(Migrations.migrate(TestDatabase.empty().dataSource())).isNotEmpty();
  }

  @Test
  void readingsAreNeverDroppedWhileTheyMayBeCorrected() throws SQLException {
    var dataSource = TestDatabase.empty().dataSource();

    assertThatThrownBy(() -> Migrations.migrate(dataSource, Duration.ofDays(3)))
        .hasMessageContaining("at least");
  }
}
