package city.sawang.local.notify.outbox;

import city.sawang.local.notify.config.Pace;
import city.sawang.local.notify.message.NotificationKind;
import city.sawang.local.notify.outbox.PendingIncident.Change;
import city.sawang.local.notify.outbox.PendingIncident.Present;
import city.sawang.local.notify.outbox.PendingIncident.SeenChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges which changes of an incident are announced (CONTRACT.md#notifications). Knows no clock and no
 * database: the same changes at the same instant have the same fate.
 */
final class ChangeJudge {
  private static final Ruling PASS = new Ruling.Pass();

  private final Pace pace;

  ChangeJudge(Pace pace) {
    this.pace = pace;
  }

  /** A ruling for each change, in their order. */
  List<Ruling> judge(PendingIncident incident, Instant now) {
    List<Ruling> rulings = new ArrayList<>();
    Announced last = incident.announcement().state();
    List<SeenChange> changes = incident.changes();
    for (int i = 0; i < changes.size(); i++) {
      SeenChange change = changes.get(i);
      Ruling ruling = PASS;
      if (change.change().isOpening() && !last.isOpen()) {
        Optional<SeenChange> end = firstEnd(changes.subList(i + 1, changes.size()));
        ruling = opening(change, end, incident.present(), last, now);
      } else if (change.change().isClosing()) {
        ruling = closing(change, last);
      }
      if (ruling instanceof Ruling.Wait) {
        // What comes after it cannot be judged before it; its end would have been seen above.
        while (rulings.size() < changes.size()) {
          rulings.add(ruling);
        }
        return rulings;
      }
      if (ruling instanceof Ruling.Announce announce) {
        last = announce.kind().isOpening() ? Announced.OPEN : Announced.OVER;
      }
      rulings.add(ruling);
    }
    return rulings;
  }

  private static Optional<SeenChange> firstEnd(List<SeenChange> later) {
    return later.stream().filter(change -> change.change().isClosing()).findFirst();
  }

  private Ruling opening(
      SeenChange change, Optional<SeenChange> end, Present present, Announced last, Instant now) {
    Instant heldUntil = change.recordedAt().plus(hold(change));
    if (end.isPresent() && end.get().recordedAt().isBefore(heldUntil)) {
      return PASS;
    }
    if (end.isEmpty() && now.isBefore(heldUntil)) {
      return new Ruling.Wait(heldUntil);
    }
    if (present.explained() || present.retracted()) {
      return PASS;
    }
    if (end.isPresent() && change.at().isBefore(change.recordedAt().minus(Pace.HISTORY))) {
      return PASS;
    }
    if (present.asideUntil().isPresent() && now.isBefore(present.asideUntil().get())) {
      return end.isPresent() ? PASS : new Ruling.Wait(present.asideUntil().get());
    }
    return new Ruling.Announce(
        last == Announced.OVER ? NotificationKind.REOPENED : NotificationKind.RAISED);
  }

  private Duration hold(SeenChange change) {
    return change.change() == Change.RELEASED ? pace.holdReleased() : pace.hold();
  }

  /** Who heard that it is open hears of its end, whatever it was explained by meanwhile. */
  private static Ruling closing(SeenChange change, Announced last) {
    if (change.change() == Change.RETRACTED) {
      return last == Announced.NOTHING ? PASS : new Ruling.Announce(NotificationKind.RETRACTED);
    }
    return last.isOpen() ? new Ruling.Announce(NotificationKind.CLEARED) : PASS;
  }
}
