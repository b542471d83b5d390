package city.sawang.local.notify.config;

import city.sawang.local.notify.config.Door.MailEncryption;
import city.sawang.local.notify.config.Door.SmtpLogin;
import city.sawang.local.notify.config.Door.SmtpServer;
import city.sawang.schemas.yaml.YamlMapping;
import city.sawang.schemas.yaml.YamlScalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Reads how messages get to a receiver. Secrets come from the environment, never from the file. */
final class DoorReader {
  static final List<String> KINDS = List.of("alertmanager", "webhook", "line", "email");

  private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;]{1,64}@[^\\s@<>,;]{1,250}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int STARTTLS_PORT = 587;
  private static final int TLS_PORT = 465;
  private static final int PLAIN_PORT = 25;

  private final NotifyMistakes mistakes;
  private final Map<String, String> environment;

  DoorReader(NotifyMistakes mistakes, Map<String, String> environment) {
    this.mistakes = mistakes;
    this.environment = environment;
  }

  /** The door; empty when there is a mistake in it. */
  Optional<Door> read(YamlMapping yaml) {
    Optional<String> kind = yaml.oneOf("kind", KINDS);
    if (kind.isEmpty()) {
      // What belongs to a kind can't be judged without it.
      yaml.keys();
      return Optional.empty();
    }
    return switch (kind.get()) {
      case "alertmanager" -> http(yaml, Door.Alertmanager::new);
      case "webhook" -> http(yaml, Door.Webhook::new);
      case "line" -> line(yaml);
      default -> mail(yaml);
    };
  }

  private Optional<Door> http(YamlMapping yaml, BiFunction<URI, Optional<String>, Door> door) {
    Optional<URI> url = url(yaml, "url");
    Optional<String> token = secret(yaml, "tokenEnv");
    return url.map(address -> door.apply(address, token));
  }

  private Optional<Door> line(YamlMapping yaml) {
    Optional<String> to = yaml.text("to");
    Optional<String> token = requiredSecret(yaml, "tokenEnv");
    URI api = yaml.has("url") ? url(yaml, "url").orElse(Door.Line.PUSH) : Door.Line.PUSH;
    return to.isEmpty() || token.isEmpty()
        ? Optional.empty()
        : Optional.of(new Door.Line(api, to.get(), token.get()));
  }

  private Optional<Door> mail(YamlMapping yaml) {
    Optional<SmtpServer> server =
        yaml.mapping("smtp")
            .flatMap(
                smtp -> {
                  Optional<SmtpServer> read = server(smtp);
                  smtp.refuseOthers();
                  return read;
                });
    if (!yaml.isMapping("smtp")) {
      yaml.wrong("smtp", "", "a mapping with host");
    }
    Optional<String> from = yaml.text("from").filter(text -> isAddress(yaml, "from", text));
    List<String> to = new ArrayList<>();
    for (YamlScalar one : yaml.scalars("to")) {
      if (ADDRESS.matcher(one.text()).matches()) {
        to.add(one.text());
      } else {
        mistakes.wrong(one.place(), one.text(), "an address such as crew@example.org");
      }
    }
    if (yaml.scalars("to").isEmpty()) {
      yaml.wrong("to", "", "at least one address such as crew@example.org");
    }
    return server.isEmpty() || from.isEmpty() || to.isEmpty()
        ? Optional.empty()
        : Optional.of(new Door.Mail(server.get(), from.get(), to));
  }

  private Optional<SmtpServer> server(YamlMapping yaml) {
    Optional<String> host = yaml.text("host");
    if (host.isPresent() && !HOST.matcher(host.get()).matches()) {
      yaml.wrong("host", host.get(), "the name or address of a mail server");
    }
    MailEncryption encryption = MailEncryption.STARTTLS;
    if (yaml.has("encryption")) {
      encryption =
          switch (yaml.oneOf("encryption", List.of("starttls", "tls", "none")).orElse("starttls")) {
            case "tls" -> MailEncryption.TLS;
            case "none" -> MailEncryption.NONE;
            default -> MailEncryption.STARTTLS;
          };
    }
    int usual =
        switch (encryption) {
          case STARTTLS -> STARTTLS_PORT;
          case TLS -> TLS_PORT;
          case NONE -> PLAIN_PORT;
        };
    int port = yaml.has("port") ? yaml.integer("port", 1, 65_535).orElse(usual) : usual;
    Optional<String> user = yaml.optionalText("user");
    Optional<String> password = secret(yaml, "passwordEnv");
    if (user.isPresent() && !yaml.has("passwordEnv")) {
      yaml.wrong("passwordEnv", "", "the name of the variable with the password of 'user'");
    }
    if (user.isEmpty() && yaml.has("passwordEnv")) {
      yaml.wrong("user", "", "the user whose password 'passwordEnv' has");
    }
    Optional<SmtpLogin> login =
        user.flatMap(name -> password.map(word -> new SmtpLogin(name, word)));
    int chosen = port;
    MailEncryption how = encryption;
    return host.map(name -> new SmtpServer(name, chosen, how, login));
  }

  private boolean isAddress(YamlMapping yaml, String key, String text) {
    boolean is = ADDRESS.matcher(text).matches();
    if (!is) {
      yaml.wrong(key, text, "an address such as sawang@example.org");
    }
    return is;
  }

  /** An address that HTTP requests are sent to. */
  Optional<URI> url(YamlMapping yaml, String key) {
    Optional<String> text = yaml.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text.get());
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getUserInfo() == null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // Reported below with what was expected.
    }
    // A login in it is not repeated.
    yaml.wrong(
        key,
        text.get().contains("@") ? "" : text.get(),
        "http://… or https://… without a login in it");
    return Optional.empty();
  }

  private Optional<String> requiredSecret(YamlMapping yaml, String key) {
    if (!yaml.has(key)) {
      yaml.wrong(key, "", "the name of the environment variable that holds the secret");
      return Optional.empty();
    }
    return secret(yaml, key);
  }

  /** The value of the variable that a key names; empty when the key is absent, or the variable. */
  private Optional<String> secret(YamlMapping yaml, String key) {
    Optional<String> name = yaml.optionalText(key);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String value = environment.get(name.get());
    if (!VARIABLE.matcher(name.get()).matches()) {
      // Somebody may have put the secret itself here: it is not repeated.
      yaml.wrong(key, "", "the name of an environment variable, not the secret itself");
      return Optional.empty();
    }
    if (value == null || value.isBlank()) {
      yaml.wrong(key, name.get(), "a variable that is set where this process was started");
      return Optional.empty();
    }
    return Optional.of(value);
  }
}
