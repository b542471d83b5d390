package city.sawang.jobs.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestReadings;
import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceFillerTest {
  private static final long QUARTER = MeteringInterval.QUARTER_MILLIS;
  private static final long DAY = 96 * QUARTER;

  /** A noon in Nan. */
  private static final long Q0 = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();

  private static final long ROGUE = Instant.parse("2020-01-02T05:00:00Z").toEpochMilli();
  private static final AvroMessages MESSAGES = new AvroMessages();

  private KeyedTwoInputStreamOperatorTestHarness<
          String, ActiveInterval, RawRecord, LampContributions>
      filler;

  @BeforeEach
  void open() throws Exception {
    filler = filler(SilenceFiller.BATCH_SIZE);
    filler.open();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, ActiveInterval, RawRecord, LampContributions>
      filler(int batchSize) throws Exception {
    return harness(new SilenceFiller(Duration.ofDays(3), Duration.ofDays(45), batchSize));
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, ActiveInterval, RawRecord, LampContributions>
      harness(SilenceFiller silenceFiller) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(silenceFiller),
        ActiveInterval::cityId,
        record -> record.key().substring(0, record.key().indexOf('/')),
        Types.STRING);
  }

  @AfterEach
  void close() throws Exception {
    filler.close();
  }

  private void activate(long... quarters) throws Exception {
    for (long quarter : quarters) {
      // Two controllers speak in each.
      activate("c8", quarter);
      activate("c9", quarter);
    }
  }

  private void activate(String witness, long quarter) throws Exception {
    activate(witness, false, quarter);
  }

  private void activate(String witness, boolean meter, long quarter) throws Exception {
    filler.processElement1(
        new StreamRecord<>(
            new ActiveInterval(
                "mueang-nan",
                quarter,
                nightOf(quarter),
                witness,
                meter,
                ActiveInterval.REGISTERED)));
  }

  private static int nightOf(long quarter) {
    return new ExpectedState().nightDay(TestReadings.ZONE, quarter);
  }

  private void register(RegistryController controller) throws Exception {
    filler.processElement2(
        new StreamRecord<>(
            new RawRecord(
                Topics.key(controller.getCityId(), controller.getControllerId()),
                MESSAGES.encode(controller),
                0,
                "test")));
  }

  private void register(String controllerId, String lampId) throws Exception {
    register(TestReadings.registered(controllerId, lampId));
  }

  private void unregister(String controllerId) throws Exception {
    filler.processElement2(
        new StreamRecord<>(new RawRecord(Topics.key("mueang-nan", controllerId), null, 0, "test")));
  }

  private static RegistryController during(
      String controllerId, String lampId, String stage, Long from, Long to) {
    RegistryController always = TestReadings.registered(controllerId, lampId);
    return RegistryController.newBuilder(always)
        .setAssignments(
            List.of(
                Assignment.newBuilder(always.getAssignments().get(0))
                    .setStage(stage)
                    .setValidFrom(from)
                    .setValidTo(to)
                    .build()))
        .build();
  }

  /** What stands for each controller, lamp and quarter hour after all that was emitted. */
  private Map<String, IntervalFigures> emitted() {
    Map<String, IntervalFigures> emitted = new TreeMap<>();
    List<IntervalContribution> all =
        filler.extractOutputValues().stream()
            .flatMap(lamp -> lamp.contributions().stream())
            .toList();
    for (IntervalContribution contribution : all) {
      String key =
          contribution.controllerId()
              + "/"
              + contribution.lampId()
              + "/"
              + contribution.periodStart();
      if (contribution instanceof IntervalFigures figures) {
        emitted.put(key, figures);
      } else {
        emitted.remove(key);
      }
    }
    return emitted;
  }

  private TreeSet<Long> quarters(String lampId) {
    TreeSet<Long> quarters = new TreeSet<>();
    emitted().values().stream()
        .filter(contribution -> contribution.lampId().equals(lampId))
        .forEach(contribution -> quarters.add(contribution.periodStart()));
    return quarters;
  }

  private Map<String, NightFinal> finalNights() {
    Map<String, NightFinal> closed = new HashMap<>();
    Queue<StreamRecord<NightFinal>> records = filler.getSideOutput(SilenceFiller.NIGHT_FINAL);
    if (records != null) {
      records.forEach(record -> closed.put(record.getValue().lampId(), record.getValue()));
    }
    return closed;
  }

  @Test
  void aSilentLampHasEveryQuarterHourOfItsCity() throws Exception {
    register("c1", "lamp-1");
    // when
    activate(Q0, Q0 + 40 * QUARTER);
    // then
    assertThat(quarters("lamp-1")).hasSize(39).contains(Q0, Q0 + 38 * QUARTER);
    IntervalFigures evening = emitted().get("c1/lamp-1/" + (Q0 + 36 * QUARTER));
    assertThat(evening.isExpectation()).isTrue();
    assertThat(evening.energy().known()).isFalse();
    assertThat(evening.decided()).isFalse();
    assertThat(evening.readings().expected()).isEqualTo(15);
    assertThat(evening.readings().accepted()).isZero();
    assertThat(evening.light().darkPeriod()).isEqualTo(900);
    assertThat(evening.light().unknown()).isEqualTo(900);
    assertThat(evening.attribution().nightDay())
        .isEqualTo((int) LocalDate.of(2026, 11, 20).toEpochDay());
  }

  /** A young city, and one clock that is 20 days behind. */
  @Test
  void onesFirstWordOpensNothingForOthers() throws Exception {
    register("c1", "lamp-1");
    register("c2", "lamp-2");
    // when
    activate("c1", Q0 - 20 * DAY);
    activate("c1", Q0);
    activate("c2", Q0 + QUARTER);
    activate("c1", Q0 - 20 * DAY + QUARTER);
    activate("c1", Q0 + 8 * QUARTER);
    // then
    assertThat(quarters("lamp-2")).hasSize(7).startsWith(Q0);
  }

  @Test
  void aNightCountsAsSoonAsASecondOneSpeaksInItHoweverLate() throws Exception {
    register("c1", "lamp-1");
    register("c2", "lamp-2");
    activate(Q0 + 5 * DAY);
    activate("c1", Q0 + 2 * DAY + 3 * QUARTER);
    activate("c1", Q0 + 3 * DAY);
    assertThat(quarters("lamp-2")).isEmpty();
    // when
    activate("c2", Q0 + 2 * DAY + 5 * QUARTER);
    // then
    assertThat(quarters("lamp-2").first()).isEqualTo(Q0 + 2 * DAY + 3 * QUARTER);
    assertThat(quarters("lamp-2")).hasSize(3 * 96 - 3 - 1);
  }

  @Test
  void whoIsAloneInTheRegistryOpensItsNightsAlone() throws Exception {
    register("c1", "lamp-1");
    activate("c1", Q0);
    activate("c1", Q0 + 4 * QUARTER);
    assertThat(quarters("lamp-1")).isEmpty();
    // when: nobody else turned up
    filler.setProcessingTime(2 * SilenceFiller.SETTLE_MILLIS);
    // then
    assertThat(quarters("lamp-1")).hasSize(3);
  }

  @Test
  void whoSeemsAloneWhileTheRegistryArrivesDoesNot() throws Exception {
    register("c1", "lamp-1");
    activate("c1", Q0 - 20 * DAY);
    register("c2", "lamp-2");
    activate("c1", Q0);
    // when
    filler.setProcessingTime(10 * SilenceFiller.SETTLE_MILLIS);
    // then
    assertThat(emitted()).isEmpty();
  }

  private static RegistryController commissioned(String controllerId, String lampId, long noon) {
    RegistryController controller = TestReadings.registered(controllerId, lampId);
    controller.getAssignments().get(0).setCommissionedDay(nightOf(noon));
    return controller;
  }

  private FirstNight firstNight() {
    FirstNight first = null;
    for (StreamRecord<FirstNight> record : filler.getSideOutput(SilenceFiller.FIRST_NIGHT)) {
      first = record.getValue();
    }
    return first;
  }

  @Test
  void theRegistryOpensTheNightOfCommissioningWhoeverSpeaks() throws Exception {
    register(commissioned("c1", "lamp-1", Q0));
    register(commissioned("c2", "lamp-2", Q0 + DAY));
    // when: one of both speaks, two days after the first was commissioned
    activate("c1", Q0 + 2 * DAY + 5 * QUARTER);
    // then: each is expected since its own date
    assertThat(quarters("lamp-1")).hasSize(2 * 96 + 4).startsWith(Q0);
    assertThat(quarters("lamp-2")).hasSize(96 + 4).startsWith(Q0 + DAY);
    assertThat(firstNight()).isEqualTo(new FirstNight("mueang-nan", nightOf(Q0), true));
  }

  /** A wrong clock, or a test on a desk by two. */
  @Test
  void nothingIsExpectedBeforeCommissioning() throws Exception {
    register(commissioned("c1", "lamp-1", Q0));
    register(commissioned("c2", "lamp-2", Q0));
    // when
    activate("c1", Q0 - 20 * DAY);
    activate("c2", Q0 - 20 * DAY);
    activate("c2", Q0 + 3 * QUARTER);
    // then
    assertThat(quarters("lamp-1")).containsExactly(Q0, Q0 + QUARTER);
    assertThat(quarters("lamp-2")).containsExactly(Q0, Q0 + QUARTER);
  }

  /** A new deployment with a date takes no nights from an old one without. */
  @Test
  void anUndatedLampHasTheNightsOfItsCity() throws Exception {
    register("c1", "lamp-1");
    register(commissioned("c2", "lamp-2", Q0 + DAY));
    // when
    activate(Q0, Q0 + DAY + 2 * QUARTER);
    // then
    assertThat(quarters("lamp-1")).hasSize(96 + 1).startsWith(Q0);
    assertThat(quarters("lamp-2")).containsExactly(Q0 + DAY);
    assertThat(firstNight()).isEqualTo(new FirstNight("mueang-nan", nightOf(Q0), false));
    // when
    register(commissioned("c3", "lamp-3", Q0 - DAY));
    // then
    assertThat(quarters("lamp-1")).hasSize(2 * 96 + 1).startsWith(Q0 - DAY);
    assertThat(quarters("lamp-3")).hasSize(2 * 96 + 1).startsWith(Q0 - DAY);
    assertThat(quarters("lamp-2")).containsExactly(Q0 + DAY);
    assertThat(firstNight()).isEqualTo(new FirstNight("mueang-nan", nightOf(Q0 - DAY), true));
  }

  /** Its lamps burn for years, and the platform is new: nobody missed their readings before. */
  @Test
  void aCityThatWasCommissionedLongBeforeItIsHeardBeginsWithWhatIsHeard() throws Exception {
    register(commissioned("c1", "lamp-1", Q0 - 400 * DAY));
    register(commissioned("c2", "lamp-2", Q0 - 400 * DAY));
    // when: one clock is 20 days behind, and then two speak
    activate("c1", Q0 - 20 * DAY);
    activate("c2", Q0 + 3 * QUARTER);
    assertThat(emitted()).isEmpty();
    activate("c1", Q0 + 6 * QUARTER);
    // then
    assertThat(quarters("lamp-2")).containsExactly(Q0 + 3 * QUARTER, Q0 + 4 * QUARTER);
    assertThat(firstNight()).isEqualTo(new FirstNight("mueang-nan", nightOf(Q0), false));
  }

  /** One lamp speaks alone for longer than its nights are remembered. */
  @Test
  void aBeginningThatTheRegistryGaveStays() throws Exception {
    register(commissioned("c1", "lamp-1", Q0));
    register(commissioned("c2", "lamp-2", Q0));
    // when
    for (int day = 1; day <= 150; day++) {
      activate("c1", Q0 + day * DAY);
    }
    // then
    assertThat(firstNight()).isEqualTo(new FirstNight("mueang-nan", nightOf(Q0), true));
    assertThat(quarters("lamp-2")).hasSize(150 * 96 - 1).startsWith(Q0);
  }

  @Test
  void aLaterDateTakesNightsBackAndAnEarlierOneBringsThem() throws Exception {
    register(commissioned("c1", "lamp-1", Q0));
    register("c2", "lamp-2");
    activate("c2", Q0 + 2 * DAY + 2 * QUARTER);
    assertThat(quarters("lamp-1")).hasSize(2 * 96 + 1);
    assertThat(quarters("lamp-2")).hasSize(2 * 96 + 1);
    // when
    register(commissioned("c1", "lamp-1", Q0 + DAY));
    // then
    assertThat(quarters("lamp-1")).hasSize(96 + 1).startsWith(Q0 + DAY);
    assertThat(quarters("lamp-2")).hasSize(96 + 1).startsWith(Q0 + DAY);
    assertThat(firstNight().night()).isEqualTo(nightOf(Q0 + DAY));
    // when
    register(commissioned("c1", "lamp-1", Q0 - DAY));
    // then
    assertThat(quarters("lamp-1")).hasSize(3 * 96 + 1).startsWith(Q0 - DAY);
    assertThat(quarters("lamp-2")).hasSize(3 * 96 + 1).startsWith(Q0 - DAY);
    // when: nobody knows any more, and only one spoke
    register("c1", "lamp-1");
    // then
    assertThat(emitted()).isEmpty();
    assertThat(firstNight().isNone()).isTrue();
  }

  @Test
  void whatIsToBeTakenBackInBatchesSurvivesARestartAndARegistryChange() throws Exception {
    close();
    filler = filler(4);
    filler.open();
    register(commissioned("c1", "lamp-1", Q0));
    register("c2", "lamp-2");
    activate("c2", Q0 + 2 * DAY + 2 * QUARTER);
    passTime(150);
    assertThat(quarters("lamp-2")).hasSize(2 * 96 + 1);
    // when: a later date takes a day back, piece by piece
    register(commissioned("c1", "lamp-1", Q0 + DAY));
    assertThat(quarters("lamp-2")).hasSize(2 * 96 + 1 - 2);
    Map<String, IntervalFigures> before = emitted();
    long time = filler.getProcessingTime();
    restart(4);
    unregister("c2");
    filler.setProcessingTime(time);
    passTime(150);
    // then: nothing is left of who is not registered any more
    filler.extractOutputValues().stream()
        .flatMap(lamp -> lamp.contributions().stream())
        .filter(one -> one instanceof IntervalRetraction)
        .forEach(
            one ->
                before.remove(one.controllerId() + "/" + one.lampId() + "/" + one.periodStart()));
    assertThat(before.keySet()).hasSize(96 + 1).allMatch(key -> key.startsWith("c1/"));
  }

  @Test
  void theFirstNightIsEmittedAgainAfterARestart() throws Exception {
    register("c1", "lamp-1");
    activate(Q0, Q0 + 4 * QUARTER);
    restart(SilenceFiller.BATCH_SIZE);
    // when
    activate("c1", Q0 + 5 * QUARTER);
    // then
    assertThat(firstNight()).isEqualTo(new FirstNight("mueang-nan", nightOf(Q0), false));
  }

  /** The lamps are silent, and the circuit's meter is heard. */
  @Test
  void aMeterOpensTheNightOfSilentLamps() throws Exception {
    register("c1", "lamp-1");
    register("c2", "lamp-2");
    activate("m1", true, Q0);
    assertThat(emitted()).isEmpty();
    // when
    activate("m1", true, Q0 + 4 * QUARTER);
    // then
    assertThat(quarters("lamp-1")).hasSize(3);
    assertThat(quarters("lamp-2")).hasSize(3);
  }

  @Test
  void aBatchKnowsTheFirstNightBeforehand() throws Exception {
    close();
    filler =
        harness(
            new SilenceFiller(
                Duration.ofDays(3),
                Duration.ofDays(45),
                SilenceFiller.UNLIMITED,
                Map.of("mueang-nan", new FirstNight("mueang-nan", nightOf(Q0 + DAY), false))));
    filler.open();
    register("c1", "lamp-1");
    register("c2", "lamp-2");
    // when
    activate("c1", Q0);
    activate("c1", Q0 + DAY);
    activate("c1", Q0 + DAY + 4 * QUARTER);
    // then
    assertThat(quarters("lamp-2")).hasSize(3).startsWith(Q0 + DAY);
  }

  @Test
  void theNewestQuarterHoursAreNotFilledYet() throws Exception {
    register("c1", "lamp-1");
    activate(Q0, Q0 + QUARTER);
    assertThat(quarters("lamp-1")).isEmpty();
    // when
    activate(Q0 + 2 * QUARTER);
    // then
    assertThat(quarters("lamp-1")).containsExactly(Q0);
  }

  @Test
  void retiredLampsAndMetersAreNotExpectedToReport() throws Exception {
    register(during("c1", "lamp-1", "RETIRED", null, null));
    register(during("c2", "lamp-2", "INSTALLED", null, null));
    register(TestReadings.registered("m1", "m1", DeviceKind.METER));
    // when
    activate(Q0, Q0 + 10 * QUARTER);
    // then
    assertThat(emitted()).isEmpty();
  }

  @Test
  void anAssignmentCountsWhileItLasts() throws Exception {
    register(during("c1", "lamp-1", "REPORTING", null, Q0 + 3 * QUARTER + 300_000));
    register(during("c2", "lamp-1", "REPORTING", Q0 + 3 * QUARTER + 300_000, null));
    // when
    activate(Q0, Q0 + 7 * QUARTER);
    // then
    assertThat(emitted().get("c1/lamp-1/" + (Q0 + 3 * QUARTER)).readings().expected()).isEqualTo(5);
    assertThat(emitted().get("c2/lamp-1/" + (Q0 + 3 * QUARTER)).readings().expected())
        .isEqualTo(10);
    assertThat(emitted()).hasSize(7).doesNotContainKey("c1/lamp-1/" + (Q0 + 4 * QUARTER));
  }

  @Test
  void aCityThatComesBackAfterThreeDaysHasNoHole() throws Exception {
    register("c1", "lamp-1");
    activate(Q0);
    // when
    activate(Q0 + 3 * DAY);
    // then
    assertThat(quarters("lamp-1")).hasSize(3 * 96 - 1);
  }

  @Test
  void aCityThatComesBackAfterFortyDaysWasNotThere() throws Exception {
    register("c1", "lamp-1");
    activate(Q0, Q0 + 2 * QUARTER);
    // when
    activate(Q0 + 40 * DAY, Q0 + 40 * DAY + 4 * QUARTER);
    // then
    assertThat(quarters("lamp-1"))
        .containsExactly(
            Q0,
            Q0 + QUARTER,
            Q0 + 2 * QUARTER,
            Q0 + 40 * DAY,
            Q0 + 40 * DAY + QUARTER,
            Q0 + 40 * DAY + 2 * QUARTER);
  }

  @Test
  void aClockThatStandsIn2020OpensNothing() throws Exception {
    register("c1", "lamp-1");
    activate(ROGUE, Q0, Q0 + 4 * QUARTER, ROGUE + QUARTER);
    assertThat(quarters("lamp-1").first()).isEqualTo(Q0);
    assertThat(quarters("lamp-1")).hasSize(3);
  }

  @Test
  void theOrderOfActiveIntervalsDoesNotMatter() throws Exception {
    Random random = new Random(7);
    List<Long> quarters = new ArrayList<>(List.of(ROGUE));
    for (int i = 0; i < 60; i++) {
      long gap = i < 30 ? 0 : 35 * DAY;
      quarters.add(Q0 + gap + random.nextInt(8 * 96) * QUARTER);
    }
    Map<String, IntervalFigures> first = null;
    Map<String, NightFinal> firstClosed = null;
    for (int order = 0; order < 6; order++) {
      close();
      open();
      Collections.shuffle(quarters, random);
      int half = random.nextInt(quarters.size());
      // when: the registry comes in the middle
      for (long quarter : quarters.subList(0, half)) {
        activate(quarter);
      }
      register("c1", "lamp-1");
      register(during("c2", "lamp-2", "REPORTING", Q0 + 5 * QUARTER, Q0 + 50 * QUARTER));
      for (long quarter : quarters.subList(half, quarters.size())) {
        activate(quarter);
      }
      // then
      first = first == null ? emitted() : first;
      firstClosed = firstClosed == null ? finalNights() : firstClosed;
      assertThat(emitted()).hasSizeGreaterThan(1_000).isEqualTo(first);
      assertThat(finalNights()).hasSize(2).isEqualTo(firstClosed);
    }
  }

  @Test
  void aRegistryChangeIsEmittedForThePastAsWell() throws Exception {
    register("c1", "lamp-1");
    activate(Q0, Q0 + 10 * QUARTER);
    // when: it turns out that the controller hung at another lamp since the sixth quarter hour
    RegistryController swapped = during("c1", "lamp-1", "REPORTING", null, Q0 + 5 * QUARTER);
    RegistryController later = during("c1", "lamp-2", "REPORTING", Q0 + 5 * QUARTER, null);
    register(
        RegistryController.newBuilder(swapped)
            .setAssignments(List.of(swapped.getAssignments().get(0), later.getAssignments().get(0)))
            .build());
    // then
    assertThat(quarters("lamp-1")).hasSize(5);
    assertThat(quarters("lamp-2")).hasSize(4).contains(Q0 + 5 * QUARTER);
    // when: it is taken out of the registry
    unregister("c1");
    // then
    assertThat(emitted()).isEmpty();
  }

  @Test
  void theSameRecordAgainSaysNothing() throws Exception {
    register("c1", "lamp-1");
    activate(Q0, Q0 + 10 * QUARTER);
    int before = filler.extractOutputValues().size();
    // when
    register("c1", "lamp-1");
    // then
    assertThat(filler.extractOutputValues()).hasSize(before);
  }

  @Test
  void aNightIsFinalWhenItLiesTheHorizonBehind() throws Exception {
    register("c1", "lamp-1");
    register(during("c2", "retired", "RETIRED", null, null));
    activate(Q0, Q0 + 4 * DAY - QUARTER);
    int firstNight = (int) LocalDate.of(2026, 11, 20).toEpochDay();
    assertThat(finalNights().get("lamp-1"))
        .isEqualTo(new NightFinal("mueang-nan", "lamp-1", Q0, firstNight));
    // when
    activate(Q0 + 4 * DAY);
    // then
    assertThat(finalNights().get("lamp-1").before()).isEqualTo(Q0 + DAY);
    assertThat(finalNights().get("retired").night()).isEqualTo(firstNight + 1);
  }

  @Test
  void theNightsOfAnUnregisteredLampBecomeFinalAsWell() throws Exception {
    register("c1", "lamp-1");
    activate(Q0);
    filler.processElement1(
        new StreamRecord<>(
            new ActiveInterval(
                "mueang-nan", Q0 + QUARTER, nightOf(Q0 + QUARTER), "x", false, "unregistered")));
    assertThat(finalNights()).doesNotContainKey("unregistered");
    // when
    activate(Q0 + 4 * DAY);
    // then
    assertThat(finalNights().get("unregistered").before()).isEqualTo(Q0 + DAY);
  }

  @Test
  void whatItKnowsOutlivesARestart() throws Exception {
    register("c1", "lamp-1");
    activate(Q0, Q0 + 10 * QUARTER);
    // when
    restart(SilenceFiller.BATCH_SIZE);
    activate(Q0 + 11 * QUARTER);
    // then
    assertThat(quarters("lamp-1")).containsExactly(Q0 + 9 * QUARTER);
  }

  /** From a checkpoint; what was emitted before is no longer in the output. */
  private void restart(int batchSize) throws Exception {
    var snapshot = filler.snapshot(1, 0);
    close();
    filler = filler(batchSize);
    filler.initializeState(snapshot);
    filler.open();
  }

  /** A filler that tells two quarter hours of two lamps at one go, and has three days to tell. */
  private void returnInBatches() throws Exception {
    close();
    filler = filler(4);
    filler.open();
    register("c1", "lamp-1");
    register("c2", "lamp-2");
    activate(Q0, Q0 + 3 * DAY);
  }

  private void passTime(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      filler.setProcessingTime(filler.getProcessingTime() + 1);
    }
  }

  @Test
  void manyQuarterHoursAreEmittedInBatches() throws Exception {
    // when
    returnInBatches();
    // then
    assertThat(quarters("lamp-1")).containsExactly(Q0, Q0 + QUARTER);
    assertThat(quarters("lamp-2")).containsExactly(Q0, Q0 + QUARTER);
    passTime(1);
    assertThat(quarters("lamp-2")).hasSize(4);
    passTime(150);
    assertThat(quarters("lamp-1")).hasSize(3 * 96 - 1);
    assertThat(quarters("lamp-2")).hasSize(3 * 96 - 1);
    assertThat(filler.numProcessingTimeTimers()).isZero();
  }

  @Test
  void pendingQuarterHoursSurviveARestart() throws Exception {
    returnInBatches();
    TreeSet<Long> before = quarters("lamp-1");
    // when
    restart(4);
    passTime(150);
    // then
    assertThat(quarters("lamp-1")).hasSize(3 * 96 - 1 - before.size()).doesNotContain(Q0);
  }

  @Test
  void aRegistryChangeBetweenTwoBatchesCountsForAllOfThem() throws Exception {
    returnInBatches();
    // when
    unregister("c1");
    register("c3", "lamp-3");
    activate(Q0 + 3 * DAY + QUARTER);
    passTime(150);
    // then
    assertThat(quarters("lamp-1")).isEmpty();
    assertThat(quarters("lamp-2")).hasSize(3 * 96);
    assertThat(quarters("lamp-3")).hasSize(3 * 96);
  }

  @Test
  void aQuarterHourIsEmittedHoweverManyLampsThereAre() throws Exception {
    close();
    filler = filler(1);
    filler.open();
    register("c1", "lamp-1");
    register("c2", "lamp-2");
    // when
    activate(Q0, Q0 + 2 * QUARTER);
    // then
    assertThat(quarters("lamp-1")).containsExactly(Q0);
    assertThat(quarters("lamp-2")).containsExactly(Q0);
  }
}
