package city.sawang.ingest.mqtt;

import city.sawang.ingest.config.TlsFiles;
import city.sawang.ingest.kafka.RestartableKafka;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.SocketFactory;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A real MQTT 5 broker on a free port; it can be stopped and started again over its data. */
public final class EmbeddedArtemis implements AutoCloseable {
  private final Path directory;
  private final int port = RestartableKafka.freePort();
  private final String transport;
  private EmbeddedActiveMQ server;

  public EmbeddedArtemis(Path directory) {
    this(directory, "");
  }

  /**
   * @param transport further settings of the acceptor, {@code key=value;key=value}
   */
  public EmbeddedArtemis(Path directory, String transport) {
    this.directory = directory;
    this.transport = transport;
    start();
  }

  public void start() {
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

  public int port() {
    return port;
  }

  public String uri() {
    return "tcp://127.0.0.1:" + port;
  }

  /** Makes sockets that speak TLS, for a client of a test that is no MQTT library. */
  public static SocketFactory trusting(TlsFiles files) {
    return TlsContext.of(Optional.of(files)).getSocketFactory();
  }

  public void stop() {
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
