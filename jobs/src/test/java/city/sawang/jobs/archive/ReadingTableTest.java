package city.sawang.jobs.archive;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedSamples;
import city.sawang.jobs.controller.Timeliness;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReadingTableTest {
  private static final AvroMessages MESSAGES = new AvroMessages();

  /** What the sink would write, by column. */
  private static Map<String, Object> row(Table<AcceptedReading> table, AcceptedReading reading) {
    Map<String, Object> row = new TreeMap<>();
    for (SinkColumn<AcceptedReading> column : table.columns()) {
      row.put(column.name(), column.value().apply(reading));
    }
    return row;
  }

  private static Map<String, Object> row(Reading.Builder reading) {
    return row(reading.build());
  }

  /** As it comes out of its bytes. */
  private static Map<String, Object> row(Reading reading) {
    Reading decoded = (Reading) MESSAGES.decode(MESSAGES.encode(reading));
    return row(
        ReadingTable.TABLE,
        AcceptedSamples.inTime(decoded, registered(decoded.getControllerId(), "lamp-1")));
  }

  @Test
  void whatTheDeviceDidNotSendIsNull() {
    assertThat(row(reading("c1", EVENING, 1).setActivePowerMilliwatts(null)))
        .containsEntry("active_power_mw", null)
        .containsEntry("energy_total_mwh", null)
        .containsEntry("phases", null)
        .containsEntry("extras", null)
        .containsEntry("device_faults", null)
        .containsEntry("quality_flags", null);
  }

  @Test
  void bootAndSequenceMakeDistinctKeys() {
    assertThat(
            List.of(
                key(reading("c1", EVENING, 7).setBootId(1L)),
                key(reading("c1", EVENING, 8).setBootId(1L)),
                key(reading("c1", EVENING, 7).setBootId(2L)),
                key(reading("c1", EVENING, 7).setBootId(null))))
        .doesNotHaveDuplicates();
  }

  @Test
  void withoutSequenceTheDigestIsTheKey() {
    assertThat(key(reading("c1", EVENING, 7).setSeq(null).setDigest(-5))).isEqualTo(-5L);
  }

  private static Object key(Reading.Builder reading) {
    return row(reading).get("reading_key");
  }

  @Test
  void flagsOfTheBridgeAndOfTheRegistryStandTogether() {
    Reading reading = reading("c1", EVENING, 1).setQualityFlags(List.of("OLD")).build();
    assertThat(row(ReadingTable.TABLE, AcceptedSamples.unregistered(reading, Timeliness.LATE)))
        .containsEntry("quality_flags", "OLD,UNREGISTERED")
        .containsEntry("lamp_id", null)
        .containsEntry("lateness", "LATE");
  }

  @Test
  void phasesAreJsonWithoutWhatIsAbsent() {
    Phase phase = Phase.newBuilder().setPhase(2).setSupplyVoltageMillivolts(231_000L).build();
    assertThat(row(reading("m1", EVENING, 1).setPhases(List.of(phase))))
        .containsEntry("phases", "[{\"phase\":2,\"supply_voltage_mv\":231000}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "42              | {\"x\":42}",
        "\"text\"        | {\"x\":\"text\"}",
        "[1,{\"a\":null}]| {\"x\":[1,{\"a\":null}]}",
        "1e999           | {\"x\":\"1e999\"}",
        "{               | {\"x\":\"{\"}",
        "1 2             | {\"x\":\"1 2\"}",
        "nonsense        | {\"x\":\"nonsense\"}",
        "\"\\u0000\"     | {\"x\":\"\\\"\\\\u0000\\\"\"}",
        "\"\\ud800\"     | {\"x\":\"\\\"\\\\ud800\\\"\"}",
      })
  void extrasAreJsonThatThePublicViewCanRead(String value, String json) {
    assertThat(row(reading("c1", EVENING, 1).setExtras(Map.of("x", value))))
        .containsEntry("extras", json);
  }

  static List<Schema.Field> fieldsOfAReading() {
    return Reading.getClassSchema().getFields();
  }

  /** Nothing that a reading says is lost on its way from Avro through the stream to the table. */
  @ParameterizedTest
  @MethodSource("fieldsOfAReading")
  void everyFieldOfAReadingReachesAColumn(Schema.Field field) {
    // given: without a sequence number, for then the digest counts
    Reading before = reading("c1", EVENING, 1).setSeq(null).build();
    Reading after = reading("c1", EVENING, 1).setSeq(null).build();
    // when
    after.put(field.pos(), OtherValues.than(before.get(field.pos()), field.schema()));
    // then
    assertThat(row(after)).as("a row when %s is another", field.name()).isNotEqualTo(row(before));
  }

  static List<Schema.Field> fieldsOfAPhase() {
    return Phase.getClassSchema().getFields();
  }

  @ParameterizedTest
  @MethodSource("fieldsOfAPhase")
  void everyFieldOfAPhaseReachesTheColumnOfPhases(Schema.Field field) {
    // given
    Phase before = Phase.newBuilder().setPhase(1).build();
    Phase after = Phase.newBuilder().setPhase(1).build();
    // when
    after.put(field.pos(), OtherValues.than(before.get(field.pos()), field.schema()));
    // then
    assertThat(row(reading("m1", EVENING, 1).setPhases(List.of(after))).get("phases"))
        .isNotEqualTo(row(reading("m1", EVENING, 1).setPhases(List.of(before))).get("phases"));
  }
}
