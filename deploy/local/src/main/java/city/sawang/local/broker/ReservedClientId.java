package city.sawang.local.broker;

import city.sawang.ingest.config.MqttLogin;

/**
 * A client id that belongs to one login: whoever else comes with it would take over a session and
 * its queue.
 */
public record ReservedClientId(String clientId, MqttLogin login) {
  boolean isFor(String claimed) {
    return clientId.equals(claimed);
  }

  boolean admits(String user, String password) {
    return login.username().equals(user) && login.password().equals(password);
  }
}
