package city.sawang.jobs.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestReadings;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.Timeliness;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.RegistryController;
import city.sawang.schemas.avro.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lamp reports every minute, so half an hour of silence is an alarm. */
class IncidentProcessTest {
  private static final long MINUTE = 60_000;

  /** Nine in the evening in Nan. */
  private static final long NIGHT = TestReadings.EVENING + 120 * MINUTE;

  private final AvroMessages messages = new AvroMessages();
  private KeyedOneInputStreamOperatorTestHarness<
          String, Either<AcceptedReading, RawRecord>, IncidentChange>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<
          String, Either<AcceptedReading, RawRecord>, IncidentChange>
      harness() throws Exception {
    KeyedOneInputStreamOperatorTestHarness<
            String, Either<AcceptedReading, RawRecord>, IncidentChange>
        made =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new IncidentProcess(Duration.ofDays(3))),
                IncidentStream::key,
                Types.STRING);
    made.setup(ChangeSerializer.INSTANCE);
    return made;
  }

  private void register() throws Exception {
    RegistryController controller = TestReadings.registered("c1", "lamp-1");
    harness.processElement(
        new StreamRecord<>(
            Either.Right(
                new RawRecord(
                    Topics.key(controller.getCityId(), controller.getControllerId()),
                    messages.encode(controller),
                    0,
                    "test/0/0"))));
  }

  private void read(int minute, long milliwatts) throws Exception {
    long at = NIGHT + minute * MINUTE;
    harness.processElement(new StreamRecord<>(Either.Left(reading(at, minute, milliwatts))));
  }

  private static AcceptedReading reading(long at, long seq, long milliwatts) {
    return new AcceptedReading(
        new AcceptedReading.Origin(
            TestReadings.CITY, "c1", "lamp-1", true, DeviceKind.LAMP, false, "t", "native"),
        new AcceptedReading.Timing(at, at + 500, Timeliness.IN_TIME, false, TimeSource.DEVICE),
        new AcceptedReading.MessageIdentity(1L, seq, seq),
        AcceptedReading.NOTHING_EXPECTED,
        new AcceptedReading.Declared(40_000, 60),
        new AcceptedReading.Electrical(
            milliwatts, null, null, null, null, 230_000L, null, null, null, List.of()),
        new AcceptedReading.Lighting(null, null, null, null, null, null, null, null),
        new AcceptedReading.Equipment(
            null, null, null, null, null, null, null, null, null, List.of()),
        List.of(),
        Map.of());
  }

  /** The changes so far: code, revision, whether it is retracted, whether it is open. */
  private List<String> changes() {
    return harness.extractOutputValues().stream()
        .filter(c -> !c.incident().code().isSign())
        .map(
            c ->
                c.incident().code()
                    + " "
                    + c.incident().revision()
                    + (c.isRetracted() ? " retracted" : c.incident().isOpen() ? " open" : " over"))
        .toList();
  }

  @Test
  void aDarkLampIsPublishedAndProlonged() throws Exception {
    register();
    read(0, 300);
    read(10, 300);
    read(11, 300);

    assertThat(changes()).containsExactly("LAMP_FAILURE 1 open", "LAMP_FAILURE 2 open");
  }

  @Test
  void theWatermarkRaisesSilenceAndALateReadingTakesItBack() throws Exception {
    register();
    read(0, 40_000);
    harness.processWatermark(new Watermark(NIGHT + 30 * MINUTE));
    assertThat(changes()).isEmpty();
    harness.processWatermark(new Watermark(NIGHT + 31 * MINUTE));
    assertThat(changes()).containsExactly("COMM_LOSS 1 open");
    assertThat(harness.numEventTimeTimers()).isZero();

    read(20, 40_000);
    assertThat(changes()).containsExactly("COMM_LOSS 1 open", "COMM_LOSS 2 retracted");
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    read(25, 40_000);
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
  }

  /** A timer is not put off with each reading: when it goes off for nothing, the next one is set. */
  @Test
  void aReadingLeavesTheTimerAndSilenceAfterItIsFoundAllTheSame() throws Exception {
    register();
    read(0, 40_000);
    read(20, 40_000);
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);

    harness.processWatermark(new Watermark(NIGHT + 50 * MINUTE));
    assertThat(changes()).isEmpty();
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    harness.processWatermark(new Watermark(NIGHT + 50 * MINUTE + 1));

    assertThat(changes()).containsExactly("COMM_LOSS 1 open");
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void readingsBeforeTheirRegistryRecordCountWhenItComes() throws Exception {
    read(0, 300);
    read(10, 300);
    assertThat(changes()).isEmpty();

    register();

    assertThat(changes()).containsExactly("LAMP_FAILURE 1 open");
  }

  @Test
  void aRestartGoesOnWhereItWas() throws Exception {
    register();
    read(0, 300);
    read(10, 300);
    OperatorSubtaskState snapshot = harness.snapshot(1, 0);
    harness.close();
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();

    read(20, 40_000);
    read(30, 40_000);
    harness.processWatermark(new Watermark(NIGHT + 61 * MINUTE));

    assertThat(changes())
        .containsExactly("LAMP_FAILURE 2 open", "LAMP_FAILURE 3 over", "COMM_LOSS 1 open");
  }

  @Test
  void changesTravelAsTheyAre() throws Exception {
    register();
    read(0, 300);
    read(10, 300);
    List<IncidentChange> changes = harness.extractOutputValues();
    IncidentChange change = changes.get(changes.size() - 1);
    assertThat(change.incident().code()).isEqualTo(FaultCode.LAMP_FAILURE);
    IncidentChange retracted = new IncidentChange.Retracted(change.incident());

    for (IncidentChange sent : List.of(change, retracted)) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      ChangeSerializer.INSTANCE.serialize(sent, out);
      assertThat(
              ChangeSerializer.INSTANCE.deserialize(
                  new DataInputDeserializer(out.getCopyOfBuffer())))
          .isEqualTo(sent);
    }
    assertThat(EvidenceJson.of(change.incident().evidence()))
        .startsWith(
            "[{\"observed_at\":\"2026-11-20T14:00:00Z\",\"active_power_mw\":300,"
                + "\"supply_voltage_mv\":230000,\"device_flags\":[],\"expected_lit\":true,"
                + "\"expected_dim_bp\":10000,\"expected_mw\":40000},");
  }
}
