package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.JobSettings;
import city.sawang.local.platform.Ports;
import city.sawang.local.services.PostgresServer;
import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.PlayedReadings;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.local.simulate.fault.IncidentFaults;
import city.sawang.local.verify.SlowerPilots;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.registry.RegistryFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nights of the pilot cities with every fault, once in order and in one go, once with each
 * reading up to a day and a half late and the job killed three times: the incidents are the same
 * ones, with the same ids, instants, evidence and dark hours.
 */
@Tag("kill")
class IncidentReplayIT {
  private static final long NOON = Instant.parse("2026-10-01T05:00:00Z").toEpochMilli();

  /** Well within the horizon of three days. */
  private static final Duration LATEST = Duration.ofHours(36);

  private static final int KILLS = 3;
  private static final int INTERVAL_SECONDS = 600;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final Duration CHECKPOINTS_OF_WAITING = Duration.ofSeconds(4);

  /** All that is said of an incident, but for how often it was said. */
  private static final String STANDING =
      """
      SELECT city_id || '/' || incident_id AS id,
             (to_jsonb(i) - ARRAY['revision', 'city_id', 'incident_id'])::text AS row
      FROM store.incident i WHERE NOT retracted\
      """;

  @TempDir private static Path server;
  private static PostgresServer postgres;

  @TempDir private Path directory;

  private final int nights = Integer.getInteger("sawang.replay.nights", 30);
  private final long seed = Long.getLong("sawang.replay.seed", 20_261_130);

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = new PostgresServer(server, Ports.HOST, Ports.auto().postgres(), Road.SECRET);
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void disorderAndKillsChangeNoIncident() throws Exception {
    Path registry = SlowerPilots.write(directory.resolve("registry"), INTERVAL_SECONDS);
    List<Reading> readings = readings(registry);
    List<KafkaPart> inOrder = KafkaPart.of(readings, Duration.ZERO, seed, 1);
    Map<String, String> calm;
    try (Road road = new Road(directory.resolve("calm"), postgres, "calm", registry)) {
      calm = play(road, inOrder);
      say("calm", road, calm);
      // Else it would prove little.
      assertThat(count(road, "SELECT count(DISTINCT code) FROM store.incident WHERE NOT retracted"))
          .isGreaterThanOrEqualTo(12);
    }
    List<KafkaPart> shuffled = KafkaPart.of(readings, LATEST, seed, KILLS + 1);
    try (Road road = new Road(directory.resolve("troubled"), postgres, "troubled", registry)) {
      Map<String, String> troubled = play(road, shuffled);
      say("troubled", road, troubled);

      assertThat(count(road, "SELECT count(*) FROM store.incident WHERE retracted"))
          .as("alarms of silence that late readings took back")
          .isPositive();
      assertThat(troubled).containsExactlyInAnyOrderEntriesOf(calm);
    }
  }

  private List<Reading> readings(Path registry) throws Exception {
    RegistryFiles.Result files = RegistryFiles.read(registry);
    FleetConfig config =
        FleetConfig.of(
                "tcp://127.0.0.1:1",
                RegisteredFleet.of(((RegistryFiles.Result.Valid) files).registry()))
            .withHistory(Duration.ZERO)
            .withFaults(FaultRates.parse("usual,backlog=0.00002,dead=0.01,burner=0.01"))
            .withIncidentFaults(IncidentFaults.parse("lamps=1,controls=1"))
            .withSeed(seed)
            .withTruth(directory.resolve("truth.jsonl"));
    return PlayedReadings.of(config, NOON, NOON + Duration.ofDays(nights).toMillis());
  }

  /** One part after the other; after each but the last the job dies in the midst of it. */
  private Map<String, String> play(Road road, List<KafkaPart> parts) throws Exception {
    JobSettings settings = road.job().withIncidents(true).withParallelism(2);
    long sent = 0;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", road.kafka()))) {
      keepForEver(admin);
      for (KafkaPart part : parts.subList(0, parts.size() - 1)) {
        long before = sent;
        sent += part.sendTo(road.kafka());
        long middle = (before + sent) / 2;
        try (MortalJob job = new MortalJob(settings)) {
          await().atMost(PATIENCE).until(() -> Road.covered(admin) >= middle);
        }
      }
      long all = sent + parts.get(parts.size() - 1).sendTo(road.kafka());
      try (MortalJob job = new MortalJob(settings)) {
        await().atMost(PATIENCE).until(() -> Road.covered(admin) == all);
        return settled(road);
      }
    }
  }

  /** These nights are long ago, and Kafka's retention goes by the time of the readings. */
  private static void keepForEver(Admin admin) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, Topics.READINGS),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, "-1"),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  /** What is said leaves with the checkpoint after the next one at the latest. */
  private static Map<String, String> settled(Road road) {
    List<Map<String, String>> last = new ArrayList<>(List.of(Map.of()));
    await()
        .atMost(PATIENCE)
        .during(CHECKPOINTS_OF_WAITING)
        .until(
            () -> {
              Map<String, String> before = last.set(0, standing(road));
              return before.equals(last.get(0));
            });
    return last.get(0);
  }

  private static Map<String, String> standing(Road road) throws SQLException {
    Map<String, String> rows = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(road.jdbcOwner());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(STANDING)) {
      while (row.next()) {
        rows.put(row.getString(1), row.getString(2));
      }
    }
    return rows;
  }

  private static void say(String what, Road road, Map<String, String> standing) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%s: %d incidents stand, %d taken back%n",
        what,
        standing.size(),
        count(road, "SELECT count(*) FROM store.incident WHERE retracted"));
  }

  private static long count(Road road, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(road.jdbcOwner());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
