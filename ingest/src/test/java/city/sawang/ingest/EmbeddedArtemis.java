package city.sawang.ingest;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A real MQTT 5 broker on a free port; it can be stopped and started again over its data. */
final class EmbeddedArtemis implements AutoCloseable {
  private final Path directory;
  private final int port = EmbeddedKafka.freePort();
  private final String transport;
  private EmbeddedActiveMQ server;

  EmbeddedArtemis(Path directory) {
    this(directory, "");
  }

  /**
   * @param transport further settings of the acceptor, {@code key=value;key=value}
   */
  EmbeddedArtemis(Path directory, String transport) {
    this.directory = directory;
    this.transport = transport;
    start();
  }

  void start() {
    try {
      Configuration config =
          new ConfigurationImpl()
              .setPersistenceEnabled(true)
              .setJournalDirectory(directory.resolve("journal").toString())
              .setBindingsDirectory(directory.resolve("bindings").toString())
              .setLargeMessagesDirectory(directory.resolve("large").toString())
              .setPagingDirectory(directory.resolve("paging").toString())
              .setSecurityEnabled(false)
              .setMaxDiskUsage(-1)
              .addAcceptorConfiguration(
                  "mqtt", "tcp://127.0.0.1:" + port + "?protocols=MQTT;" + transport);
      config.getWildcardConfiguration().setRoutingEnabled(true);
      config.addAddressSetting(
          "#",
          new AddressSettings()
              .setMaxSizeBytes(64L << 20)
              .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE));
      server = new EmbeddedActiveMQ().setConfiguration(config);
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("start Artemis in " + directory, e);
    }
  }

  int port() {
    return port;
  }

  String uri() {
    return "tcp://127.0.0.1:" + port;
  }

  void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("stop Artemis", e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
