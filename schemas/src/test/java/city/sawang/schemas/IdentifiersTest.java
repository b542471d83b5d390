package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mueang-nan",
        "L1",
        "nan-2",
        "NULL.1",
        "1e5x",
        "e5",
        "F-12",
        "trueish",
        "a:1",
        "NLC_0001",
        "L-0012",
        "70b3d5",
        "-",
        ".",
        "1-2",
        "v1.2.3"
      })
  void namesAreIds(String text) {
    assertThat(Identifiers.nameObjection(text)).isEmpty();
    assertThat(Identifiers.deviceObjection(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nan",
        "NaN",
        "-nan",
        "NA",
        "n.a.",
        "null",
        "NULL",
        "nil",
        "None",
        "inf",
        "-Inf",
        "Infinity",
        "TRUE",
        "T",
        "f",
        "false",
        "Yes",
        "no",
        "ON",
        "off",
        "0",
        "12",
        "007",
        "-3",
        "4.2",
        "4.",
        ".5",
        "1e5",
        "1E-5",
        "-1.5e3",
        "1_000",
        "0x1F",
        "0b1",
        "2026-11-22",
        "22.11.2026",
        "12:30",
        "7:05:59"
      })
  void whatReadersOfCsvFilesTakeForSomethingElseIsNoId(String text) {
    assertThat(Identifiers.nameObjection(text)).get().asString().contains("CSV");
    assertThat(Identifiers.deviceObjection(text)).get().asString().contains("at least 8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "24E124538C200347",
        "2412453820003470",
        "241245382E000347",
        "00124B0014A2",
        "864475051234567",
        "20261122",
        "0x00158d0001000023"
      })
  void whatAFactoryBurntInIsTheIdOfADevice(String text) {
    assertThat(Identifiers.deviceObjection(text)).isEmpty();
  }

  @Test
  void noPersonNamesALampByANumberHoweverLong() {
    assertThat(Identifiers.nameObjection("2412453820003470")).isPresent();
    assertThat(Identifiers.nameObjection("24E124538C200347")).as("no number").isEmpty();
    assertThat(Identifiers.deviceObjection("-24124538")).isPresent();
    assertThat(Identifiers.deviceObjection("1234567")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "โคม", "a/b", "n/a", "a+", "a\n", "\u0661"})
  void onlySomeCharactersMakeAnId(String text) {
    assertThat(Identifiers.nameObjection(text)).contains("[A-Za-z0-9._:-]{1,64}");
    assertThat(Identifiers.deviceObjection(text)).contains("[A-Za-z0-9._:-]{1,64}");
  }

  @Test
  void anIdHasAtMost64CharactersAndNoDoubleColon() {
    assertThat(Identifiers.nameObjection("L".repeat(64))).isEmpty();
    assertThat(Identifiers.nameObjection("L".repeat(65))).isPresent();
    assertThat(Identifiers.nameObjection("a::b")).get().asString().contains("'::'");
    assertThat(Identifiers.deviceObjection("24E124538C200347::1")).isPresent();
    assertThat(Identifiers.deviceObjection("24E124538C200347:1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "70B3D5B0FFFF0009,          70b3d5b0ffff0009",
    "70-B3-D5-B0-FF-FF-00-09,   70b3d5b0ffff0009",
    "70:b3:d5:b0:ff:ff:00:09,   70b3d5b0ffff0009",
    "70b3-d5b0-ffff-0009,       70b3d5b0ffff0009",
    "AA:BB:CC:DD:EE:FF,         aabbccddeeff",
    "AA:BB:CC:DD:EE:FF:1,       aabbccddeeff:1",
    "AA-BB-CC-DD-EE-FF:DALI_3,  aabbccddeeff:dali_3",
    "aabbccddeeff:12,           aabbccddeeff:12",
    "aabbccddeeff:1234,         aabbccddeeff:1234",
    "70B3D5B0FFFF0009:Lamp-2,   70b3d5b0ffff0009:lamp-2",
    "FT-L01,                    ft-l01",
    "a-b:c-d,                   a-b:c-d",
    "0x00158D0001000023,        0x00158d0001000023",
    "shellyplus1pm-AABBCCDDEEFF,shellyplus1pm-aabbccddeeff",
    "Mueang-Nan,                mueang-nan",
  })
  void idsAreComparedWithoutCaseAndEuisWithoutPunctuation(String id, String form) {
    assertThat(Identifiers.comparable(id)).isEqualTo(form);
    assertThat(Identifiers.comparable(form)).isEqualTo(form);
    assertThat(Identifiers.same(id, form)).isTrue();
    assertThat(Identifiers.same(id, form + "x")).isFalse();
  }
}
