package city.sawang.ingest.planted;

import org.eclipse.paho.mqttv5.client.MqttAsyncClient;

/** A class outside the MQTT package that knows the client library. */
final class KnowsPaho {
  String id(MqttAsyncClient client) {
    return client.getClientId();
  }
}
