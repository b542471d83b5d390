package city.sawang.local.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * What a city would write instead of a platform: one MQTT client that parses each message and
 * inserts it, acknowledged after the commit. No Kafka, no deduplication, no metering, no ledger.
 */
final class InsertBaseline implements MqttCallback {
  private static final long LIMIT_SECONDS = 600;

  private final MqttAsyncClient client;
  private final MqttConnectionOptions session = new MqttConnectionOptions();
  private final ObjectMapper json = new ObjectMapper();
  private final int rowsPerCommit;
  private final int messages;
  private final CompletableFuture<Long> finished = new CompletableFuture<>();
  private Connection database;
  private PreparedStatement insert;
  private int[] packetIds;
  private int waiting;
  private int taken;
  private long began;

  /**
   * @param name of its session and its table
   * @param rowsPerCommit 1: one INSERT per message
   * @param messages how many it takes
   */
  InsertBaseline(String mqtt, String name, int rowsPerCommit, int messages) throws MqttException {
    this.rowsPerCommit = rowsPerCommit;
    this.messages = messages;
    this.packetIds = new int[rowsPerCommit];
    client = new MqttAsyncClient(mqtt, name, new MemoryPersistence());
    session.setCleanStart(false);
    session.setSessionExpiryInterval(86_400L);
    session.setAutomaticReconnect(false);
    client.setManualAcks(true);
    client.setCallback(this);
  }

  /** Makes the session in which the broker keeps messages. */
  void subscribe() throws MqttException {
    client.connect(session).waitForCompletion();
    client.subscribe("lighting/v1/+/+/reading", 1).waitForCompletion();
    client.disconnect().waitForCompletion();
  }

  /**
   * Takes the messages that the broker has kept.
   *
   * @return rows per second
   */
  double drain(String jdbc) throws Exception {
    String table = client.getClientId();
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement()) {
      database = connection;
      statement.execute(
          "CREATE TABLE %s (city text, controller text, observed_at timestamptz, boot bigint, seq bigint, power numeric, energy numeric, PRIMARY KEY (city, controller, boot, seq))"
              .formatted(table));
      database.setAutoCommit(false);
      insert = database.prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?, ?, ?, ?, ?)");
      client.connect(session).waitForCompletion();
      long nanos = finished.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      client.disconnectForcibly();
      return messages * 1e9 / nanos;
    } finally {
      client.close(true);
    }
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws Exception {
    if (taken == messages) {
      return;
    }
    try {
      began = taken == 0 ? System.nanoTime() : began;
      taken++;
      take(topic.split("/"), message);
    } catch (SQLException | RuntimeException e) {
      finished.completeExceptionally(e);
    }
  }

  private void take(String[] level, MqttMessage message) throws Exception {
    JsonNode reading = json.readTree(message.getPayload());
    insert.setString(1, level[2]);
    insert.setString(2, level[3]);
    insert.setTimestamp(3, observedAt(reading.path("observedAt")));
    insert.setLong(4, reading.path("bootId").asLong());
    insert.setLong(5, reading.path("seq").asLong());
    insert.setBigDecimal(6, reading.path("activePowerW").decimalValue());
    insert.setBigDecimal(7, reading.path("energyTotalWh").decimalValue());
    insert.addBatch();
    packetIds[waiting++] = message.getId();
    if (waiting == rowsPerCommit || taken == messages) {
      insert.executeBatch();
      database.commit();
      for (int i = 0; i < waiting; i++) {
        client.messageArrivedComplete(packetIds[i], 1);
      }
      waiting = 0;
    }
    if (taken == messages) {
      finished.complete(System.nanoTime() - began);
    }
  }

  private static Timestamp observedAt(JsonNode value) {
    return value.isNumber()
        ? new Timestamp(value.asLong())
        : Timestamp.from(OffsetDateTime.parse(value.asText()).toInstant());
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    finished.completeExceptionally(new IllegalStateException("disconnected: " + response));
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    finished.completeExceptionally(exception);
  }

  @Override
  public void deliveryComplete(IMqttToken token) {
    // It publishes nothing.
  }

  @Override
  public void connectComplete(boolean reconnect, String server) {
    // Nothing to do: the session is there.
  }

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {
    // The bench's broker asks for none.
  }
}
