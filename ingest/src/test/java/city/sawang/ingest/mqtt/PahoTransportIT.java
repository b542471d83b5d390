package city.sawang.ingest.mqtt;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Paho against a real broker. */
class PahoTransportIT extends MqttTransportContract {
  private static EmbeddedArtemis artemis;

  @BeforeAll
  static void start(@TempDir Path directory) {
    artemis = new EmbeddedArtemis(directory);
  }

  @AfterAll
  static void stop() {
    artemis.close();
  }

  @Override
  MqttTransport transport() {
    return MqttTransport.paho();
  }

  @Override
  String broker() {
    return artemis.uri();
  }
}
