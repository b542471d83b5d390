package city.sawang.ingest.config;

import static city.sawang.ingest.config.Requirement.require;

/** User name and password at the MQTT broker. */
public record MqttLogin(String username, String password) {
  public MqttLogin {
    require(!username.isBlank()).orRefuse("mqtt.login.username", username, "a name");
  }

  @Override
  public String toString() {
    return "Login[username=" + username + ", password=…]";
  }
}
