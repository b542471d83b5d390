package city.sawang.jobs.controller;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControllerProcessTest {
  private static final Duration HORIZON = Duration.ofDays(3);
  private static final int MAX_PARALLELISM = 128;
  private static final long MINUTE = 60_000;

  private final AvroMessages messages = new AvroMessages();
  private KeyedTwoInputStreamOperatorTestHarness<String, RawRecord, RawRecord, AcceptedReading>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(1, 0);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, RawRecord, RawRecord, AcceptedReading>
      harness(int subtasks, int index) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(new ControllerProcess(HORIZON)),
        RawRecord::key,
        RawRecord::key,
        Types.STRING,
        MAX_PARALLELISM,
        subtasks,
        index);
  }

  private RawRecord bytes(Reading reading) {
    return new RawRecord(
        Topics.key(reading.getCityId(), reading.getControllerId()),
        messages.encode(reading),
        reading.getObservedAt(),
        "test/0/0");
  }

  private void read(Reading.Builder reading) throws Exception {
    harness.processElement1(new StreamRecord<>(bytes(reading.build())));
  }

  private void register(RegistryController controller) throws Exception {
    harness.processElement2(
        new StreamRecord<>(
            new RawRecord(
                Topics.key(controller.getCityId(), controller.getControllerId()),
                messages.encode(controller),
                0,
                "test/0/0")));
  }

  private <T> List<T> side(OutputTag<T> tag) {
    Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
    return records == null
        ? List.of()
        : records.stream().map(StreamRecord::getValue).collect(Collectors.toList());
  }

  private List<IntervalContribution> contributions() {
    return side(ControllerProcess.QUARTER_HOURS).stream()
        .flatMap(lamp -> lamp.contributions().stream())
        .toList();
  }

  private LedgerHour ledger() {
    return side(ControllerProcess.LEDGER).stream().reduce(LedgerHour::plus).orElseThrow();
  }

  /** The figures after all contributions: the last one of each lamp and quarter hour counts. */
  private Map<List<Object>, IntervalFigures> figures() {
    return contributions().stream()
        .collect(
            Collectors.toMap(
                c -> List.<Object>of(c.lampId(), c.periodStart()),
                c -> c,
                (before, after) -> after))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() instanceof IntervalFigures)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> (IntervalFigures) entry.getValue()));
  }

  private static long energy(Map<List<Object>, IntervalFigures> figures, String lampId) {
    return figures.values().stream()
        .filter(c -> c.lampId().equals(lampId))
        .mapToLong(c -> c.energy().measuredMwh() + c.energy().interpolatedMwh())
        .sum();
  }

  private Reading.Builder minute(String controllerId, int minute) {
    return reading(controllerId, EVENING + minute * MINUTE, minute)
        .setEnergyTotalMilliwattHours(1_000_000L + 667L * minute);
  }

  @Test
  void aReadingIsArchivedCountedAndShown() throws Exception {
    // given
    register(registered("c1", "lamp-1"));
    // when
    read(minute("c1", 0));
    // then
    assertThat(harness.extractOutputValues())
        .singleElement()
        .satisfies(
            reading -> {
              assertThat(reading.origin().lampId()).isEqualTo("lamp-1");
              assertThat(reading.timing().timeliness()).isEqualTo(Timeliness.IN_TIME);
              assertThat(reading.qualityFlags()).isEmpty();
              assertThat(reading.expectation().lit()).isTrue();
              assertThat(reading.expectation().milliwatts()).isEqualTo(40_000);
            });
    assertThat(side(ControllerProcess.LEDGER))
        .containsExactly(LedgerHour.inTime("mueang-nan", EVENING + 2_000));
  }

  @Test
  void aDuplicateIsOnlyCounted() throws Exception {
    read(minute("c1", 0));
    // when
    read(minute("c1", 0));
    // then
    assertThat(harness.extractOutputValues()).hasSize(1);
    assertThat(ledger().duplicate()).isEqualTo(1);
    assertThat(ledger().received()).isEqualTo(2);
  }

  @Test
  void aConflictGoesToQuarantineWithItsBytes() throws Exception {
    read(minute("c1", 0));
    Reading other = minute("c1", 0).setDigest(99).setActivePowerMilliwatts(1L).build();
    // when
    harness.processElement1(new StreamRecord<>(bytes(other)));
    // then
    assertThat(harness.extractOutputValues()).hasSize(1);
    assertThat(side(ControllerProcess.REFUSED))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.reason()).isEqualTo("CONFLICT");
              assertThat(row.payload()).isEqualTo(messages.encode(other));
              assertThat(row.cityId()).isEqualTo("mueang-nan");
            });
    assertThat(side(ControllerProcess.LEDGER).stream().mapToLong(LedgerHour::received).sum())
        .as("a refused payload is counted where all refused payloads are counted")
        .isEqualTo(1);
  }

  @Test
  void latenessIsByTheControllersOwnClock() throws Exception {
    // given: another controller is a week ahead
    read(minute("c2", 7 * 24 * 60));
    read(minute("c1", 5 * 24 * 60));
    // when
    read(minute("c1", 4 * 24 * 60));
    read(minute("c1", 0));
    // then
    assertThat(harness.extractOutputValues())
        .extracting(reading -> reading.timing().timeliness())
        .containsExactly(
            Timeliness.IN_TIME, Timeliness.IN_TIME, Timeliness.LATE, Timeliness.TOO_LATE);
  }

  @Test
  void anUnregisteredControllerIsKeptUnderItsOwnName() throws Exception {
    // when
    for (int i = 0; i <= 30; i++) {
      read(minute("c1", i));
    }
    // then
    assertThat(harness.extractOutputValues())
        .allSatisfy(
            reading -> {
              assertThat(reading.origin().lampId()).isEqualTo("c1");
              assertThat(reading.origin().registered()).isFalse();
              assertThat(reading.qualityFlags()).containsExactly("UNREGISTERED");
            });
    assertThat(energy(figures(), "c1")).isEqualTo(30 * 667);
    assertThat(figures().values())
        .extracting(c -> c.attribution().deploymentId())
        .containsOnlyNulls();
  }

  @Test
  void aRegistrationThatComesLaterTakesTheEnergyOver() throws Exception {
    // given
    for (int i = 0; i <= 30; i++) {
      read(minute("c1", i));
    }
    // when
    register(registered("c1", "lamp-1"));
    // then
    assertThat(energy(figures(), "c1")).isZero();
    assertThat(energy(figures(), "lamp-1")).isEqualTo(30 * 667);
    assertThat(figures().values())
        .extracting(c -> c.attribution().deploymentId())
        .containsOnly("demo");
  }

  @Test
  void theSameRegistryRecordAgainChangesNothing() throws Exception {
    // given
    register(registered("c1", "lamp-1"));
    for (int i = 0; i <= 30; i++) {
      read(minute("c1", i));
    }
    int before = contributions().size();
    // when
    register(registered("c1", "lamp-1"));
    // then
    assertThat(contributions()).hasSize(before);
  }

  @Test
  void aTombstoneMakesItUnregistered() throws Exception {
    register(registered("c1", "lamp-1"));
    // when
    harness.processElement2(
        new StreamRecord<>(new RawRecord("mueang-nan/c1", null, 0, "test/0/1")));
    read(minute("c1", 0));
    // then
    assertThat(harness.extractOutputValues())
        .extracting(reading -> reading.origin().registered())
        .containsExactly(false);
  }

  @Test
  void theEnergyOfAFeederMeterIsNoLamps() throws Exception {
    // given
    register(registered("m1", "m1", DeviceKind.METER));
    // when
    for (int i = 0; i <= 30; i++) {
      read(minute("m1", i).setKind(DeviceKind.METER));
    }
    // then
    assertThat(harness.extractOutputValues()).hasSize(31);
    assertThat(contributions()).isEmpty();
    assertThat(harness.extractOutputValues()).noneMatch(AcceptedReading::isOfLamp);
    assertThat(side(ControllerProcess.METER_QUARTER_HOURS)).isNotEmpty();
  }

  @Test
  void theOrderOfArrivalDoesNotChangeTheFigures() throws Exception {
    // given
    register(registered("c1", "lamp-1"));
    register(registered("c2", "lamp-1"));
    for (int i = 0; i <= 40; i++) {
      read(minute("c1", i));
    }
    // when: every third late
    for (int i = 0; i <= 40; i++) {
      if (i % 3 != 1) {
        read(minute("c2", i));
      }
    }
    for (int i = 40; i >= 0; i--) {
      if (i % 3 == 1) {
        read(minute("c2", i));
      }
    }
    // then
    List<IntervalContribution> ofFirst = lastOf("c1");
    List<IntervalContribution> ofSecond = lastOf("c2");
    assertThat(ofSecond)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields(
            "key.controllerId", "progress.countedMwh")
        .isEqualTo(ofFirst);
  }

  private List<IntervalContribution> lastOf(String controllerId) {
    return contributions().stream()
        .filter(c -> c.controllerId().equals(controllerId))
        .collect(
            Collectors.toMap(
                IntervalContribution::periodStart, c -> c, (before, after) -> after, TreeMap::new))
        .values()
        .stream()
        .toList();
  }

  @Test
  void damagedBytesAreRefused() throws Exception {
    // when
    byte[] damaged = Arrays.copyOf(messages.encode(minute("c1", 0).build()), 30);
    harness.processElement1(
        new StreamRecord<>(new RawRecord("mueang-nan/c1", damaged, EVENING, "readings/3/17")));
    // then
    assertThat(side(ControllerProcess.REFUSED))
        .extracting(QuarantineRow::detail)
        .singleElement()
        .asString()
        .startsWith("readings/3/17: ");
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void whatIsKnownOutlivesARestartWithOtherParallelism() throws Exception {
    // given
    List<String> controllers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      controllers.add("c" + i);
      register(registered("c" + i, "lamp-" + i));
      read(minute("c" + i, 0));
    }
    OperatorSubtaskState snapshot = harness.snapshot(1, 0);
    harness.close();
    int verdicts = 0;
    // when
    for (int subtask = 0; subtask < 3; subtask++) {
      harness = harness(3, subtask);
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              snapshot, MAX_PARALLELISM, 1, 3, subtask));
      harness.open();
      for (String controller : controllers) {
        if (subtaskOf("mueang-nan/" + controller) == subtask) {
          read(minute(controller, 0));
          read(minute(controller, 1));
          verdicts += 2;
        }
      }
      // then
      assertThat(ledger().duplicate()).isEqualTo(ledger().inTime());
      assertThat(harness.extractOutputValues()).allMatch(reading -> reading.origin().registered());
      assertThat(figures().values()).allMatch(c -> c.energy().known());
      if (subtask < 2) {
        harness.close();
      }
    }
    assertThat(verdicts).isEqualTo(40);
  }

  private static int subtaskOf(String key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, 3);
  }

  @Test
  void theLogOfACalmControllerDoesNotGrowForEver() throws Exception {
    // given
    register(registered("c1", "lamp-1"));
    int day = 24 * 60;
    List<Integer> sizes = new ArrayList<>();
    // when: a reading every 15 minutes for 30 days
    for (int minute = 0; minute < 30 * day; minute += 15) {
      read(minute("c1", minute));
      if (minute % (5 * day) == 0 && minute >= 10 * day) {
        sizes.add(snapshotBytes(minute));
      }
    }
    // then
    assertThat(sizes.get(sizes.size() - 1)).isLessThan(sizes.get(0) * 3 / 2);
  }

  private int snapshotBytes(int checkpoint) throws Exception {
    return Math.toIntExact(harness.snapshot(checkpoint, 0).getStateSize());
  }
}
