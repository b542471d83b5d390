package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import city.sawang.jobs.controller.ContributionType;
import city.sawang.jobs.controller.Registration;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.RegistryController;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Emits the contributions of a share of all controllers, by their archived readings. A controller is
 * known from its registry record or from a reading. An element is the number of
 * a share; a controller belongs to the share of its hash.
 *
 * <p>Readings come through a cursor; of a controller no more than its log is in memory.
 */
final class ReplayControllers extends ProcessFunction<Long, LampContributions> {
  private static final long serialVersionUID = 1L;

  /** Contributions of feeder and cabinet meters. */
  static final OutputTag<LampContributions> METERS =
      new OutputTag<>("archived-meters", ContributionType.INSTANCE);

  /** The registry's records of the controllers. */
  static final OutputTag<RawRecord> REGISTRY = new OutputTag<>("archived-registry") {};

  private final DatabaseAddress database;
  private final HashMap<String, TimeRange> cities;
  private final int shares;
  private final long horizonMillis;
  private final boolean withTooLate;
  private transient Connection connection;
  private transient AvroMessages messages;

  /**
   * @param cities what is recomputed of each city
   * @param shares how many there are
   * @param horizonMillis as the stream has it
   * @param withTooLate those readings too that came too late for the stream
   */
  ReplayControllers(
      DatabaseAddress database,
      HashMap<String, TimeRange> cities,
      int shares,
      long horizonMillis,
      boolean withTooLate) {
    this.database = database;
    this.cities = cities;
    this.shares = shares;
    this.horizonMillis = horizonMillis;
    this.withTooLate = withTooLate;
  }

  private record Controller(String cityId, String controllerId, byte[] record) {}

  @Override
  public void open(OpenContext context) throws SQLException {
    connection = database.connectWithoutTimeout();
    messages = new AvroMessages();
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void processElement(Long share, Context context, Collector<LampContributions> out)
      throws SQLException {
    for (Controller controller : controllers(share)) {
      if (controller.record() != null) {
        String key = Topics.key(controller.cityId(), controller.controllerId());
        context.output(REGISTRY, new RawRecord(key, controller.record(), 0, "registry_record"));
      }
      Registration registered =
          controller.record() == null
              ? Registration.nobody(controller.cityId(), controller.controllerId())
              : Registration.of((RegistryController) messages.decode(controller.record()));
      replay(
          controller,
          registered,
          registered.meter() ? contribution -> context.output(METERS, contribution) : out::collect);
    }
    connection.rollback();
  }

  private void replay(
      Controller controller, Registration registered, Consumer<LampContributions> out)
      throws SQLException {
    TimeRange range = cities.get(controller.cityId());
    ReadingArchive archive = new ReadingArchive(connection);
    long from =
        archive.ground(
            controller.cityId(), controller.controllerId(), range.begin(), horizonMillis);
    ControllerReplay replay =
        new ControllerReplay(
            ControllerMeter.ofAccepted(new MeteringRules(horizonMillis)),
            registered.placement(),
            range.end(),
            contribution -> out.accept(LampContributions.of(contribution)));
    archive.read(controller.cityId(), controller.controllerId(), from, withTooLate, replay::take);
    replay.end();
  }

  private List<Controller> controllers(long share) throws SQLException {
    // Every controller that ever reported has a newest reading; meters that are not in the
    // registry belong to no circuit and are in no figure.
    String sql =
        """
        SELECT city_id, controller_id, r.record
        FROM store.registry_record r FULL JOIN store.lamp_state s USING (city_id, controller_id)
        WHERE %s AND abs(hashtext(city_id || '/' || controller_id)::bigint) %% %d = %d
        ORDER BY 1, 2"""
            .formatted(SqlLiterals.oneOf("city_id", cities.keySet()), shares, share);
    List<Controller> controllers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        controllers.add(new Controller(row.getString(1), row.getString(2), row.getBytes(3)));
      }
    }
    return controllers;
  }
}
