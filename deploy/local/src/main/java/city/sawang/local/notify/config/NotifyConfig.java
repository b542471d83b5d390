package city.sawang.local.notify.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a file of receivers says (CONTRACT.md#notifications).
 *
 * @param pace when and how much is announced
 * @param dashboards where a message sends its readers; empty: nowhere
 * @param receivers 1…{@value #MOST_RECEIVERS}, each name once
 */
public record NotifyConfig(Pace pace, Optional<URI> dashboards, List<ReceiverConfig> receivers) {
  /** Each has a thread and a connection. */
  static final int MOST_RECEIVERS = 50;

  public NotifyConfig {
    receivers = List.copyOf(receivers);
    if (receivers.isEmpty() || receivers.size() > MOST_RECEIVERS) {
      throw new IllegalArgumentException(
          "receivers: %d, expected 1…%d".formatted(receivers.size(), MOST_RECEIVERS));
    }
  }
}
