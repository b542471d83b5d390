package city.sawang.local.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plays a fleet without a broker. */
final class Played {
  private Played() {}

  /** What it sends from {@code start} until before {@code end}, live from the first message on. */
  static List<FleetMessage> messages(FleetConfig config, long start, long end) {
    List<FleetMessage> messages = new ArrayList<>();
    try (FleetPlay play =
        new FleetPlay(config, new FleetPlay.Times(start, start, end, 1), Map.of())) {
      for (FleetMessage next = play.next(); next.dueAt() < end; next = play.next()) {
        messages.add(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("write the truth", e);
    }
    return messages;
  }
}
