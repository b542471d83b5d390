package city.sawang.jobs.lamp;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.coverage.NightFinal;
import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.contribution.Averages;
import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalAttribution;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalEnergy;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalKey;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.metering.contribution.ReadingCount;
import city.sawang.jobs.notes.RestatementDue;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LampFiguresTest {
  private static final long QUARTER = MeteringInterval.QUARTER_MILLIS;
  private static final long DAY = 96 * QUARTER;

  /** A noon in Nan; the night is named by the UTC day. */
  private static final long Q0 = 20_777L * DAY + 20 * QUARTER;

  private static final int NIGHT = 20_777;

  private KeyedTwoInputStreamOperatorTestHarness<
          LampKey, LampContributions, NightFinal, LampQuarterHourRow>
      lamps;

  @BeforeEach
  void open() throws Exception {
    lamps =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new LampFigures(Duration.ofDays(3), Duration.ofDays(45))),
            LampKey::of,
            LampKey::ofNight,
            TypeInformation.of(LampKey.class));
    lamps.open();
  }

  @AfterEach
  void close() throws Exception {
    lamps.close();
  }

  /** What a controller contributes in a test; the rest is plausible. */
  private record Contributed(
      String controller,
      long period,
      long measured,
      String feeder,
      boolean decided,
      boolean silent,
      boolean empty,
      long finalBefore,
      long counted,
      boolean rebased) {
    static Contributed real(String controller, long period, long measured) {
      return new Contributed(
          controller,
          period,
          measured,
          "F1",
          true,
          false,
          false,
          Long.MIN_VALUE,
          ControllerProgress.NOT_REPORTED,
          false);
    }

    static Contributed silent(String controller, long period) {
      return new Contributed(
          controller,
          period,
          0,
          "F1",
          false,
          true,
          false,
          Long.MIN_VALUE,
          ControllerProgress.NOT_REPORTED,
          false);
    }

    Contributed on(String other) {
      return new Contributed(
          controller,
          period,
          measured,
          other,
          decided,
          silent,
          empty,
          finalBefore,
          counted,
          rebased);
    }

    Contributed provisional() {
      return new Contributed(
          controller,
          period,
          measured,
          feeder,
          false,
          silent,
          empty,
          finalBefore,
          counted,
          rebased);
    }

    Contributed retracted() {
      return new Contributed(
          controller, period, 0, feeder, decided, silent, true, finalBefore, counted, rebased);
    }

    Contributed finalBefore(long before) {
      return new Contributed(
          controller, period, measured, feeder, decided, silent, empty, before, counted, rebased);
    }

    Contributed counted(long mwh, boolean fresh) {
      return new Contributed(
          controller, period, measured, feeder, decided, silent, empty, finalBefore, mwh, fresh);
    }

    IntervalContribution toContribution() {
      IntervalKey key = new IntervalKey("mueang-nan", "lamp-1", controller, period);
      ControllerProgress progress = new ControllerProgress(finalBefore, counted, rebased);
      return empty
          ? new IntervalRetraction(
              key, silent ? ContributionSource.EXPECTATION : ContributionSource.READINGS, progress)
          : toFigures();
    }

    IntervalFigures toFigures() {
      int night = (int) Math.floorDiv(period - 20 * QUARTER, DAY);
      int readings = silent ? 0 : 15;
      return new IntervalFigures(
          new IntervalKey("mueang-nan", "lamp-1", controller, period),
          silent ? ContributionSource.EXPECTATION : ContributionSource.READINGS,
          new IntervalAttribution("demo", feeder, night, 12 * 2026 + 10),
          new IntervalEnergy(!silent, measured, 0, 0, 0, 0, 0, 0),
          new Averages(
              readings * 40_001L,
              readings,
              readings == 0 ? 0 : 39_000,
              readings == 0 ? 0 : 41_000,
              readings * 230_000L,
              readings,
              0,
              0,
              0,
              0),
          new LightSeconds(900, 900, readings * 60, 0, 0, 0),
          new ReadingCount(15, readings),
          measured == 666 ? MeterFlag.GAP.bit() : 0,
          decided,
          new ControllerProgress(finalBefore, counted, rebased));
    }
  }

  private void contribute(Contributed... all) throws Exception {
    for (Contributed one : all) {
      lamps.processElement1(new StreamRecord<>(LampContributions.of(one.toContribution())));
    }
  }

  private void closeBefore(int night) throws Exception {
    lamps.processElement2(
        new StreamRecord<>(
            new NightFinal("mueang-nan", "lamp-1", night * DAY + 20 * QUARTER, night)));
  }

  private LampQuarterHourRow last() {
    List<LampQuarterHourRow> rows = lamps.extractOutputValues();
    return rows.get(rows.size() - 1);
  }

  private <T> List<T> side(OutputTag<T> tag) {
    var records = lamps.getSideOutput(tag);
    return records == null
        ? List.of()
        : records.stream().map(StreamRecord::getValue).collect(Collectors.toList());
  }

  private LampNightRow night(int night) {
    return side(LampFigures.NIGHTS).stream()
        .filter(row -> row.night() == night)
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private Measures rolledUp(String feeder) {
    return side(LampFigures.DELTAS).stream()
        .filter(delta -> delta.target().feederId().equals(feeder))
        .map(MeasureDelta::measures)
        .reduce(Measures.NONE, Measures::plus);
  }

  @Test
  void readingsReplaceAFilledGapInEitherOrder() throws Exception {
    contribute(Contributed.silent("c1", Q0));
    assertThat(last().measures().energyMwh()).isNull();
    assertThat(last().measures().unknownSeconds()).isEqualTo(900);
    // when
    contribute(Contributed.real("c1", Q0, 5_000));
    LampQuarterHourRow heard = last();
    contribute(Contributed.real("c1", Q0, 5_000).retracted());
    LampQuarterHourRow silentAgain = last();
    contribute(Contributed.real("c1", Q0, 5_000), Contributed.silent("c1", Q0));
    // then
    assertThat(heard.measures().energyMwh()).isEqualTo(5_000);
    assertThat(heard.measures().unknownSeconds()).isZero();
    assertThat(heard.averages().activePowerAvgMilliwatts()).isEqualTo(40_001);
    assertThat(silentAgain.measures().get(Measure.READINGS_EXPECTED)).isEqualTo(15);
    assertThat(silentAgain.isRetracted()).isFalse();
    assertThat(last()).isEqualTo(heard);
  }

  @Test
  void twoControllersAddUpWhateverTheirOrder() throws Exception {
    contribute(Contributed.real("c2", Q0, 700), Contributed.real("c1", Q0, 5_000));
    LampQuarterHourRow one = last();
    contribute(
        Contributed.real("c1", Q0, 0).retracted(), Contributed.real("c2", Q0, 0).retracted());
    assertThat(last().isRetracted()).isTrue();
    assertThat(night(NIGHT).isRetracted()).isTrue();
    // when
    contribute(Contributed.real("c1", Q0, 5_000), Contributed.real("c2", Q0, 700));
    // then
    assertThat(last()).isEqualTo(one);
    assertThat(one.measures().energyMwh()).isEqualTo(5_700);
    assertThat(rolledUp("F1").get(Measure.MEASURED_MWH)).isEqualTo(5_700);
    assertThat(rolledUp("F1").get(Measure.LAMPS_OF_NIGHT)).isEqualTo(1);
  }

  @Test
  void aRepeatedContributionEmitsNothing() throws Exception {
    contribute(Contributed.real("c1", Q0, 5_000));
    // when
    contribute(Contributed.real("c1", Q0, 5_000));
    // then
    assertThat(lamps.extractOutputValues()).hasSize(1);
    assertThat(side(LampFigures.DELTAS)).hasSize(1);
  }

  @Test
  void aRetractionOfNothingEmitsNothing() throws Exception {
    contribute(Contributed.real("c1", Q0, 0).retracted());
    assertThat(lamps.extractOutputValues()).isEmpty();
    assertThat(lamps.numKeyedStateEntries()).isZero();
  }

  @Test
  void aMoveToAnotherCircuitMovesTheSums() throws Exception {
    contribute(Contributed.real("c1", Q0, 5_000));
    // when
    contribute(Contributed.real("c1", Q0, 5_000).on("F2"));
    // then
    assertThat(rolledUp("F1").get(Measure.ROWS)).isZero();
    assertThat(rolledUp("F1").get(Measure.MEASURED_MWH)).isZero();
    assertThat(rolledUp("F2").get(Measure.MEASURED_MWH)).isEqualTo(5_000);
    assertThat(night(NIGHT).attribution().feederId()).isEqualTo("F2");
  }

  @Test
  void aNightIsAttributedByItsLastQuarterHourAndLosesItsFlags() throws Exception {
    contribute(
        Contributed.real("c1", Q0 + QUARTER, 666).on("F2"), Contributed.real("c1", Q0, 5_000));
    assertThat(night(NIGHT).attribution().feederId()).isEqualTo("F2");
    assertThat(night(NIGHT).flags()).isEqualTo("GAP");
    // when
    contribute(Contributed.real("c1", Q0 + QUARTER, 0).retracted());
    // then
    assertThat(night(NIGHT).attribution().feederId()).isEqualTo("F1");
    assertThat(night(NIGHT).flags()).isNull();
    assertThat(night(NIGHT).measures().get(Measure.ROWS)).isEqualTo(1);
  }

  @Test
  void aNightIsDecidedWhenItIsOverAndAllItsQuarterHoursAre() throws Exception {
    contribute(Contributed.real("c1", Q0, 5_000));
    assertThat(night(NIGHT).decided()).as("it is still going on").isFalse();
    contribute(Contributed.silent("c1", Q0 + QUARTER));
    // when
    contribute(Contributed.real("c1", Q0 + DAY, 1));
    assertThat(night(NIGHT).decided()).as("one quarter hour is provisional").isFalse();
    closeBefore(NIGHT + 1);
    // then
    assertThat(night(NIGHT).decided()).isTrue();
    assertThat(last().isDecided()).isTrue();
    assertThat(rolledUp("F1").get(Measure.UNDECIDED)).isZero();
  }

  @Test
  void aNightThatNothingFollowedIsDecidedWhenItIsFinal() throws Exception {
    contribute(Contributed.real("c1", Q0, 5_000));
    // when
    closeBefore(NIGHT + 1);
    // then
    assertThat(night(NIGHT).decided()).isTrue();
    // when: somebody comes late
    contribute(Contributed.real("c1", Q0 + QUARTER, 7).provisional());
    // then
    assertThat(last().isDecided()).isTrue();
  }

  @Test
  void aFreedQuarterHourIsNotChangedButNoted() throws Exception {
    // given: ten days of a controller that will not come back to what lies four days behind
    for (long q = Q0; q < Q0 + 10 * DAY; q += QUARTER) {
      contribute(Contributed.real("c1", q, 1).finalBefore(q - 4 * DAY));
    }
    int rows = lamps.extractOutputValues().size();
    // when
    contribute(Contributed.real("c2", Q0 + QUARTER, 5_000));
    // then
    assertThat(lamps.extractOutputValues()).hasSize(rows);
    assertThat(side(LampFigures.RESTATEMENT_DUE))
        .containsExactly(
            new RestatementDue("mueang-nan", "lamp-1", NIGHT * DAY, RestatementDue.FREED));
    assertThat(quarterChunks()).isLessThanOrEqualTo(4 * 4 + 2);
  }

  @Test
  void whatMayStillChangeIsNotFreed() throws Exception {
    for (long q = Q0; q < Q0 + 10 * DAY; q += QUARTER) {
      contribute(Contributed.real("c1", q, 1));
    }
    contribute(Contributed.real("c1", Q0, 5_000));
    assertThat(last().measures().energyMwh()).isEqualTo(5_000);
    assertThat(side(LampFigures.RESTATEMENT_DUE)).isEmpty();
  }

  @Test
  void theIntervalsOfASilentLampAreFreedInTheEnd() throws Exception {
    for (long q = Q0; q < Q0 + 60 * DAY; q += QUARTER) {
      contribute(Contributed.silent("c1", q));
    }
    assertThat(quarterChunks()).isBetween(45 * 4, 45 * 4 + 2);
    assertThat(quarterBytes()).isLessThan(15_000);
  }

  @Test
  void aRegisterThatCountedSomethingElseThanWasBookedIsReportedOnce() throws Exception {
    contribute(Contributed.real("c1", Q0, 5_000).counted(5_000, false));
    assertThat(side(LampFigures.VIOLATIONS)).isEmpty();
    // when
    contribute(Contributed.real("c1", Q0 + QUARTER, 700).counted(5_699, false));
    contribute(Contributed.real("c1", Q0 + 2 * QUARTER, 1).counted(5_700, false));
    // then
    assertThat(side(LampFigures.VIOLATIONS))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.expected()).isEqualTo(5_699);
              assertThat(violation.found()).isEqualTo(5_700);
              assertThat(violation.subjectId()).isEqualTo("lamp-1");
            });
    // when: the registry changed, so that nothing can be compared
    contribute(Contributed.real("c1", Q0 + 3 * QUARTER, 10).counted(10, true));
    contribute(Contributed.real("c1", Q0 + 3 * QUARTER, 12).counted(12, false));
    // then
    assertThat(side(LampFigures.VIOLATIONS)).hasSize(1);
  }

  private MapState<Long, byte[]> quarters() throws Exception {
    return lamps
        .getOperator()
        .getKeyedStateBackend()
        .getPartitionedState(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            new MapStateDescriptor<>("quarters", Long.class, byte[].class));
  }

  private int quarterChunks() throws Exception {
    int count = 0;
    for (Long ignored : quarters().keys()) {
      count++;
    }
    return count;
  }

  private int quarterBytes() throws Exception {
    int bytes = 0;
    for (byte[] chunk : quarters().values()) {
      bytes += chunk.length;
    }
    return bytes;
  }

  @Test
  void aFilledGapChangesNoRowUntilTheReadingsAreRetracted() throws Exception {
    // given
    contribute(Contributed.real("c1", Q0, 10));
    int rows = lamps.extractOutputValues().size();
    int nights = side(LampFigures.NIGHTS).size();
    // when
    contribute(
        Contributed.silent("c1", Q0),
        Contributed.silent("c1", Q0).on("F2"),
        Contributed.silent("c1", Q0));
    // then
    assertThat(lamps.extractOutputValues()).hasSize(rows);
    assertThat(side(LampFigures.NIGHTS)).hasSize(nights);
    // when
    contribute(Contributed.real("c1", Q0, 0).retracted());
    // then
    assertThat(last().isRetracted()).isFalse();
    assertThat(last().measures().energyMwh()).isNull();
    assertThat(last().measures().get(Measure.READINGS_EXPECTED)).isEqualTo(15);
  }

  @Test
  void contributionsOfOneEventEmitANightOnce() throws Exception {
    // when
    lamps.processElement1(
        new StreamRecord<>(
            new LampContributions(
                "mueang-nan",
                "lamp-1",
                List.of(
                    Contributed.real("c1", Q0, 10).toContribution(),
                    Contributed.real("c1", Q0 + QUARTER, 20).toContribution()))));
    // then
    assertThat(lamps.extractOutputValues()).hasSize(2);
    assertThat(side(LampFigures.NIGHTS))
        .singleElement()
        .satisfies(row -> assertThat(row.measures().energyMwh()).isEqualTo(30));
  }

  @Test
  void theShortWayOfFillingAGapWritesTheSameBytes() {
    // given
    LampFiguresState state = new LampFiguresState();
    IntervalFigures real = Contributed.real("c1", Q0, 10).toFigures();
    byte[] alone = ContributionCodec.encode(List.of(real), state);
    for (Contributed one :
        List.of(Contributed.silent("c1", Q0), Contributed.silent("c1", Q0).on("F2"))) {
      IntervalFigures silent = one.toFigures();
      byte[] both = ContributionCodec.encode(List.of(real, silent), state);
      // then: beside what it one, and in place of what was one before
      assertThat(ContributionCodec.withSilence(alone, silent, state)).isEqualTo(both);
      assertThat(ContributionCodec.withSilence(both, silent, state)).isEqualTo(both);
    }
    // and not where it would have to be understood
    byte[] silentAlone =
        ContributionCodec.encode(List.of(Contributed.silent("c1", Q0).toFigures()), state);
    IntervalFigures other = Contributed.silent("c2", Q0).toFigures();
    assertThat(ContributionCodec.withSilence(null, other, state)).isNull();
    assertThat(ContributionCodec.withSilence(silentAlone, other, state)).isNull();
    assertThat(ContributionCodec.withSilence(alone, other, state)).isNull();
  }
}
