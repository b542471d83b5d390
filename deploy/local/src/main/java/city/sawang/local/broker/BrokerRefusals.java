package city.sawang.local.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and names what the embedded broker did not let in, as {@code
 * sawang_broker_refusals_total{what}}. One line a second of each kind at most: a device that repeats
 * itself must not fill the disk.
 */
final class BrokerRefusals {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerRefusals.class);
  private static final long LINE_EVERY_NANOS = 1_000_000_000L;
  private static final int LONGEST_QUOTE = 200;

  /** What was refused. */
  enum What {
    PACKET,
    TOPIC,
    WILL,
    FILTER,
    CLIENT_ID
  }

  private final Map<What, Counter> counters = new EnumMap<>(What.class);
  private final Map<What, AtomicLong> lastLines = new EnumMap<>(What.class);

  BrokerRefusals(MeterRegistry metrics) {
    for (What what : What.values()) {
      counters.put(
          what,
          Counter.builder("sawang.broker.refusals")
              .description("What the embedded MQTT broker did not let in")
              .tag("what", what.name().toLowerCase(Locale.ROOT))
              .register(metrics));
      lastLines.put(what, new AtomicLong(System.nanoTime() - LINE_EVERY_NANOS));
    }
  }

  /**
   * @param from the client, its id and address
   * @param name what was asked for
   * @param why it was refused
   */
  void add(What what, String from, String name, String why) {
    counters.get(what).increment();
    AtomicLong last = lastLines.get(what);
    long now = System.nanoTime();
    long before = last.get();
    if (now - before >= LINE_EVERY_NANOS && last.compareAndSet(before, now)) {
      LOG.warn("refused {} of {}: {}: {}", what, from, why, quote(name));
    }
  }

  private static String quote(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    name.codePoints()
        .limit(LONGEST_QUOTE)
        .forEach(
            point -> {
              if (BrokerNames.characterFlaw(Character.toString(point)) == null) {
                quoted.appendCodePoint(point);
              } else {
                quoted.append("\\u{%X}".formatted(point));
              }
            });
    return quoted.append('"').toString();
  }
}
