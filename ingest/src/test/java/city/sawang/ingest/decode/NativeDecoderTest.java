package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.BAD_IDENTIFIER;
import static city.sawang.schemas.ReasonCode.DUPLICATE_MEMBER;
import static city.sawang.schemas.ReasonCode.MISSING_FIELD;
import static city.sawang.schemas.ReasonCode.NOT_FINITE;
import static city.sawang.schemas.ReasonCode.NOT_JSON;
import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.NOT_UTF8;
import static city.sawang.schemas.ReasonCode.OUT_OF_RANGE;
import static city.sawang.schemas.ReasonCode.PROFILE_FAILED;
import static city.sawang.schemas.ReasonCode.SPOOF;
import static city.sawang.schemas.ReasonCode.TIME_IN_FUTURE;
import static city.sawang.schemas.ReasonCode.TIME_TOO_OLD;
import static city.sawang.schemas.ReasonCode.TIME_WITHOUT_ZONE;
import static city.sawang.schemas.ReasonCode.TOO_DEEP;
import static city.sawang.schemas.ReasonCode.TOO_LARGE;
import static city.sawang.schemas.ReasonCode.UNKNOWN_CITY;
import static city.sawang.schemas.ReasonCode.UNKNOWN_PROFILE;
import static city.sawang.schemas.ReasonCode.WRONG_TYPE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeDecoderTest {
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();
  private static final String TOPIC = "lighting/v1/mueang-nan/NLC-1/reading";
  private static final String TIME = "\"observedAt\":\"2026-11-22T19:30:00+07:00\"";

  private static final String EXAMPLE =
      """
      {"observedAt":"2026-11-22T19:30:00+07:00","bootId":3,"seq":1287,"activePowerW":41.7,"energyTotalWh":234567.125,"supplyVoltageV":229.4,
       "supplyCurrentA":0.19,"powerFactor":0.96,"frequencyHz":50.01,"dimCommandPct":80,"dimActualPct":80,"lampOn":true,"relayOn":true,"operatingHours":5533.2,
       "switchOnCount":812,"supplyLossCount":4,"controllerTempC":41.2,"rssiDbm":-97,"overrideActive":false,"maintenanceMode":false,"historical":false,"deviceFaults":["lampFailure"]}
      """;

  private final FakeDevices devices =
      new FakeDevices("mueang-nan", "satun").with("HERE", "mueang-nan").with("THERE", "satun");
  private final NativeDecoder decoder = new NativeDecoder(devices);

  @Test
  void readsEveryMemberOfTheContractsExample() {
    Reading reading = accepted(decode(EXAMPLE));

    assertThat(reading.getCityId()).isEqualTo("mueang-nan");
    assertThat(reading.getControllerId()).isEqualTo("NLC-1");
    assertThat(reading.getKind()).isEqualTo(DeviceKind.LAMP);
    assertThat(Instant.ofEpochMilli(reading.getObservedAt())).isEqualTo("2026-11-22T12:30:00Z");
    assertThat(reading.getReceivedAt()).isEqualTo(RECEIVED);
    assertThat(reading.getTopic()).isEqualTo(TOPIC);
    assertThat(reading.getProfile()).isEqualTo("native");
    assertThat(reading.getBootId()).isEqualTo(3);
    assertThat(reading.getSeq()).isEqualTo(1287);
    assertThat(reading.getActivePowerMilliwatts()).isEqualTo(41_700);
    assertThat(reading.getEnergyTotalMilliwattHours()).isEqualTo(234_567_125);
    assertThat(reading.getSupplyVoltageMillivolts()).isEqualTo(229_400);
    assertThat(reading.getSupplyCurrentMilliamperes()).isEqualTo(190);
    assertThat(reading.getPowerFactorBasisPoints()).isEqualTo(9_600);
    assertThat(reading.getFrequencyMillihertz()).isEqualTo(50_010);
    assertThat(reading.getDimCommandBasisPoints()).isEqualTo(8_000);
    assertThat(reading.getDimActualBasisPoints()).isEqualTo(8_000);
    assertThat(reading.getLampOn()).isTrue();
    assertThat(reading.getRelayOn()).isTrue();
    assertThat(reading.getOperatingSeconds()).isEqualTo(19_919_520);
    assertThat(reading.getSwitchOnCount()).isEqualTo(812);
    assertThat(reading.getSupplyLossCount()).isEqualTo(4);
    assertThat(reading.getControllerTempMillicelsius()).isEqualTo(41_200);
    assertThat(reading.getRssiMillidecibelMilliwatts()).isEqualTo(-97_000);
    assertThat(reading.getOverrideActive()).isFalse();
    assertThat(reading.getMaintenanceMode()).isFalse();
    assertThat(reading.getHistorical()).isFalse();
    assertThat(reading.getDeviceFaults()).containsExactly("lampFailure");
    assertThat(reading.getExtras()).isEmpty();
    assertThat(reading.getQualityFlags()).isEmpty();
    assertThat(reading.getDoorOpen()).isNull();
    assertThat(new AvroMessages().decode(new AvroMessages().encode(reading))).isEqualTo(reading);
  }

  @Test
  void readsPhasesAndSwitchesOfAMeter() {
    Reading reading =
        accepted(
            decode(
                "lighting/v1/mueang-nan/F-1/meter",
                "{"
                    + TIME
                    + ",\"activePowerW\":12000,\"activePowerWL1\":4000.5,\"energyTotalWhL2\":1.0005,"
                    + "\"supplyVoltageVL3\":231,\"powerFactorL3\":-0.5,\"supplyCurrentAL1\":17.4,"
                    + "\"doorOpen\":true,\"leakageDetected\":false,\"breakerTripped\":false}"));

    assertThat(reading.getKind()).isEqualTo(DeviceKind.METER);
    assertThat(reading.getActivePowerMilliwatts()).isEqualTo(12_000_000);
    assertThat(reading.getPhases()).extracting(phase -> phase.getPhase()).containsExactly(1, 2, 3);
    assertThat(reading.getPhases().get(0).getActivePowerMilliwatts()).isEqualTo(4_000_500);
    assertThat(reading.getPhases().get(0).getSupplyCurrentMilliamperes()).isEqualTo(17_400);
    assertThat(reading.getPhases().get(1).getEnergyTotalMilliwattHours()).isEqualTo(1_000);
    assertThat(reading.getPhases().get(2).getSupplyVoltageMillivolts()).isEqualTo(231_000);
    assertThat(reading.getPhases().get(2).getPowerFactorBasisPoints()).isEqualTo(-5_000);
    assertThat(reading.getDoorOpen()).isTrue();
    assertThat(reading.getBreakerTripped()).isFalse();
  }

  @Test
  void absentAndNullAreNullAndNotZero() {
    Reading reading = accepted(decode("{" + TIME + ",\"lampOn\":true,\"activePowerW\":null}"));

    assertThat(reading.getActivePowerMilliwatts()).isNull();
    assertThat(reading.getEnergyTotalMilliwattHours()).isNull();
    assertThat(reading.getSeq()).isNull();
  }

  @Test
  void takesEpochMillisecondsAndOtherOffsets() {
    assertThat(accepted(decode("{\"observedAt\":1795350600123,\"lampOn\":true}")).getObservedAt())
        .isEqualTo(1_795_350_600_123L);
    assertThat(
            accepted(decode("{\"observedAt\":\"2026-11-22T07:30-0500\",\"lampOn\":true}"))
                .getObservedAt())
        .isEqualTo(Instant.parse("2026-11-22T12:30:00Z").toEpochMilli());
  }

  @Test
  void keepsUnknownMembersAsTheJsonTextThatCame() {
    Reading reading =
        accepted(
            decode(
                "{"
                    + TIME
                    + ",\"lampOn\":true,\"fw\":\"1.2 é\",\"n\":-1.50e1,\"o\":{\"a\":[1,{\"b\":null}]},\"t\":true ,\"z\":null}"));

    assertThat(reading.getExtras())
        .containsEntry("fw", "\"1.2 é\"")
        .containsEntry("n", "-1.50e1")
        .containsEntry("o", "{\"a\":[1,{\"b\":null}]}")
        .containsEntry("t", "true")
        .containsEntry("z", "null")
        .hasSize(5);
  }

  @Test
  void digestIgnoresTheRoadAndTheOrderButNothingElse() {
    long digest = digest("{" + TIME + ",\"lampOn\":true,\"a\":1,\"b\":2}", RECEIVED);

    assertThat(digest("{\"b\":2,\"a\":1,\"lampOn\":true," + TIME + "}", RECEIVED))
        .isEqualTo(digest);
    assertThat(digest("{" + TIME + ",\"lampOn\":true,\"a\":1,\"b\":2}", RECEIVED + 8L * 86_400_000))
        .isEqualTo(digest);
    assertThat(digest("{" + TIME + ",\"lampOn\":true,\"a\":1,\"b\":3}", RECEIVED))
        .isNotEqualTo(digest);
    assertThat(digest("{" + TIME + ",\"relayOn\":true,\"a\":1,\"b\":2}", RECEIVED))
        .isNotEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"supplyVoltageV\":149.9 | VOLTAGE_SUSPECT",
        "\"supplyVoltageV\":300.001 | VOLTAGE_SUSPECT",
        "\"supplyVoltageVL2\":20 | VOLTAGE_SUSPECT",
        "\"frequencyHz\":48.999 | FREQUENCY_SUSPECT",
        "\"controllerTempC\":86 | TEMPERATURE_SUSPECT",
        "\"powerFactor\":0.29,\"dimActualPct\":51 | POWER_FACTOR_SUSPECT",
        "\"activePowerW\":41.7,\"supplyVoltageV\":230,\"supplyCurrentA\":0.210,\"powerFactor\":0.96 | POWER_MISMATCH",
      })
  void flagsWhatIsSuspect(String members, String flag) {
    assertThat(accepted(decode("{" + TIME + "," + members + "}")).getQualityFlags())
        .containsExactly(flag);
  }

  @Test
  void acceptsWhatTheResolutionOfTheCurrentExplains() {
    Reading reading =
        accepted(
            decode(
                "{"
                    + TIME
                    + ",\"activePowerW\":41.7,\"supplyVoltageV\":230,\"supplyCurrentA\":0.2,\"powerFactor\":0.96}"));

    assertThat(reading.getQualityFlags()).isEmpty();
  }

  @Test
  void flagsTheClock() {
    assertThat(
            accepted(decode("{\"observedAt\":" + (RECEIVED + 60_001) + ",\"lampOn\":true}"))
                .getQualityFlags())
        .containsExactly("CLOCK_AHEAD");
    assertThat(
            accepted(
                    decode(
                        "{\"observedAt\":"
                            + (RECEIVED - 7 * 86_400_000L - 1)
                            + ",\"lampOn\":true}"))
                .getQualityFlags())
        .containsExactly("OLD");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MISSING_FIELD | {\"lampOn\":true}",
        "MISSING_FIELD | {\"observedAt\":null,\"lampOn\":true}",
        "MISSING_FIELD | {\"observedAt\":1795350600123}",
        "MISSING_FIELD | {\"observedAt\":1795350600123,\"seq\":4,\"historical\":true,\"other\":1}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"activePowerW\":\"41.7\"}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"activePowerW\":\"NaN\"}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"activePowerW\":\"\"}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"activePowerW\":true}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"activePowerW\":[1]}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"lampOn\":1}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"lampOn\":\"true\"}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"lampOn\":true,\"seq\":3.9}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"lampOn\":true,\"seq\":\"3\"}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"deviceFaults\":\"x\"}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"deviceFaults\":[\"x\",1]}",
        "WRONG_TYPE | {\"observedAt\":1795350600123,\"lampOn\":true,\"controllerId\":7}",
        "WRONG_TYPE | {\"observedAt\":1795350600123.5,\"lampOn\":true}",
        "WRONG_TYPE | {\"observedAt\":true,\"lampOn\":true}",
        "WRONG_TYPE | {\"observedAt\":\"yesterday\",\"lampOn\":true}",
        "WRONG_TYPE | {\"observedAt\":\"1795350600123\",\"lampOn\":true}",
        "WRONG_TYPE | {\"observedAt\":\"2026-11-22T19:30:00+07:00x\",\"lampOn\":true}",
        "WRONG_TYPE | {\"observedAt\":\"\",\"lampOn\":true}",
        "NOT_FINITE | {\"observedAt\":1795350600123,\"activePowerW\":1e999}",
        "NOT_FINITE | {\"observedAt\":1795350600123,\"activePowerW\":-1e99999999999999999}",
        "NOT_FINITE | {\"observedAt\":1795350600123,\"activePowerW\":0.000000000000000000000000000000001}",
        "NOT_FINITE | {\"observedAt\":1795350600123,\"lampOn\":true,\"other\":1e400}",
        "NOT_FINITE | {\"observedAt\":1795350600123,\"lampOn\":true,\"other\":[{\"x\":1e400}]}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"activePowerW\":1e300}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"activePowerW\":5000.001}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"activePowerW\":-5.001}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"energyTotalWh\":-0.001}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"energyTotalWh\":9e18}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"supplyVoltageV\":600.001}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"supplyCurrentA\":-0.001}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"powerFactor\":96}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"frequencyHz\":71}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"dimActualPct\":100.01}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"dimCommandPct\":-0.01}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"operatingHours\":-1}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"switchOnCount\":-1}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"switchOnCount\":99999999999999999999}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"controllerTempC\":150.5}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"lux\":200001}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"rssiDbm\":1}",
        "OUT_OF_RANGE | {\"observedAt\":1795350600123,\"commQualityPct\":101}",
        "OUT_OF_RANGE | {\"observedAt\":\"2026-02-30T00:00:00Z\",\"lampOn\":true}",
        "OUT_OF_RANGE | {\"observedAt\":\"2026-11-22T24:00:00Z\",\"lampOn\":true}",
        // A leap second; the counter of the next reading covers it.
        "OUT_OF_RANGE | {\"observedAt\":\"2016-12-31T23:59:60Z\",\"lampOn\":true}",
        "OUT_OF_RANGE | {\"observedAt\":\"2026-12-31T23:59:60Z\",\"lampOn\":true}",
        "TIME_IN_FUTURE | {\"observedAt\":\"2026-11-22T12:35:10.001Z\",\"lampOn\":true}",
        "TIME_IN_FUTURE | {\"observedAt\":99999999999999999999,\"lampOn\":true}",
        "TIME_TOO_OLD | {\"observedAt\":\"2000-01-01T00:00:00Z\",\"lampOn\":true}",
        "TIME_TOO_OLD | {\"observedAt\":\"2019-12-31T23:59:59.999Z\",\"lampOn\":true}",
        "TIME_TOO_OLD | {\"observedAt\":1795350600,\"lampOn\":true}",
        "TIME_TOO_OLD | {\"observedAt\":-1,\"lampOn\":true}",
        "TIME_WITHOUT_ZONE | {\"observedAt\":\"2026-11-22T19:30:00\",\"lampOn\":true}",
        "TIME_WITHOUT_ZONE | {\"observedAt\":\"2026-11-22T19:30:00.5\",\"lampOn\":true}",
        "TIME_WITHOUT_ZONE | {\"observedAt\":\"2026-11-22\",\"lampOn\":true}",
        "SPOOF | {\"observedAt\":1795350600123,\"lampOn\":true,\"controllerId\":\"NLC-2\"}",
        "SPOOF | {\"observedAt\":1795350600123,\"lampOn\":true,\"cityId\":\"satun\"}",
        "BAD_IDENTIFIER | {\"observedAt\":1795350600123,\"lampOn\":true,\"controllerId\":\"a b\"}",
        "DUPLICATE_MEMBER | {\"observedAt\":1795350600123,\"lampOn\":true,\"lampOn\":true}",
        "DUPLICATE_MEMBER | {\"observedAt\":1795350600123,\"lampOn\":true,\"x\":1,\"x\":1}",
        "DUPLICATE_MEMBER | {\"observedAt\":1795350600123,\"lampOn\":true,\"x\":{\"y\":1,\"y\":2}}",
        "TOO_DEEP | {\"observedAt\":1795350600123,\"lampOn\":true,\"x\":[[[[[[[[1]]]]]]]]}",
        "NOT_UTF8 | {\"observedAt\":1795350600123,\"lampOn\":true,\"x\":\"\\ud800\"}",
        "NOT_UTF8 | {\"observedAt\":1795350600123,\"lampOn\":true,\"x\":\"\\udc00\\ud800\"}",
        "NOT_UTF8 | {\"observedAt\":1795350600123,\"deviceFaults\":[\"\\ud800\"]}",
        "NOT_OUR_SCHEMA | {\"observedAt\":1795350600123,\"lampOn\":true,\"x\":\"\\u0000\"}",
        "NOT_OUR_SCHEMA | {\"observedAt\":1795350600123,\"lampOn\":true,\"x\\u0000\":1}",
        "NOT_OUR_SCHEMA | [1]",
        "NOT_OUR_SCHEMA | []",
        "NOT_OUR_SCHEMA | 7",
        "NOT_JSON | {\"observedAt\":1795350600123,\"lampOn\":true}}",
        "NOT_JSON | {\"observedAt\":1795350600123,\"lampOn\":true} x",
        "NOT_JSON | {\"observedAt\":1795350600123,\"lampOn\":NaN}",
        "NOT_JSON | {\"observedAt\":1795350600123,\"lampOn\":tru}",
        "NOT_JSON | {\"observedAt\":1795350600123,\"activePowerW\":041}",
        "NOT_JSON | [{\"observedAt\":1795350600123,\"lampOn\":true}",
        "NOT_JSON | \uFEFF{\"observedAt\":1795350600123,\"lampOn\":true}",
      })
  void refusesWithTheRightReason(ReasonCode reason, String payload) {
    QuarantinedPayload refused = refused(decode(payload));

    assertThat(refused.getReason()).isEqualTo(reason.name());
    assertThat(refused.getPayload().array()).isEqualTo(payload.getBytes(UTF_8));
    assertThat(refused.getIndex()).isEqualTo(-1);
    assertThat(refused.getCityId()).isEqualTo("mueang-nan");
    assertThat(refused.getControllerId()).isEqualTo("NLC-1");
    assertThat(refused.getProfile()).isEqualTo("native");
    assertThat(refused.getDetail()).isNotBlank().hasSizeLessThan(310).doesNotMatch("\\p{Cntrl}");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_PROFILE, zigbee2mqtt/lamp",
    "UNKNOWN_PROFILE, ''",
    "NOT_OUR_SCHEMA, lighting/v1/mueang-nan/NLC-1",
    "NOT_OUR_SCHEMA, lighting/v1/mueang-nan/NLC-1/command",
    "NOT_OUR_SCHEMA, lighting/v1/mueang-nan/NLC-1/reading/x",
    "BAD_IDENTIFIER, lighting/v1/mueang-nan/NLC 1/reading",
    "BAD_IDENTIFIER, lighting/v1//NLC-1/reading",
    "BAD_IDENTIFIER, lighting/v1/nan/NLC-1/reading",
    "BAD_IDENTIFIER, lighting/v1/mueang-nan/NULL/reading",
    "BAD_IDENTIFIER, lighting/v1/mueang-nan/1e5/reading",
    "BAD_IDENTIFIER, lighting/v1/mueang-nan/1234567/reading",
    "BAD_IDENTIFIER, lighting/v1/mueang-nan/NLC::1/reading",
    "BAD_IDENTIFIER, lighting/v1/mueang-nan//reading",
    "UNKNOWN_CITY, lighting/v1/atlantis/NLC-1/reading",
    "UNKNOWN_CITY, lighting/v1/atlantis/NLC-1/status",
    "SPOOF, lighting/v1/mueang-nan/THERE/reading",
  })
  void judgesTheTopicFirst(ReasonCode reason, String topic) {
    assertThat(refused(decode(topic, "{" + TIME + ",\"lampOn\":true}")).getReason())
        .isEqualTo(reason.name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"24E124538C200347", "2412453820003470", "241245382E000347", "12345678"})
  void acceptsTheIdThatAFactoryBurntIn(String controller) {
    String topic = "lighting/v1/mueang-nan/" + controller + "/reading";

    assertThat(accepted(decode(topic, "{" + TIME + ",\"lampOn\":true}")).getControllerId())
        .isEqualTo(controller);
  }

  @Test
  void acceptsAControllerAtHomeAndOneNobodyKnows() {
    assertThat(
            accepted(
                decode("lighting/v1/mueang-nan/HERE/reading", "{" + TIME + ",\"lampOn\":true}")))
        .isNotNull();
    assertThat(
            accepted(
                decode("lighting/v1/mueang-nan/NEW/reading", "{" + TIME + ",\"lampOn\":true}")))
        .isNotNull();
  }

  @Test
  void refusesOversizeAndOverlongText() {
    String filler = "x".repeat(64 * 1024);

    assertThat(
            refused(decode("{" + TIME + ",\"lampOn\":true,\"x\":\"" + filler + "\"}")).getReason())
        .isEqualTo(TOO_LARGE.name());
    assertThat(
            refused(
                    decode(
                        "{"
                            + TIME
                            + ",\"lampOn\":true,\"x\":\""
                            + filler.substring(0, 257)
                            + "\"}"))
                .getReason())
        .isEqualTo(OUT_OF_RANGE.name());
    assertThat(refused(decode("[".repeat(60_000))).getReason()).isEqualTo(TOO_DEEP.name());
    assertThat(refused(decode("{\"a\":".repeat(10_000))).getReason()).isEqualTo(TOO_DEEP.name());
  }

  @Test
  void refusesMoreThanSixteenUnknownMembers() {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      members.append(",\"x").append(i).append("\":").append(i);
    }

    assertThat(accepted(decode("{" + TIME + ",\"lampOn\":true" + members + "}")).getExtras())
        .hasSize(16);
    assertThat(refused(decode("{" + TIME + ",\"lampOn\":true" + members + ",\"y\":1}")).getReason())
        .isEqualTo(NOT_OUR_SCHEMA.name());
  }

  @Test
  void aBugBecomesARefusalThatKeepsTheBytes() {
    KnownDevices broken =
        new KnownDevices() {
          @Override
          public Optional<String> city(String cityId) {
            throw new StackOverflowError();
          }

          @Override
          public List<RegisteredDevice> registrations(String deviceId) {
            return List.of();
          }
        };

    List<Decoded> results = new NativeDecoder(broken).decode(arrival(TOPIC, "{}"));

    assertThat(refused(results).getReason()).isEqualTo(PROFILE_FAILED.name());
    assertThat(refused(results).getPayload().array()).isEqualTo("{}".getBytes(UTF_8));
  }

  @Test
  void quarantineIdIsStableAndDiffersByElement() {
    String id = refused(decode("{}")).getQuarantineId();

    assertThat(id).hasSize(32).isEqualTo(refused(decode("{}")).getQuarantineId());
    assertThat(refused(decode("{} ")).getQuarantineId()).isNotEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"online\":true,\"observedAt\":\"2026-11-22T12:30:00Z\"}",
        "{\"online\":false,\"observedAt\":1795350600123,\"fw\":\"x\"}",
        ""
      })
  void recognisesAStatus(String payload) {
    assertThat(decode("lighting/v1/mueang-nan/NLC-1/status", payload))
        .containsExactly(new Decoded.Recognised());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MISSING_FIELD | {\"observedAt\":1795350600123}",
        "MISSING_FIELD | {\"online\":true}",
        "WRONG_TYPE | {\"online\":1,\"observedAt\":1795350600123}",
        "WRONG_TYPE | {\"online\":true,\"observedAt\":1.5}",
        "TIME_WITHOUT_ZONE | {\"online\":true,\"observedAt\":\"2026-11-22T12:30:00\"}",
        "NOT_OUR_SCHEMA | []",
        "NOT_JSON | online",
        "DUPLICATE_MEMBER | {\"online\":true,\"online\":true,\"observedAt\":1795350600123}",
        "TOO_DEEP | [[[[[[[[[[]]]]]]]]]]",
        "NOT_FINITE | {\"x\":123456789012345678901234567890123}",
      })
  void refusesABadStatus(ReasonCode reason, String payload) {
    assertThat(refused(decode("lighting/v1/mueang-nan/NLC-1/status", payload)).getReason())
        .isEqualTo(reason.name());
  }

  @Test
  void namesTheReasonsOfThisTest() {
    // The codes that a native payload can end with; CONFLICT is told by the jobs, the last
    // two are of messages that profiles read.
    assertThat(ReasonCode.values())
        .containsExactlyInAnyOrder(
            NOT_UTF8,
            NOT_JSON,
            TOO_LARGE,
            TOO_DEEP,
            DUPLICATE_MEMBER,
            NOT_OUR_SCHEMA,
            MISSING_FIELD,
            WRONG_TYPE,
            NOT_FINITE,
            OUT_OF_RANGE,
            TIME_IN_FUTURE,
            TIME_TOO_OLD,
            TIME_WITHOUT_ZONE,
            BAD_IDENTIFIER,
            UNKNOWN_CITY,
            SPOOF,
            UNKNOWN_PROFILE,
            PROFILE_FAILED,
            ReasonCode.CONFLICT,
            ReasonCode.RETAINED_WITHOUT_TIME,
            ReasonCode.SIMULATED_UPLINK);
  }

  private long digest(String payload, long receivedAt) {
    return accepted(decoder.decode(new Arrival(TOPIC, payload.getBytes(UTF_8), receivedAt)))
        .getDigest();
  }

  private List<Decoded> decode(String payload) {
    return decode(TOPIC, payload);
  }

  private List<Decoded> decode(String topic, String payload) {
    return decoder.decode(arrival(topic, payload));
  }

  private static Arrival arrival(String topic, String payload) {
    return new Arrival(topic, payload.getBytes(UTF_8), RECEIVED);
  }

  private static Reading accepted(List<Decoded> results) {
    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted) results.get(0)).reading();
  }

  private static QuarantinedPayload refused(List<Decoded> results) {
    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Refused.class);
    return ((Decoded.Refused) results.get(0)).payload();
  }
}
