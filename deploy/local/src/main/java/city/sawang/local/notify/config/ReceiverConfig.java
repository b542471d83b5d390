package city.sawang.local.notify.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Somebody who is notified.
 *
 * @param name {@code [A-Za-z0-9._-]{1,40}}: label of metrics, key of the outbox
 * @param door how messages get there
 * @param audience what it hears of
 * @param language of the texts
 * @param timeout for one message, from the first byte to the last, 1 s…60 s
 */
public record ReceiverConfig(
    String name, Door door, Audience audience, TextLanguage language, Duration timeout) {
  /** What a message to a receiver that is only slow may take. */
  static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

  /**
   * What a receiver hears of.
   *
   * @param cities empty: all
   * @param leastSeverity what is less severe is announced to others; the severities from worst to least
   *     are {@link #SEVERITIES}
   * @param digest whether it gets the daily digest
   */
  public record Audience(Set<String> cities, String leastSeverity, boolean digest) {
    /** Of ITU-T X.733, worst first. */
    public static final List<String> SEVERITIES = List.of("CRITICAL", "MAJOR", "MINOR", "WARNING");

    public Audience {
      cities = Set.copyOf(cities);
    }

    /** Whether it hears of a city. */
    public boolean hearsOf(String cityId) {
      return cities.isEmpty() || cities.contains(cityId);
    }

    /** Whether it hears of incidents of a severity; of one that nobody knows everybody hears. */
    public boolean minds(String severity) {
      int rank = SEVERITIES.indexOf(severity);
      return rank <= SEVERITIES.indexOf(leastSeverity);
    }
  }
}
