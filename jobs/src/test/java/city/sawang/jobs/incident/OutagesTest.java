package city.sawang.jobs.incident;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.incident.CityLife.Place;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten lamps on each circuit, five on each gateway; each reports every ten minutes, in turn. */
class OutagesTest {
  private static final int INTERVAL = 10;

  /** Nine in the evening, in the dark. */
  private static final long NIGHT = Life.local("2026-11-20T21:00");

  private static final String LIT = "P=50 V=230";
  private static final String DARK = "P=0 V=230";

  private static List<Place> circuits(int count) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count * 10; i++) {
      places.add(
          new Place(
              String.format("l-%02d", i),
              "f-" + i / 10,
              i % 10 < 5 ? "g-" + i / 10 : "h-" + i / 10));
    }
    return places;
  }

  /** What lamps say in a minute; null: nothing. */
  @FunctionalInterface
  private interface Script {
    String says(int lamp, int minute);
  }

  private static CityLife play(CityLife city, int from, int to, Script script) {
    return play(city, NIGHT, from, to, script);
  }

  private static CityLife play(CityLife city, long begin, int from, int to, Script script) {
    List<String> ids = List.copyOf(city.lamps.keySet());
    for (int minute = from; minute < to; minute++) {
      for (int lamp = 0; lamp < ids.size(); lamp++) {
        String said = minute % INTERVAL == lamp % INTERVAL ? script.says(lamp, minute) : null;
        if (said != null) {
          city.accept(ids.get(lamp), Say.one(begin, minute + " " + said));
        }
      }
      city.at(begin + minute * Say.MINUTE + 30_000);
    }
    assertThat(city.violations).isEmpty();
    return city;
  }

  private static boolean isCut(int lamp, int minute, int circuit, int from, int to) {
    return lamp / 10 == circuit && minute >= from && minute < to;
  }

  private static Incident row(CityLife city, FaultCode code) {
    List<Incident> rows = city.rows.values().stream().filter(i -> i.code() == code).toList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  @Test
  void aCircuitThatFallsSilentIsOneOutageAndNoneOfItsLampsIsToldAlone() {
    CityLife city = new CityLife(circuits(3), false);

    play(city, 0, 100, (lamp, minute) -> isCut(lamp, minute, 1, 60, 150) ? null : LIT);

    // Eight lamps had been silent for 20 minutes at 77; the last word of those was at 57. It waits
    // for
    // an interval whether the city explains it.
    assertThat(city.roots(NIGHT)).isEqualTo("f-1 FEEDER_OUTAGE 57/87");
    Incident outage = row(city, FaultCode.FEEDER_OUTAGE);
    assertThat(city.children(outage)).isEqualTo(10);
    assertThat(outage.evidence().get(0).values())
        .containsEntry(Quantity.LAMPS, 10L)
        .containsEntry(Quantity.LAMPS_SILENT, 8L)
        .containsEntry(Quantity.LAMPS_DARK, 0L);
    assertThat(city.changes)
        .noneMatch(
            c -> c.incident().parentId() == null && c.incident().code() == FaultCode.COMM_LOSS);
  }

  @Test
  void anOutageEndsWhenMostLampsSpeakAgainAndCountsTheirDarkness() {
    CityLife city = new CityLife(circuits(3), false);

    play(city, 0, 240, (lamp, minute) -> isCut(lamp, minute, 1, 60, 150) ? null : LIT);

    assertThat(city.roots(NIGHT)).isEqualTo("f-1 FEEDER_OUTAGE 57/87 156/156");
    Incident outage = row(city, FaultCode.FEEDER_OUTAGE);
    assertThat(city.children(outage)).isEqualTo(10);
    // Ten lamps, each from 57 (two from their last word at 58 and 59) to its first word of 150 to
    // 159.
    assertThat(outage.darkLampSeconds()).isEqualTo((10 * (154 - 57) * 60 + 30 * 10) - 3 * 60);
  }

  @Test
  void aLampThatStaysSilentAfterTheOutageIsReleased() {
    CityLife city = new CityLife(circuits(3), false);

    play(
        city,
        0,
        240,
        (lamp, minute) ->
            lamp == 13 && minute >= 60 || isCut(lamp, minute, 1, 60, 150) ? null : LIT);

    assertThat(city.roots(NIGHT))
        .isEqualTo("l-13 COMM_LOSS 53/83, f-1 FEEDER_OUTAGE 57/87 157/157");
  }

  @Test
  void aGatewayThatFailsIsToldFromItsCircuitByTheMeter() {
    CityLife city = new CityLife(circuits(3), false, "f-1");
    for (int minute = 0; minute < 240; minute += 10) {
      city.meter("f-1", NIGHT + minute * Say.MINUTE, 510);
    }

    play(city, 0, 100, (lamp, minute) -> isCut(lamp, minute, 1, 60, 150) ? null : LIT);

    assertThat(city.roots(NIGHT)).isEqualTo("f-1 GATEWAY_OUTAGE 57/87");
    assertThat(row(city, FaultCode.GATEWAY_OUTAGE).darkLampSeconds()).isZero();
  }

  @Test
  void aMeterThatShowsNoPowerTellsTheCircuitFromItsGateway() {
    CityLife silent = new CityLife(circuits(3), false);
    CityLife metered = new CityLife(circuits(3), false, "f-1");
    for (int minute = 0; minute < 240; minute += 10) {
      metered.meter("f-1", NIGHT + minute * Say.MINUTE, minute < 60 ? 510 : 4);
    }
    Script oneGateway =
        (lamp, minute) -> isCut(lamp, minute, 1, 60, 150) && lamp % 10 < 5 ? null : LIT;
    Script wholeCircuit = (lamp, minute) -> isCut(lamp, minute, 1, 60, 150) ? null : LIT;

    assertThat(play(silent, 0, 100, oneGateway).roots(NIGHT)).isEqualTo("g-1 GATEWAY_OUTAGE 53/83");
    assertThat(play(metered, 0, 100, wholeCircuit).roots(NIGHT))
        .isEqualTo("f-1 FEEDER_OUTAGE 57/87");
  }

  @Test
  void lampsThatSayThatTheyAreDarkTogetherAreAnOutageOfTheirCircuit() {
    CityLife city = new CityLife(circuits(3), false);

    play(city, 0, 240, (lamp, minute) -> isCut(lamp, minute, 2, 60, 150) ? DARK : LIT);

    // The eighth dark word came at 67; an interval later it is told, and no lamp was before.
    assertThat(city.roots(NIGHT)).isEqualTo("f-2 FEEDER_OUTAGE 60/77 156/156");
    Incident outage = row(city, FaultCode.FEEDER_OUTAGE);
    assertThat(city.children(outage)).isEqualTo(10);
    assertThat(outage.darkLampSeconds()).as("that of its lamps included").isEqualTo(10 * 90 * 60);
  }

  @Test
  void nothingFromTheWholeCityIsOneOutageOfItsLink() {
    CityLife city = new CityLife(circuits(3), false, "f-0", "f-1");
    for (int minute = 0; minute < 60; minute += 10) {
      city.meter("f-0", NIGHT + minute * Say.MINUTE, 510);
    }

    play(city, 0, 240, (lamp, minute) -> minute >= 60 && minute < 120 ? null : LIT);

    assertThat(city.roots(NIGHT)).isEqualTo("chiang-mai CITY_LINK_DOWN 57/77 126/126");
    assertThat(city.children(row(city, FaultCode.CITY_LINK_DOWN))).isEqualTo(30);
    assertThat(city.changes)
        .filteredOn(c -> c.incident().code() != FaultCode.CITY_LINK_DOWN)
        .allMatch(c -> c.incident().parentId() != null);
  }

  @Test
  void aCityWhoseLampsAreSilentWhileItsMeterSpeaksIsSeen() {
    CityLife city = new CityLife(circuits(3), false, "f-0");
    for (int minute = 0; minute < 240; minute += 10) {
      city.meter("f-0", NIGHT + minute * Say.MINUTE, 510);
    }

    play(city, 0, 100, (lamp, minute) -> minute >= 60 ? null : LIT);

    assertThat(city.roots(NIGHT)).isEqualTo("chiang-mai GATEWAY_OUTAGE 57/77");
  }

  @Test
  void twoLampsOfACircuitAreTwoIncidents() {
    CityLife city = new CityLife(circuits(1), false);

    play(city, 0, 100, (lamp, minute) -> lamp < 2 && minute >= 60 ? null : LIT);

    assertThat(city.roots(NIGHT)).isEqualTo("l-00 COMM_LOSS 50/80, l-01 COMM_LOSS 51/81");
  }

  @Test
  void whoWasSilentLongBeforeCountsOnNeitherSide() {
    CityLife city = new CityLife(circuits(1), false);

    play(
        city,
        0,
        500,
        (lamp, minute) -> minute >= (lamp % 2 == 0 ? 10 + 25 * lamp : 400) ? null : LIT);

    // Of ten lamps five had been silent for hours, each alone; then the rest together.
    assertThat(city.roots(NIGHT))
        .isEqualTo(
            "l-00 COMM_LOSS 0/30, l-02 COMM_LOSS 52/82, l-04 COMM_LOSS 104/134, l-06 COMM_LOSS"
                + " 156/186, l-08 COMM_LOSS 208/238, chiang-mai CITY_LINK_DOWN 397/417");
  }

  @Test
  void lampsThatFailOneAfterAnotherAreNoOutage() {
    CityLife city = new CityLife(circuits(1), false);

    play(city, 0, 600, (lamp, minute) -> minute >= 60 + 45 * lamp ? null : LIT);

    assertThat(city.rows.values()).allMatch(i -> i.code() == FaultCode.COMM_LOSS).hasSize(10);
  }

  @Test
  void aCircuitOfTheNightThatDoesNotComeUpIsOneOutageSinceDusk() {
    long noon = Life.local("2026-11-21T12:00");
    CityLife city = new CityLife(circuits(3), true);
    // Dusk is at 17:42, dawn at 06:36.
    play(city, noon, 0, 360, (lamp, minute) -> null);
    play(city, noon, 360, 900, (lamp, minute) -> LIT);
    play(city, noon, 900, 1440 + 360, (lamp, minute) -> minute < 1100 ? LIT : null);
    assertThat(city.rows).as("a day without a word").isEmpty();

    play(city, noon, 1440 + 360, 1440 + 500, (lamp, minute) -> lamp / 10 == 1 ? null : LIT);

    assertThat(city.roots(noon)).isEqualTo("f-1 FEEDER_OUTAGE 1785/1885");
  }
}
