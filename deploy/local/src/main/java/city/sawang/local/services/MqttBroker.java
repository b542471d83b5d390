package city.sawang.local.services;

import city.sawang.local.broker.GatedMqtt;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * The embedded MQTT broker (Artemis). What it has acknowledged is in its journal and on the disk; a
 * backlog larger than its memory is paged to disk, never dropped and never refused. What it cannot
 * carry is refused with a reason, see {@link GatedMqtt}.
 */
public final class MqttBroker implements AutoCloseable {
  /** Above this an address pages to disk. */
  private static final long ADDRESS_MEMORY_BYTES = 8L << 20;

  private static final int PAGE_BYTES = 2 << 20;
  private static final long TOTAL_MEMORY_BYTES = 48L << 20;

  /**
   * Larger packets end their connection. The bridge takes 64 KiB of payload and keeps the beginning
   * of what is larger, in any packet.
   */
  private static final int LARGEST_PACKET_BYTES = 4 << 20;

  /** A group commit of the journal waits at most this long for company. */
  private static final int JOURNAL_BUFFER_NANOSECONDS = 1_000_000;

  private final EmbeddedActiveMQ server;

  /**
   * Starts the broker; it accepts clients when the constructor returns.
   *
   * @param data directory of its journal, created when absent
   * @param host address to listen on
   * @param port TCP port to listen on
   * @param gate what it lets in
   */
  public MqttBroker(Path data, String host, int port, GatedMqtt gate) throws Exception {
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setName("sawang");
    configuration.setPersistenceEnabled(true);
    configuration.setJournalDirectory(data.resolve("journal").toString());
    configuration.setBindingsDirectory(data.resolve("bindings").toString());
    configuration.setPagingDirectory(data.resolve("paging").toString());
    configuration.setLargeMessagesDirectory(data.resolve("large-messages").toString());
    configuration.setJournalType(JournalType.NIO);
    configuration.setJournalDatasync(true);
    configuration.setJournalSyncTransactional(true);
    configuration.setJournalSyncNonTransactional(true);
    configuration.setJournalBufferTimeout_NIO(JOURNAL_BUFFER_NANOSECONDS);
    configuration.setJournalFileSize(4 << 20);
    configuration.setSecurityEnabled(false);
    configuration.setJMXManagementEnabled(false);
    configuration.setMessageCounterEnabled(false);
    configuration.setGlobalMaxSize(TOTAL_MEMORY_BYTES);
    // A full disk is for the machine's owner to see, not a reason to block publishers for ever.
    configuration.setMaxDiskUsage(-1);
    configuration.setThreadPoolMaxSize(8);
    configuration.setScheduledThreadPoolMaxSize(2);
    configuration.addAcceptorConfiguration(
        "mqtt",
        ("tcp://%s:%d?protocols=MQTT;tcpNoDelay=true;remotingThreads=2"
                + ";defaultMqttSessionExpiryInterval=604800;maximumPacketSize=%d")
            .formatted(host, port, LARGEST_PACKET_BYTES));
    AddressSettings everyAddress = new AddressSettings();
    everyAddress.setAutoCreateAddresses(true);
    everyAddress.setAutoCreateQueues(true);
    everyAddress.setMaxSizeBytes(ADDRESS_MEMORY_BYTES);
    everyAddress.setPageSizeBytes(PAGE_BYTES);
    everyAddress.setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE);
    configuration.addAddressSetting("#", everyAddress);
    // Below $sys, where no client publishes or subscribes.
    configuration.setManagementAddress(SimpleString.of("$sys.management"));
    configuration.setManagementNotificationAddress(SimpleString.of("$sys.notifications"));
    configuration.setResolveProtocols(false);
    server = new Gated(gate);
    server.setConfiguration(configuration);
    server.start();
    if (!server.getActiveMQServer().isActive()) {
      throw new IllegalStateException(
          "the MQTT broker did not become active; its log says why (data: " + data + ")");
    }
    Set<String> acceptors = server.getActiveMQServer().getRemotingService().getAcceptors().keySet();
    if (!acceptors.contains("mqtt")) {
      throw new IllegalStateException("the MQTT broker does not listen on " + host + ":" + port);
    }
  }

  /**
   * From now on a broker that gives up (it cannot write to its journal, say) says so.
   *
   * @param givenUp hears why
   */
  public void whenItGivesUp(Consumer<String> givenUp) {
    server
        .getActiveMQServer()
        .registerIOCriticalErrorListener(
            (cause, message, file) ->
                givenUp.accept(
                    "the MQTT broker has given up: %s (%s); is the disk full?"
                        .formatted(message, cause)));
  }

  /** The server with no other protocol than ours. */
  private static final class Gated extends EmbeddedActiveMQ {
    private final GatedMqtt gate;

    Gated(GatedMqtt gate) {
      this.gate = gate;
    }

    @Override
    public void createActiveMQServer() throws Exception {
      super.createActiveMQServer();
      activeMQServer.addProtocolManagerFactory(gate);
    }
  }

  /** Whether it accepts clients. */
  public boolean isRunning() {
    return server.getActiveMQServer().isActive();
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
