package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.profile.Profiles;
import city.sawang.local.Checkout;
import city.sawang.local.platform.Ports;
import city.sawang.local.services.BridgeService;
import city.sawang.local.services.PostgresServer;
import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.schemas.registry.RegistryFiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who checks the checker? One scenario, in which a fleet repeats itself, the bridge dies and the
 * job dies. The product as it is comes through it; with any one of three deliberate breakages
 * {@code ledger verify} must say so.
 */
class CheckerIsCheckedIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int MESSAGES = 2_500;
  private static final int BRIDGE_DIES_AFTER = 600;
  private static final int JOB_DIES_AFTER = 1_200;

  @TempDir private static Path server;
  private static PostgresServer postgres;

  @TempDir private Path directory;

  /** What {@code ledger verify} said. */
  private record Verified(int exitCode, JsonNode found) {
    long count(String kind) {
      return found.path(kind).asLong();
    }
  }

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = new PostgresServer(server, Ports.HOST, Ports.auto().postgres(), Road.SECRET);
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void theUnbrokenProductIsClean() throws Exception {
    Verified verified = play(Product.unbroken(), "whole", "60s");

    assertThat(verified.exitCode()).isZero();
  }

  @Test
  void acknowledgingBeforeKafkaConfirmedIsFound() throws Exception {
    Verified verified = play(Product.acknowledgingBeforeKafka(), "hasty_bridge", "5s");

    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.count("LOST")).isPositive();
  }

  @Test
  void missingDeduplicationIsFound() throws Exception {
    Verified verified = play(Product.withoutDeduplication(), "forgetful", "5s");

    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.count("DUPLICATE_EFFECT")).isPositive();
  }

  @Test
  void offsetsCommittedBeforeTheRowsAreWrittenAreFound() throws Exception {
    Verified verified = play(Product.committingOffsetsEarly(), "hasty_job", "5s");

    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.count("LOST") + verified.count("STALLED")).isPositive();
  }

  /**
   * @param name of its database
   * @param settle the verifier's patience with a platform that makes no more progress
   */
  private Verified play(Product product, String name, String settle) throws Exception {
    Path ledger = directory.resolve("ledger.jsonl");
    try (Road road = new Road(directory, postgres, name)) {
      FleetConfig fleet =
          FleetConfig.of(road.mqtt(), pilots())
              .withFaults(FaultRates.parse("usual,duplicate=0.05"))
              .withCount(MESSAGES)
              .withLedger(ledger);
      // Rows wait for a checkpoint, so that it matters what a checkpoint waits for.
      JobUnderTest job = new JobUnderTest(product, road.job(), Duration.ofMinutes(5));
      MortalBridge first =
          new MortalBridge(road.bridge(), BRIDGE_DIES_AFTER, product.acknowledgesEarly());
      try (job;
          first) {
        await().atMost(LIMIT).until(first::isReady);
        try (FleetSimulator playing = FleetSimulator.start(fleet)) {
          await().atMost(LIMIT).until(first::isDead);
          first.close();
          try (BridgeService second =
              new BridgeService(road.bridge(), Profiles.none(), new SimpleMeterRegistry())) {
            awaitCheckpointWith(road, JOB_DIES_AFTER);
            job.close();
            try (JobUnderTest heir =
                new JobUnderTest(product, road.job(), Duration.ofMillis(300))) {
              playing.awaitEnd();
              await().atMost(LIMIT).until(() -> playing.unacknowledged() == 0);
              return verify(road, ledger, settle);
            }
          }
        }
      }
    }
  }

  private static RegisteredFleet pilots() {
    RegistryFiles.Result files = RegistryFiles.read(Checkout.file("deploy/registry"));
    return RegisteredFleet.of(((RegistryFiles.Result.Valid) files).registry());
  }

  private static void awaitCheckpointWith(Road road, int records) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", road.kafka()))) {
      await().atMost(LIMIT).until(() -> Road.covered(admin) >= records);
    }
  }

  private Verified verify(Road road, Path ledger, String settle) throws Exception {
    Path report = directory.resolve("report.json");
    int exitCode =
        Road.run(
            "ledger",
            "verify",
            "--ledger",
            ledger.toString(),
            "--kafka",
            road.kafka(),
            "--jdbc",
            road.jdbc(),
            "--settle",
            settle,
            "--deadline",
            "90s",
            "--report",
            report.toString());
    return new Verified(exitCode, new ObjectMapper().readTree(report.toFile()).path("found"));
  }
}
