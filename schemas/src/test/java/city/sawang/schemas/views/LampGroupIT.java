package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Groups the lamps of random cities: however they lie, no published group and no difference of
 * published sums is of fewer than five lamps.
 */
class LampGroupIT {
  private static final int LEAST = 5;

  private static EmbeddedDatabase database;

  private record Group(String id, int lamps, long energyMwh) {}

  @BeforeContainer
  static void migrate() throws SQLException {
    database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute(
          """
          INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783);
          INSERT INTO store.deployment (city_id, deployment_id, programme, kind, simulated) VALUES ('mueang-nan', 'd', 'p', 'NEW', false);
          """);
    }
  }

  @Property(tries = 150)
  void theGroupsDivideTheLampsAndNoneIsSmall(
      @ForAll @Size(max = 7) List<@IntRange(min = 1, max = 7) Integer> lampsOfCells,
      @ForAll @IntRange(max = 7) int withoutPlace)
      throws SQLException {
    int lamps = lampsOfCells.stream().mapToInt(Integer::intValue).sum() + withoutPlace;

    List<Group> groups = publish(lampsOfCells, withoutPlace);

    assertThat(groups).allSatisfy(group -> assertThat(group.lamps()).isGreaterThanOrEqualTo(LEAST));
    if (lamps < LEAST) {
      assertThat(groups).isEmpty();
      return;
    }
    // A partition without a remainder: every difference of a city's sum and of groups is a sum of
    // whole groups.
    assertThat(groups.stream().mapToInt(Group::lamps).sum()).isEqualTo(lamps);
    assertThat(groups.stream().mapToLong(Group::energyMwh).sum()).isEqualTo((1L << lamps) - 1);
    // The lamp i used 2^i: the energies of two groups share no lamp.
    assertThat(groups.stream().mapToLong(Group::energyMwh).reduce(0, (all, one) -> all | one))
        .isEqualTo((1L << lamps) - 1);
    assertThat(groups)
        .allSatisfy(group -> assertThat(Long.bitCount(group.energyMwh())).isEqualTo(group.lamps()));
    long large = lampsOfCells.stream().filter(count -> count >= LEAST).count();
    assertThat(groups.stream().filter(group -> !"rest".equals(group.id())).count())
        .as("at most one large cell is given up for the rest")
        .isBetween(large - 1, large);
  }

  private static List<Group> publish(List<Integer> lampsOfCells, int withoutPlace)
      throws SQLException {
    try (Connection owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute("DELETE FROM store.lamp_night; DELETE FROM store.lamp");
      int lamp = 0;
      for (int cell = 0; cell < lampsOfCells.size(); cell++) {
        for (int i = 0; i < lampsOfCells.get(cell); i++) {
          statement.execute(
              """
              INSERT INTO store.lamp (city_id, lamp_id, deployment_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
              VALUES ('mueang-nan', 'L%d', 'd', %d.%02d9, 100.7%d5, 60000, 'REPORTING', false, 900, 's')"""
                  .formatted(lamp, 18, 70 + cell / 3, cell % 3));
          night(owner, lamp++);
        }
      }
      for (int i = 0; i < withoutPlace; i++) {
        night(owner, lamp++);
      }
      List<Group> groups = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT group_id, lamps, (energy_wh * 1000)::bigint FROM open_data.lamp_group WHERE city_id = 'mueang-nan' AND night = '2026-11-01'")) {
        while (row.next()) {
          groups.add(new Group(row.getString(1), row.getInt(2), row.getLong(3)));
        }
      }
      return groups;
    }
  }

  private static void night(Connection owner, int lamp) throws SQLException {
    try (PreparedStatement insert =
        owner.prepareStatement(
            """
            INSERT INTO store.lamp_night (city_id, lamp_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
              expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
            VALUES ('mueang-nan', ?, '2026-11-01', ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, true)""")) {
      insert.setString(1, "L" + lamp);
      insert.setLong(2, 1L << lamp);
      insert.executeUpdate();
    }
  }
}
