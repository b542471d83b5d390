package city.sawang.ingest;

import city.sawang.ingest.config.MqttSettings;
import city.sawang.ingest.mqtt.BrokerSockets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** Publishes test messages, QoS 1, and waits until the broker has acknowledged every one. */
final class TestDevices implements AutoCloseable {
  private static final int AT_ONCE = 50;
  private final MqttAsyncClient client;
  private final String city;

  TestDevices(String broker, String city) {
    this(MqttSettings.of(List.of(broker), "devices-" + city), city);
  }

  TestDevices(MqttSettings mqtt, String city) {
    this.city = city;
    String broker = mqtt.brokers().get(0);
    try {
      client = new MqttAsyncClient(broker, "devices-" + city, new MemoryPersistence());
      MqttConnectionOptions options = new MqttConnectionOptions();
      options.setSocketFactory(BrokerSockets.of(mqtt, broker).factory());
      client.connect(options).waitForCompletion(10_000);
    } catch (MqttException e) {
      throw new IllegalStateException("connect to " + broker, e);
    }
  }

  /** Readings with the sequence numbers from (inclusive) to (exclusive), of ten lamps in turn. */
  void publish(long from, long to) {
    List<IMqttToken> tokens = new ArrayList<>();
    for (long seq = from; seq < to; seq++) {
      tokens.add(send("lamp-" + seq % 10 + "/reading", "reading " + seq));
      if (tokens.size() == AT_ONCE) {
        await(tokens);
      }
    }
    await(tokens);
  }

  void publish(String belowCity, String payload) {
    await(new ArrayList<>(List.of(send(belowCity, payload))));
  }

  private IMqttToken send(String belowCity, String payload) {
    try {
      MqttMessage message = new MqttMessage(payload.getBytes(StandardCharsets.UTF_8));
      message.setQos(1);
      return client.publish("lighting/v1/" + city + '/' + belowCity, message);
    } catch (MqttException e) {
      throw new IllegalStateException("publish", e);
    }
  }

  private static void await(List<IMqttToken> tokens) {
    try {
      for (IMqttToken token : tokens) {
        token.waitForCompletion(20_000);
        if (token.getReasonCodes()[0] >= 0x80) {
          throw new IllegalStateException("refused with reason " + token.getReasonCodes()[0]);
        }
      }
    } catch (MqttException e) {
      throw new IllegalStateException("await PUBACK", e);
    }
    tokens.clear();
  }

  @Override
  public void close() {
    try {
      client.disconnect().waitForCompletion(5000);
      client.close();
    } catch (MqttException e) {
      throw new IllegalStateException("disconnect", e);
    }
  }
}
