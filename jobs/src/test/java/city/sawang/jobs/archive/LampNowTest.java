package city.sawang.jobs.archive;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.archive.LampNow.Heard;
import city.sawang.jobs.archive.LampNow.Measured;
import city.sawang.jobs.archive.LampNow.Said;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedSamples;
import city.sawang.jobs.controller.Timeliness;
import city.sawang.schemas.avro.Reading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What messages tell of a lamp now: each a part, none more than it says. */
class LampNowTest {
  private static final long MINUTE = 60_000;

  /** Says nothing at all. */
  private static Reading.Builder silent(long observedAt) {
    return reading("c1", observedAt, observedAt - EVENING)
        .setActivePowerMilliwatts(null)
        .setSupplyVoltageMillivolts(null)
        .setLampOn(null);
  }

  private static AcceptedReading accepted(Reading.Builder reading) {
    return AcceptedSamples.inTime(reading.build(), registered("c1", "lamp-1"));
  }

  private static LampNow told(Reading.Builder... readings) {
    return Stream.of(readings)
        .map(reading -> LampNow.told(accepted(reading)))
        .reduce(LampNow::merge)
        .orElseThrow();
  }

  /** Shelly sends a whole status once, and then only what has changed. */
  @Test
  void aMessageThatDoesNotSayAThingDoesNotChangeIt() {
    // when
    LampNow now =
        told(
            silent(EVENING)
                .setActivePowerMilliwatts(41_700L)
                .setSupplyVoltageMillivolts(230_100L)
                .setRelayOn(true),
            silent(EVENING + 5_000).setSupplyCurrentMilliamperes(191L),
            silent(EVENING + 12_000).setSupplyVoltageMillivolts(229_800L));
    // then
    assertThat(now.heard()).isEqualTo(new Heard(EVENING + 12_000, EVENING + 14_000));
    assertThat(now.light()).isEqualTo(new Said(true, true, EVENING, EVENING));
    assertThat(now.relay()).isEqualTo(new Said(true, true, EVENING, EVENING));
    assertThat(now.power()).isEqualTo(new Measured(41_700, 40_000L, EVENING));
    assertThat(now.voltage()).isEqualTo(new Measured(229_800, null, EVENING + 12_000));
    assertThat(now.dim()).isNull();
  }

  /** NAS sends usage and status apart. */
  @Test
  void twoKindsOfPacketDoNotWipeEachOther() {
    // when
    LampNow now =
        told(
            silent(EVENING).setActivePowerMilliwatts(30_000L).setEnergyTotalMilliwattHours(5L),
            silent(EVENING + MINUTE).setLampOn(true).setDimActualBasisPoints(8_000));
    // then
    assertThat(now.power().value()).isEqualTo(30_000);
    assertThat(now.dim()).isEqualTo(new Measured(8_000, null, EVENING + MINUTE));
    assertThat(now.light()).isEqualTo(new Said(true, true, EVENING + MINUTE, EVENING));
  }

  @ParameterizedTest
  @CsvSource({"true, , true", "false, 40000, false", ", 2001, true", ", 2000, false", ", ,"})
  void itBurnsByItsOwnWordElseByItsPower(Boolean lampOn, Long power, Boolean burns) {
    LampNow now = told(silent(EVENING).setLampOn(lampOn).setActivePowerMilliwatts(power));
    assertThat(now.light() == null ? null : now.light().value()).isEqualTo(burns);
  }

  @Test
  void storedDataTellsNothingAboutNow() {
    // when
    LampNow now =
        told(
            silent(EVENING).setLampOn(true),
            silent(EVENING + MINUTE)
                .setHistorical(true)
                .setLampOn(false)
                .setActivePowerMilliwatts(0L)
                .setSupplyVoltageMillivolts(1L));
    // then
    assertThat(now.heard().observedAt()).isEqualTo(EVENING);
    assertThat(now.light().value()).isTrue();
    assertThat(now.voltage()).isNull();
  }

  @Test
  void ofALampThatNobodyRegisteredNothingIsExpected() {
    LampNow now =
        LampNow.told(
            AcceptedSamples.unregistered(
                silent(EVENING).setActivePowerMilliwatts(9_000L).build(), Timeliness.IN_TIME));
    assertThat(now.lampId()).isNull();
    assertThat(now.light()).isEqualTo(new Said(true, null, EVENING, EVENING));
    assertThat(now.power().expected()).isNull();
  }

  @Test
  void sinceReachesAsFarBackAsItWasSeenAndNoFurther() {
    // given: an interval of 60 s, so that three minutes of silence are bridged and no more
    Reading.Builder[] lit =
        Stream.of(0, 1, 4, 8, 9)
            .map(minute -> silent(EVENING + minute * MINUTE).setLampOn(true))
            .toArray(Reading.Builder[]::new);
    // then
    assertThat(told(lit[0], lit[1], lit[2]).light().since()).isEqualTo(EVENING);
    assertThat(told(lit).light().since()).isEqualTo(EVENING + 8 * MINUTE);
    assertThat(told(lit[0], silent(EVENING + MINUTE / 2).setLampOn(false), lit[1]).light().since())
        .isEqualTo(EVENING + MINUTE);
  }

  @Test
  void overrideAndMaintenanceHoldUntilTheOppositeIsSaid() {
    assertThat(
            told(silent(EVENING).setOverrideActive(true), silent(EVENING + 1).setLampOn(true))
                .unjudged()
                .value())
        .isTrue();
    assertThat(
            told(
                    silent(EVENING).setMaintenanceMode(true),
                    silent(EVENING + 1).setMaintenanceMode(false).setOverrideActive(false))
                .unjudged()
                .value())
        .isFalse();
  }

  @Test
  void whatItSaidOfOneLampSaysNothingOfAnother() {
    LampNow there = told(silent(EVENING).setLampOn(true));
    LampNow here =
        LampNow.told(
            AcceptedSamples.inTime(
                silent(EVENING + MINUTE).setSupplyVoltageMillivolts(1L).build(),
                registered("c1", "lamp-2")));
    assertThat(there.merge(here)).isEqualTo(here);
    assertThat(here.merge(there)).isEqualTo(here);
  }

  /** Of each member the newest counts, in whatever order and groups the messages are put together. */
  @Test
  void theOrderOfArrivalDoesNotMatter() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      // given
      List<LampNow> messages = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Reading.Builder reading =
            silent(EVENING + i * MINUTE).setHistorical(random.nextInt(5) == 0);
        if (random.nextBoolean()) {
          reading.setActivePowerMilliwatts((long) random.nextInt(40_000));
        }
        if (random.nextBoolean()) {
          reading.setSupplyVoltageMillivolts(230_000L + i);
        }
        if (random.nextBoolean()) {
          reading.setRelayOn(random.nextBoolean()).setDimActualBasisPoints(i);
        }
        messages.add(LampNow.told(accepted(reading)));
      }
      LampNow inOrder = messages.stream().reduce(LampNow::merge).orElseThrow();
      // when
      Collections.shuffle(messages, random);
      LampNow shuffled = messages.stream().reduce(LampNow::merge).orElseThrow();
      // then
      assertThat(withoutSince(shuffled)).isEqualTo(withoutSince(inOrder));
    }
  }

  /** Since when is told by the readings that came until then. */
  private static LampNow withoutSince(LampNow now) {
    return new LampNow(
        now.cityId(),
        now.controllerId(),
        now.lampId(),
        now.silenceSeconds(),
        now.heard(),
        withoutSince(now.light()),
        withoutSince(now.relay()),
        withoutSince(now.unjudged()),
        now.power(),
        now.voltage(),
        now.dim());
  }

  private static Said withoutSince(Said said) {
    return said == null ? null : new Said(said.value(), said.expected(), said.observedAt(), 0);
  }
}
