package city.sawang.local.platform;

import city.sawang.local.InvalidInput;
import city.sawang.local.notify.config.NotifyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What to start.
 *
 * @param fleet {@code pilot}, {@code none} or a registry directory whose lamps are simulated
 * @param registry directory of the cities
 * @param profiles directory of the vendor profiles
 * @param dashboards directory of the dashboards
 * @param history how much of the fleet's past to send first; null: the simulator's own choice
 * @param seed of the fleet
 * @param jdbcUrl own database with its owner's login, or null for the embedded one
 * @param mqttUrl own broker, or null for the embedded one
 * @param ports asked only once the data directory is ours and an orphan of a killed start is gone
 * @param invariants pause between two checks of the invariants, at least one second
 * @param newLog name of a Kafka log that may be read from its first record; empty: none
 * @param incidents whether lamps are watched, and who is told
 */
public record PlatformOptions(
    String fleet,
    Path registry,
    Path profiles,
    Path dashboards,
    Duration history,
    long seed,
    String jdbcUrl,
    String mqttUrl,
    Supplier<Ports> ports,
    Duration invariants,
    String newLog,
    IncidentWatch incidents) {
  /**
   * What is done about incidents.
   *
   * @param watched every lamp is watched for incidents
   * @param receivers who is told of them; empty: nobody
   */
  public record IncidentWatch(boolean watched, Optional<NotifyConfig> receivers) {
    /** Nobody watches. */
    public static final IncidentWatch NONE = new IncidentWatch(false, Optional.empty());

    public IncidentWatch {
      if (receivers.isPresent() && !watched) {
        throw new InvalidInput("--notify: there is nothing to tell, expected --incidents with it");
      }
    }
  }

  public PlatformOptions {
    if (invariants.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new InvalidInput("--invariants-every %s: expected 1s or more".formatted(invariants));
    }
    if (jdbcUrl != null && !jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new InvalidInput(
          "--jdbc-url %s: expected jdbc:postgresql://host:port/database?user=…&password=…"
              .formatted(jdbcUrl));
    }
    if (mqttUrl != null && !mqttUrl.matches("(tcp|ssl|mqtt|mqtts)://[^/]+")) {
      throw new InvalidInput("--mqtt-url %s: expected tcp://host:port".formatted(mqttUrl));
    }
  }
}
