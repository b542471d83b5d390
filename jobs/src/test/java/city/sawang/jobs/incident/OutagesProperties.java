package city.sawang.jobs.incident;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.incident.CityLife.Place;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.FaultCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** What is published of a city does not depend on order, restarts, or when it was looked at. */
class OutagesProperties {
  private static final int INTERVAL = 10;
  private static final int DAY_MINUTES = 1_440;
  private static final long BEGIN = Life.local("2026-11-20T15:00");
  private static final int LAMPS = 16;

  /** A reading of a lamp, or a word of a meter, and when it comes. */
  private record Message(String lampId, LampReading reading, String feeder, long watts, long at) {}

  /** A random life of a city in which circuits, gateways, its link and lamps fail now and then. */
  private static final class FaultyCity {
    final List<Place> places = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final boolean nightPowered;
    final long end;
    private final Random random;
    private final int[] silentUntil = new int[LAMPS];
    private final int[] darkUntil = new int[LAMPS];
    private final int[] deadMeterUntil = new int[2];

    FaultyCity(long seed, int days) {
      random = new Random(seed);
      nightPowered = random.nextInt(4) == 0;
      for (int i = 0; i < LAMPS; i++) {
        places.add(new Place(String.format("l-%02d", i), "f-" + i / 8, "g-" + i % 8 / 4));
      }
      for (int minute = 0; minute < days * DAY_MINUTES; minute++) {
        if (random.nextInt(300) == 0) {
          fail(minute);
        }
        for (int i = 0; i < LAMPS; i++) {
          if (minute % INTERVAL == i % INTERVAL && minute >= silentUntil[i]) {
            add(i, minute);
          }
        }
        for (int f = 0; f < 2; f++) {
          if (minute % INTERVAL == 0 && minute >= deadMeterUntil[f]) {
            long watts = random.nextInt(3) == 0 ? 4 : 400;
            messages.add(new Message(null, null, "f-" + f, watts, BEGIN + minute * Say.MINUTE));
          }
        }
      }
      end = BEGIN + days * DAY_MINUTES * Say.MINUTE;
    }

    private void fail(int minute) {
      int until = minute + 20 + random.nextInt(600);
      int which = random.nextInt(8);
      boolean silent = random.nextBoolean();
      for (int i = 0; i < LAMPS; i++) {
        boolean hit =
            switch (random.nextInt(20) == 0 ? 9 : which) {
              case 0 -> true;
              case 1, 2, 3 -> i / 8 == which % 2;
              case 4, 5 -> i % 8 / 4 == which % 2;
              case 6 -> i == minute % LAMPS;
              default -> false;
            };
        if (hit && silent) {
          silentUntil[i] = until + random.nextInt(10);
        } else if (hit) {
          darkUntil[i] = until + random.nextInt(10);
        }
      }
      if (random.nextBoolean()) {
        deadMeterUntil[which % 2] = until;
      }
    }

    private void add(int lamp, int minute) {
      String said =
          minute < darkUntil[lamp]
              ? random.nextInt(10) == 0 ? "P=0 V=0 F=lastGasp" : "P=0 V=230"
              : "P=50 V=230";
      messages.add(
          new Message(
              places.get(lamp).lampId(),
              Say.one(BEGIN, minute + " " + said),
              null,
              0,
              BEGIN + minute * Say.MINUTE));
    }

    CityLife city() {
      return new CityLife(places, nightPowered, "f-0", "f-1");
    }
  }

  private static void give(CityLife city, Message message) {
    if (message.lampId() == null) {
      city.meter(message.feeder(), message.at(), message.watts());
    } else {
      city.accept(message.lampId(), message.reading());
    }
  }

  private static CityLife inOrder(FaultyCity faulty) {
    CityLife city = faulty.city();
    long clock = BEGIN;
    for (Message message : faulty.messages) {
      if (message.at() > clock) {
        city.at(clock + 30_000);
        clock = message.at();
      }
      give(city, message);
    }
    city.at(faulty.end);
    return city;
  }

  /** One in five comes up to 60 hours late; restarts now and then. */
  private static CityLife late(FaultyCity faulty, Random random) {
    record Delayed(Message message, long arrival) {}
    List<Delayed> delayed =
        faulty.messages.stream()
            .map(
                m ->
                    new Delayed(
                        m,
                        m.at()
                            + (random.nextInt(5) == 0 ? random.nextInt(60 * 3_600) * 1_000L : 0)))
            .sorted(Comparator.comparingLong(Delayed::arrival))
            .toList();
    CityLife city = faulty.city();
    for (Delayed d : delayed) {
      give(city, d.message());
      if (random.nextInt(30) == 0) {
        city.at(Math.min(d.arrival(), faulty.end));
      }
      if (random.nextInt(400) == 0) {
        city.restart();
      }
    }
    city.at(faulty.end);
    return city;
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void anyOrderWithinTheHorizonIsLikeInOrder(@ForAll long seed) {
    FaultyCity faulty = new FaultyCity(seed, 3);

    CityLife ordered = inOrder(faulty);
    CityLife late = late(faulty, new Random(seed));

    assertThat(CityLife.differences(ordered, late)).isEmpty();
    assertThat(late.violations).isEmpty();
    assertThat(ordered.violations).isEmpty();
  }

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void whatIsLongGoneIsForgottenAndNotTakenBack(@ForAll long seed) {
    FaultyCity faulty = new FaultyCity(seed, 12);

    CityLife ordered = inOrder(faulty);
    CityLife late = late(faulty, new Random(seed));

    assertThat(CityLife.differences(ordered, late)).isEmpty();
    assertThat(late.violations).isEmpty();
    // Of lamps that fail several times a day.
    assertThat(ordered.bytesKept()).isLessThan(LAMPS * 8_000);
  }

  /** Every root appears, else the comparison says nothing of it. */
  @Test
  void theLivesHaveOutagesOfEveryKind() {
    Set<FaultCode> seen = EnumSet.noneOf(FaultCode.class);
    for (long seed = 0; seed < 12; seed++) {
      CityLife city = inOrder(new FaultyCity(seed, 4));
      city.rows.values().forEach(incident -> seen.add(incident.code()));
    }
    assertThat(seen)
        .contains(FaultCode.FEEDER_OUTAGE, FaultCode.GATEWAY_OUTAGE, FaultCode.CITY_LINK_DOWN);
  }

  /** The comparison must find a reading that was forgotten, else its silence proves nothing. */
  @Test
  void theComparisonFindsForgottenReadings() {
    FaultyCity faulty = new FaultyCity(3, 4);
    CityLife ordered = inOrder(faulty);
    Random random = new Random(3);
    faulty.messages.removeIf(message -> random.nextInt(20) == 0);

    assertThat(CityLife.differences(ordered, inOrder(faulty))).isNotEmpty();
  }
}
