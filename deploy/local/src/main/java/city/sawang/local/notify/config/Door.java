package city.sawang.local.notify.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** How messages get to a receiver. Texts of secrets are in no {@code toString}. */
public sealed interface Door {
  /** Where it is, for people, without what may be secret in it: {@code https://example.org}. */
  String place();

  /**
   * What Alertmanager sends to its webhook receivers, version 4.
   *
   * @param bearer token of the header Authorization; empty: none
   */
  record Alertmanager(URI url, Optional<String> bearer) implements Door {
    @Override
    public String place() {
      return Door.origin(url);
    }

    @Override
    public String toString() {
      return "alertmanager " + place();
    }
  }

  /**
   * Our own JSON (CONTRACT.md#notifications).
   *
   * @param bearer token of the header Authorization; empty: none
   */
  record Webhook(URI url, Optional<String> bearer) implements Door {
    @Override
    public String place() {
      return Door.origin(url);
    }

    @Override
    public String toString() {
      return "webhook " + place();
    }
  }

  /**
   * A push message of LINE's Messaging API.
   *
   * @param to id of the user, group or room
   * @param token channel access token
   */
  record Line(URI api, String to, String token) implements Door {
    /** Where LINE takes push messages. */
    public static final URI PUSH = URI.create("https://api.line.me/v2/bot/message/push");

    @Override
    public String place() {
      return Door.origin(api);
    }

    @Override
    public String toString() {
      return "line " + place();
    }
  }

  /**
   * E-mail.
   *
   * @param from one address
   * @param to at least one address
   */
  record Mail(SmtpServer server, String from, List<String> to) implements Door {
    public Mail {
      to = List.copyOf(to);
    }

    @Override
    public String place() {
      return server.host() + ":" + server.port();
    }
  }

  /** How the connection to a mail server is encrypted. */
  enum MailEncryption {
    /** It begins plain and must become TLS before anything else is said. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS,
    /** For a server on this machine. */
    NONE
  }

  /**
   * A mail server.
   *
   * @param login empty: without
   */
  record SmtpServer(String host, int port, MailEncryption encryption, Optional<SmtpLogin> login) {}

  /** Who sends. */
  record SmtpLogin(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }
}
