package city.sawang.jobs.incident.outage;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.PublishedIncidents;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.MeteringRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns what is wrong with the lamps of a city into what is published: one outage for one cause, with
 * the incidents of its lamps under it (INCIDENTS.md#outages). What is published is a function of the
 * incidents and signs of the lamps, of the registry, of what meters said, and of the clock.
 *
 * <p>Keeps nothing between calls but the sun's times. Not safe for use by several threads.
 */
public final class CityOutages {
  private static final long DAY = 86_400_000L;

  /** Signs are kept so much longer than the outages that they make may change. */
  private static final long SIGNS_LONGER = 3 * DAY;

  /** What is dark by an outage that goes on is counted up to the last of such steps. */
  private static final long DARKNESS_STEP = 900_000L;

  private final RuleSet rules;
  private final long horizonMillis;
  private final ExpectedState expected = new ExpectedState();

  public CityOutages(RuleSet rules, MeteringRules metering) {
    this.rules = rules;
    horizonMillis = metering.horizonMillis();
  }

  /**
   * A city as it is now.
   *
   * @param outages what was published of its outages, as the last call answered it; empty at first
   * @param clock the latest instant known to be over, epoch milliseconds
   */
  @SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
  public record Situation(
      String cityId, CityTopology topology, MeterWords words, byte[] outages, long clock) {}

  /**
   * What a call changed.
   *
   * @param outages to be kept
   * @param explanations for {@link #refresh}, until {@code nextInstant}
   * @param wordsSince what meters said before it is needed only where an outage was judged by it:
   *     {@link Explanations#needWordsOf}
   * @param nextInstant the first instant at which time alone may change something
   */
  @SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
  public record Judged(
      List<IncidentChange> changes,
      byte[] outages,
      Explanations explanations,
      long wordsSince,
      long nextInstant) {}

  /** Takes what the readings of a lamp changed; nothing is published by that alone. */
  public static boolean take(LampStore lamps, IncidentChange change) {
    String lampId = change.incident().subjectId();
    WatchedLamp lamp = WatchedLamp.read(lamps.get(lampId));
    boolean more = lamp.take(change);
    store(lamps, lampId, lamp);
    return more;
  }

  /** Judges the whole city. */
  public Judged judge(Situation city, LampStore store) {
    Map<String, WatchedLamp> lamps = new TreeMap<>();
    store.all().forEach(e -> lamps.put(e.getKey(), WatchedLamp.read(e.getValue())));
    Map<String, List<Sign>> signs = new HashMap<>();
    long together = rules.outages().togetherMillis(city.topology().city().intervalMillis);
    lamps.forEach((id, lamp) -> signs.put(id, lamp.signs(together)));

    DetectedOutages detected =
        new DetectedOutages(
            city.cityId(),
            rules,
            new OutageJudge(city.topology(), rules.outages(), city.words(), expected, signs)
                .outages(),
            city.clock());
    long over = city.clock() - horizonMillis;
    long step = city.clock() - Math.floorMod(city.clock(), DARKNESS_STEP);
    List<Incident> all = detected.incidents(new Darkness(signs, expected, step), expected);
    List<Incident> outages = standing(all, over);
    PublishedIncidents published = PublishedIncidents.read(city.outages());
    published.forgetOver(over, rules.reopenMillis());
    List<IncidentChange> changes = new ArrayList<>(published.replace(outages));

    Explanations explanations =
        new Explanations(
            detected,
            together,
            incident -> PublishedIncidents.isOver(incident, over, rules.reopenMillis()));
    // What an outage explains may end a little after it.
    long signsBefore = signsBefore(standing(all, over - DAY), over, together);
    lamps.forEach(
        (id, lamp) -> {
          lamp.forget(signsBefore, over, rules.reopenMillis());
          changes.addAll(explanations.publish(lamp, signs.get(id), city.clock()));
          store(store, id, lamp);
        });
    // Once a day in any case: what is over is forgotten.
    long next =
        Math.min(detected.nextInstant(city.clock()), DAY * (Math.floorDiv(city.clock(), DAY) + 1));
    if (outages.stream().anyMatch(i -> i.isOpen() && i.code().darkens())) {
      next = Math.min(next, step + DARKNESS_STEP);
    }
    long wordsSince = over - rules.reopenMillis() - SIGNS_LONGER;
    return new Judged(changes, published.bytes(), explanations, wordsSince, next);
  }

  /**
   * Publishes what changed of some lamps while the outages stay as they are.
   *
   * @param explanations what the last {@link #judge} answered
   */
  public List<IncidentChange> refresh(
      Explanations explanations, LampStore store, Collection<String> lampIds, long clock) {
    List<IncidentChange> changes = new ArrayList<>();
    for (String id : lampIds) {
      WatchedLamp lamp = WatchedLamp.read(store.get(id));
      changes.addAll(explanations.publish(lamp, clock));
      store(store, id, lamp);
    }
    return changes;
  }

  /** Those that something from an instant on may still change. */
  private List<Incident> standing(List<Incident> all, long over) {
    return all.stream()
        .filter(incident -> !PublishedIncidents.isOver(incident, over, rules.reopenMillis()))
        .toList();
  }

  private long signsBefore(List<Incident> outages, long over, long together) {
    long first = over - rules.reopenMillis() - SIGNS_LONGER;
    for (Incident outage : outages) {
      first = Math.min(first, outage.openedAt() - together);
    }
    return first;
  }

  private static void store(LampStore store, String lampId, WatchedLamp lamp) {
    if (lamp.isEmpty()) {
      store.remove(lampId);
    } else {
      store.put(lampId, lamp.bytes());
    }
  }
}
