package city.sawang.jobs.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestReadings;
import city.sawang.jobs.alarm.CityEvent.LampChanged;
import city.sawang.jobs.alarm.CityEvent.MeterSaid;
import city.sawang.jobs.alarm.CityEvent.Registered;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.IncidentId;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.model.Severity;
import city.sawang.jobs.incident.outage.MeterWord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four lamps of one circuit, of which three make an outage; they report every minute. */
class OutageProcessTest {
  private static final long MINUTE = 60_000;

  /** Nine in the evening in Nan. */
  private static final long NIGHT = TestReadings.EVENING + 120 * MINUTE;

  private final AvroMessages messages = new AvroMessages();
  private KeyedOneInputStreamOperatorTestHarness<String, CityEvent, IncidentChange> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
    for (int i = 1; i <= 4; i++) {
      register(TestReadings.registered("c" + i, "lamp-" + i));
    }
    register(TestReadings.registered("m1", "m1", DeviceKind.METER));
    pass(0);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, CityEvent, IncidentChange> harness()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, CityEvent, IncidentChange> made =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new OutageProcess(Duration.ofDays(3))),
            CityEvent::cityId,
            Types.STRING);
    made.setup(ChangeSerializer.INSTANCE);
    return made;
  }

  private void give(CityEvent event) throws Exception {
    // As it travels.
    DataOutputSerializer out = new DataOutputSerializer(64);
    CityEventSerializer.INSTANCE.serialize(event, out);
    harness.processElement(
        new StreamRecord<>(
            CityEventSerializer.INSTANCE.deserialize(
                new DataInputDeserializer(out.getCopyOfBuffer()))));
  }

  private void register(RegistryController controller) throws Exception {
    give(
        new Registered(
            Topics.key(controller.getCityId(), controller.getControllerId()),
            messages.encode(controller)));
  }

  private void pass(int minute) throws Exception {
    harness.processWatermark(new Watermark(NIGHT + minute * MINUTE));
  }

  /** A lamp is silent from a minute on, known after so many more, until another one. */
  private void say(int lamp, FaultCode code, int since, int known, int until) throws Exception {
    give(
        new LampChanged(
            new IncidentChange.Published(
                new Incident(
                    IncidentId.of(TestReadings.CITY, code, "lamp-" + lamp, since),
                    TestReadings.CITY,
                    code,
                    Scope.LAMP,
                    "lamp-" + lamp,
                    null,
                    Severity.MINOR,
                    NIGHT + since * MINUTE,
                    NIGHT + known * MINUTE,
                    until == 0 ? null : NIGHT + until * MINUTE,
                    until == 0 ? null : NIGHT + until * MINUTE,
                    1,
                    List.of(),
                    0,
                    0,
                    until == 0 ? 1 : 2))));
  }

  private void silence(int lamp, int until) throws Exception {
    say(lamp, FaultCode.SILENCE_SIGN, 10, 20, until);
  }

  private List<String> changes() {
    return harness.extractOutputValues().stream()
        .map(
            c ->
                c.incident().subjectId()
                    + " "
                    + c.incident().code()
                    + (c.incident().parentId() == null ? "" : " explained")
                    + (c.isRetracted() ? " retracted" : c.incident().isOpen() ? " open" : " over"))
        .toList();
  }

  @Test
  void lampsThatFallSilentTogetherAreOneOutageWhenTheWatermarkHasPassed() throws Exception {
    give(
        new MeterSaid(
            TestReadings.CITY, "m1", new MeterWord(NIGHT + 15 * MINUTE, 2_000, 230_000, false)));
    for (int lamp = 1; lamp <= 4; lamp++) {
      silence(lamp, 0);
    }
    assertThat(changes()).as("before the watermark").isEmpty();
    pass(20);
    assertThat(changes()).as("before it is told").isEmpty();
    pass(21);
    assertThat(changes()).containsExactly("F1 FEEDER_OUTAGE open");

    say(1, FaultCode.COMM_LOSS, 10, 40, 0);
    pass(41);
    assertThat(changes())
        .as("the outage counts darkness, too")
        .containsExactly(
            "F1 FEEDER_OUTAGE open", "F1 FEEDER_OUTAGE open", "lamp-1 COMM_LOSS explained open");
  }

  @Test
  void aRestartGoesOnWhereItWas() throws Exception {
    for (int lamp = 1; lamp <= 4; lamp++) {
      silence(lamp, 0);
    }
    pass(20);
    assertThat(changes()).containsExactly("mueang-nan CITY_LINK_DOWN open");
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(state);
    harness.open();

    say(1, FaultCode.COMM_LOSS, 10, 40, 0);
    pass(41);
    assertThat(changes()).containsExactly("lamp-1 COMM_LOSS explained open");
    for (int lamp = 1; lamp <= 4; lamp++) {
      silence(lamp, 50);
    }
    pass(51);
    assertThat(changes())
        .containsExactly("lamp-1 COMM_LOSS explained open", "mueang-nan CITY_LINK_DOWN over");
  }

  @Test
  void oneLampIsToldAsItIsAndItsFiguresGoOn() throws Exception {
    say(1, FaultCode.LAMP_FAILURE, 0, 10, 0);
    pass(10);
    say(1, FaultCode.LAMP_FAILURE, 0, 10, 30);
    pass(30);

    assertThat(changes()).containsExactly("lamp-1 LAMP_FAILURE open", "lamp-1 LAMP_FAILURE over");
  }

  @Test
  void whatMetersSaidIsFreedAndTheRegistryMayForgetALamp() throws Exception {
    for (int day = 0; day < 20; day++) {
      long at = NIGHT + day * 1_440 * MINUTE;
      give(new MeterSaid(TestReadings.CITY, "m1", new MeterWord(at, 160_000, 230_000, false)));
      pass(day * 1_440 + 1);
    }
    // The registry, some days of words, the figures of the city, and its timer.
    assertThat(harness.numKeyedStateEntries()).isLessThan(20);

    give(new Registered(Topics.key(TestReadings.CITY, "c4"), null));
    give(new Registered(Topics.key(TestReadings.CITY, "c3"), null));
    int later = 20 * 1_440;
    for (int lamp = 1; lamp <= 4; lamp++) {
      say(lamp, FaultCode.SILENCE_SIGN, later, later + 10, 0);
    }
    pass(later + 60);
    assertThat(changes()).as("two lamps are no outage").isEmpty();
  }
}
