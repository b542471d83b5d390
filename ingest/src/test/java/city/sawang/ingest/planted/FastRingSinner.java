package city.sawang.ingest.planted;

import city.sawang.ingest.kafka.RestartableKafka;

/** Named like the fast ring, and starts Kafka behind a helper: both the test must see. */
final class FastRingSinner {
  private FastRingSinner() {}

  static final class StartsKafkaTest {
    int port() {
      return Helper.port();
    }
  }

  static final class Helper {
    private Helper() {}

    static int port() {
      return RestartableKafka.freePort();
    }
  }
}
