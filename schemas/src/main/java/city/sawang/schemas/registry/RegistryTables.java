package city.sawang.schemas.registry;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.RegistryController;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Writes a registry into the private tables from which the public views read. */
public final class RegistryTables {
  private static final int BATCH_ROWS = 1000;

  private final Connection connection;

  private RegistryTables(Connection connection) {
    this.connection = connection;
  }

  /**
   * Sunset and next sunrise of one lighting night at the city's position.
   *
   * @param night local date of the dusk
   */
  public record LightingNight(String cityId, LocalDate night, Instant dusk, Instant dawn) {}

  /** A lamp that stands in no file any more, and the controller that served it last, or null. */
  public record RetiredLamp(String cityId, String lampId, String controllerId) {}

  /** A row of the file's lamps with the city it belongs to. */
  private record Row<T>(City city, T value) {}

  /**
   * Brings the tables to what the files declare, in one transaction; loading a registry twice
   * changes nothing. Lamps and meters that stand in no file any more are retired and never deleted: their
   * figures stay explicable. Cities that are not in the registry are left alone.
   *
   * @param connection of a login that may write {@code store}; its auto-commit mode is given back as
   *     it was
   * @param nights the night calendar of these cities, for as far ahead as the caller computed it;
   *     rows of other nights stay
   * @return the lamps that were retired by this call
   * @throws SQLException after which nothing has changed
   */
  public static List<RetiredLamp> load(
      Connection connection, Registry registry, List<LightingNight> nights) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      List<RetiredLamp> retired = new RegistryTables(connection).write(registry, nights);
      connection.commit();
      return retired;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  private List<RetiredLamp> write(Registry registry, List<LightingNight> nights)
      throws SQLException {
    cities(registry.cities());
    deployments(each(registry, City::deployments));
    lamps(each(registry, City::lamps));
    assignments(registry);
    meters(each(registry, City::meters));
    records(RegistryRecords.controllers(registry));
    nights(nights);
    var retired = new ArrayList<RetiredLamp>();
    for (City city : registry.cities()) {
      retired.addAll(retireLamps(city));
      retireMeters(city);
    }
    return List.copyOf(retired);
  }

  private void cities(List<City> cities) throws SQLException {
    batch(
        """
        INSERT INTO store.city (city_id, name_en, name_th, timezone, latitude, longitude) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (city_id) DO UPDATE SET name_en = excluded.name_en, name_th = excluded.name_th, timezone = excluded.timezone,
          latitude = excluded.latitude, longitude = excluded.longitude\
        """,
        cities,
        city ->
            new Object[] {
              city.cityId(),
              city.nameEn(),
              city.nameTh(),
              city.timezone().getId(),
              city.position().latitude(),
              city.position().longitude()
            });
  }

  private void deployments(List<Row<Deployment>> deployments) throws SQLException {
    batch(
        """
        INSERT INTO store.deployment (deployment_id, city_id, programme, donor, vendor, declared_value_thb, declared_lamps, installed_on, commissioned_on, kind,
          baseline_mw, baseline_source, simulated, note, sources) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (city_id, deployment_id) DO UPDATE SET programme = excluded.programme, donor = excluded.donor, vendor = excluded.vendor,
          declared_value_thb = excluded.declared_value_thb, declared_lamps = excluded.declared_lamps, installed_on = excluded.installed_on,
          commissioned_on = excluded.commissioned_on, kind = excluded.kind, baseline_mw = excluded.baseline_mw, baseline_source = excluded.baseline_source, simulated = excluded.simulated,
          note = excluded.note, sources = excluded.sources\
        """,
        deployments,
        row -> {
          Deployment one = row.value;
          return new Object[] {
            one.deploymentId(),
            row.city.cityId(),
            one.programme(),
            one.donor(),
            one.vendor(),
            one.declaredValueThb(),
            one.declaredLamps(),
            one.installedOn(),
            one.commissionedOn(),
            one.kind().name(),
            one.baseline() == null ? null : one.baseline().milliwatts(),
            one.baseline() == null ? null : one.baseline().source(),
            one.simulated(),
            one.note(),
            String.join("\n", one.sources())
          };
        });
  }

  private void lamps(List<Row<Lamp>> lamps) throws SQLException {
    batch(
        """
        INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered,
          report_interval_s, schedule, gateway_id, commissioned_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (city_id, lamp_id) DO UPDATE SET deployment_id = excluded.deployment_id, feeder_id = excluded.feeder_id,
          controller_id = excluded.controller_id, latitude = excluded.latitude, longitude = excluded.longitude, nominal_mw = excluded.nominal_mw,
          stage = excluded.stage, night_powered = excluded.night_powered, report_interval_s = excluded.report_interval_s,
          schedule = excluded.schedule, gateway_id = excluded.gateway_id, commissioned_on = excluded.commissioned_on\
        """,
        lamps,
        row -> {
          Lamp.Service now = row.value.current();
          return new Object[] {
            row.city.cityId(),
            row.value.lampId(),
            row.value.deploymentId(),
            now.feederId(),
            // A service that ends has no successor yet: nothing is mounted.
            now.to() == null ? now.controllerId() : null,
            row.value.position().latitude(),
            row.value.position().longitude(),
            now.nominalMilliwatts(),
            now.stage().name(),
            now.nightPowered(),
            now.reportIntervalSeconds(),
            now.schedule().toString(),
            now.gatewayId(),
            row.value.commissionedOn()
          };
        });
  }

  /** Rewrites the history of the lamps in the files; that of retired lamps stays as it is. */
  private void assignments(Registry registry) throws SQLException {
    record Served(City city, Lamp lamp, Lamp.Service service) {}
    var served = new ArrayList<Served>();
    for (City city : registry.cities()) {
      update(
          "DELETE FROM store.assignment WHERE city_id = ? AND lamp_id = ANY (?)",
          city.cityId(),
          ids(city.lamps().stream().map(Lamp::lampId).toList()));
      for (Lamp lamp : city.lamps()) {
        for (Lamp.Service service : lamp.services()) {
          if (service.controllerId() != null) {
            served.add(new Served(city, lamp, service));
          }
        }
      }
    }
    batch(
        """
        INSERT INTO store.assignment (city_id, controller_id, lamp_id, valid_from, valid_to)
        VALUES (?, ?, ?, coalesce(?::timestamptz, '-infinity'), coalesce(?::timestamptz, 'infinity'))
        ON CONFLICT (city_id, controller_id, valid_from) DO UPDATE SET lamp_id = excluded.lamp_id, valid_to = excluded.valid_to\
        """,
        served,
        one ->
            new Object[] {
              one.city.cityId(),
              one.service.controllerId(),
              one.lamp.lampId(),
              utc(one.service.from()),
              utc(one.service.to())
            });
  }

  private void meters(List<Row<Meter>> meters) throws SQLException {
    batch(
        """
        INSERT INTO store.meter (city_id, meter_id, deployment_id, feeder_id, latitude, longitude, report_interval_s, stage, gateway_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (city_id, meter_id) DO UPDATE SET deployment_id = excluded.deployment_id, feeder_id = excluded.feeder_id,
          latitude = excluded.latitude, longitude = excluded.longitude, report_interval_s = excluded.report_interval_s, stage = excluded.stage,
          gateway_id = excluded.gateway_id\
        """,
        meters,
        row ->
            new Object[] {
              row.city.cityId(),
              row.value.meterId(),
              row.value.deploymentId(),
              row.value.feederId(),
              row.value.position().latitude(),
              row.value.position().longitude(),
              row.value.reportIntervalSeconds(),
              row.value.stage().name(),
              row.value.gatewayId()
            });
  }

  /**
   * Keeps the very bytes that travel in Kafka, so that a recomputation knows what the jobs knew.
   * The record of a controller that stands in no file any more stays, as it does in Kafka.
   */
  private void records(List<RegistryController> controllers) throws SQLException {
    var avro = new AvroMessages();
    batch(
        """
        INSERT INTO store.registry_record (city_id, controller_id, record) VALUES (?, ?, ?)
        ON CONFLICT (city_id, controller_id) DO UPDATE SET record = excluded.record, loaded_at = now()
        WHERE registry_record.record <> excluded.record\
        """,
        controllers,
        one -> new Object[] {one.getCityId(), one.getControllerId(), avro.encode(one)});
  }

  private void nights(List<LightingNight> nights) throws SQLException {
    batch(
        """
        INSERT INTO store.night_calendar (city_id, night, dusk, dawn) VALUES (?, ?, ?, ?)
        ON CONFLICT (city_id, night) DO UPDATE SET dusk = excluded.dusk, dawn = excluded.dawn\
        """,
        nights,
        night ->
            new Object[] {night.cityId(), night.night(), utc(night.dusk()), utc(night.dawn())});
  }

  private List<RetiredLamp> retireLamps(City city) throws SQLException {
    String sql =
        """
        UPDATE store.lamp SET stage = 'RETIRED' WHERE city_id = ? AND lamp_id <> ALL (?) AND stage <> 'RETIRED'
        RETURNING lamp_id, controller_id\
        """;
    var retired = new ArrayList<RetiredLamp>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, city.cityId());
      statement.setArray(2, ids(city.lamps().stream().map(Lamp::lampId).toList()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          retired.add(new RetiredLamp(city.cityId(), rows.getString(1), rows.getString(2)));
        }
      }
    }
    return retired;
  }

  private void retireMeters(City city) throws SQLException {
    update(
        "UPDATE store.meter SET stage = 'RETIRED' WHERE city_id = ? AND meter_id <> ALL (?)",
        city.cityId(),
        ids(city.meters().stream().map(Meter::meterId).toList()));
  }

  private Array ids(List<String> ids) throws SQLException {
    return connection.createArrayOf("text", ids.toArray());
  }

  private void update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.executeUpdate();
    }
  }

  private <T> void batch(String sql, List<T> rows, ToParameters<T> parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int waiting = 0;
      for (T row : rows) {
        bind(statement, parameters.of(row));
        statement.addBatch();
        if (++waiting == BATCH_ROWS) {
          statement.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        statement.executeBatch();
      }
    }
  }

  private static void bind(PreparedStatement statement, Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private interface ToParameters<T> {
    Object[] of(T row);
  }

  private interface Part<T> {
    List<T> of(City city);
  }

  private static <T> List<Row<T>> each(Registry registry, Part<T> part) {
    var rows = new ArrayList<Row<T>>();
    registry.cities().forEach(city -> part.of(city).forEach(one -> rows.add(new Row<>(city, one))));
    return rows;
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
