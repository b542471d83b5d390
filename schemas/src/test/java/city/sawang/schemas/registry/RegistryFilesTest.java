package city.sawang.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.registry.RegistryFiles.Result;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryFilesTest {
  private static final String YAML =
      """
      city_id: mueang-nan
      name_en: Mueang Nan
      name_th: น่าน
      timezone: Asia/Bangkok
      latitude: 18.783
      longitude: 100.783
      deployments:
        - deployment_id: d1
          programme: Test
          kind: RETROFIT
          baseline:
            watts: 125.5
            outage_fraction: 0.07
            source: survey
          simulated: true
          schedule: dusk-to-dawn 80%
          sources: [a, b]
      tariffs:
        - {valid_from: 2025-01-01, valid_to: 2025-05-01, thb_per_kwh: 4.15, source: ERC}
        - {valid_from: 2025-05-01, thb_per_kwh: 3.98, source: ERC}
      emissions:
        - {valid_from: 2026-01-01, scope2_kg_per_kwh: 0.4750, scope3_kg_per_kwh: 0.0812, source: TGO}
      """;
  private static final String HEADER =
      "lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w";
  private static final String SWAP_HEADER = HEADER + ",assigned_from,assigned_to";
  private static final String LAMP = "L1,F1,C1,18.783,100.783,60";

  @TempDir Path directory;

  @BeforeEach
  void oneSoundCity() throws IOException {
    Files.createDirectory(directory.resolve("mueang-nan"));
    write("city.yaml", YAML);
    write("lamps.csv", HEADER + "\n" + LAMP + "\n");
  }

  @Test
  void twoSpellingsOfOneIdAreAMistake() throws IOException {
    write(
        "lamps.csv",
        HEADER
            + "\nL1,F1,70B3D5B0FFFF0009,18.783,100.783,60"
            + "\nL2,F1,70-b3-d5-b0-ff-ff-00-09,18.783,100.783,60"
            + "\nl1,f1,C3,18.783,100.783,60\n");
    write("meters.csv", "meter_id,feeder_id,latitude,longitude\nc3,F1,18.783,100.783\n");

    assertThat(((Result.Invalid) RegistryFiles.read(directory)).mistakes())
        .extracting(Object::toString)
        .anyMatch(m -> m.contains("lamps.csv:3") && m.contains("70B3D5B0FFFF0009, as line 2"))
        .anyMatch(m -> m.contains("lamps.csv:4") && m.contains("L1, as line 2"))
        .anyMatch(m -> m.contains("lamps.csv:4") && m.contains("F1, as line 2"))
        .anyMatch(m -> m.contains("meters.csv:2") && m.contains("C3, as line 4 of "));
  }

  @Test
  void defaultsAreFilledIn() {
    City city = valid().cities().get(0);

    Lamp lamp = city.lamps().get(0);
    assertThat(lamp.deploymentId()).isEqualTo("d1");
    assertThat(lamp.position()).isEqualTo(new Position(18_783_000, 100_783_000));
    assertThat(lamp.current())
        .isEqualTo(
            new Lamp.Service(
                "C1",
                "F1",
                null,
                60_000,
                Stage.COMMISSIONED,
                false,
                900,
                LampSchedule.parse("dusk-to-dawn 80%"),
                10_000,
                0,
                null,
                null,
                null,
                null));
    assertThat(city.deployments().get(0).baseline())
        .isEqualTo(new Deployment.Baseline(125_500, 700, "survey"));
    assertThat(city.tariffs()).hasSize(2);
    assertThat(city.emissions()).hasSize(1);
  }

  @Test
  void aLampTalksThroughItsGatewayAndSoDoesAMeter() throws IOException {
    write("lamps.csv", HEADER + ",gateway_id\n" + LAMP + ",G1\nL2,F1,C2,18.783,100.783,60,\n");
    write(
        "meters.csv",
        "meter_id,feeder_id,latitude,longitude,gateway_id\nM1,F1,18.783,100.783,G1\n");

    City city = valid().cities().get(0);

    assertThat(city.lamps())
        .extracting(lamp -> lamp.current().gatewayId())
        .containsExactly("G1", null);
    assertThat(city.meters()).extracting(Meter::gatewayId).containsExactly("G1");
    assertThat(RegistryRecords.controllers(valid()))
        .extracting(one -> one.getAssignments().get(0).getGatewayId())
        .containsExactly("G1", null, "G1");
  }

  @Test
  void twoSpellingsOfOneGatewayAreAMistake() throws IOException {
    write(
        "lamps.csv",
        HEADER + ",gateway_id\n" + LAMP + ",0016C001F0000001\nL2,F1,C2,18.783,100.783,60,G2\n");
    write(
        "meters.csv",
        "meter_id,feeder_id,latitude,longitude,gateway_id\n"
            + "M1,F1,18.783,100.783,00-16-c0-01-f0-00-00-01\n");

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("meters.csv:2 gateway_id", "0016C001F0000001, as line 2 of ");
  }

  @Test
  void aLampIsCommissionedWithItsDeploymentUnlessItsRowSaysOtherwise() throws IOException {
    write(
        "city.yaml",
        YAML.replace("programme: Test", "programme: Test\n    commissioned_on: 2026-05-01"));
    write(
        "lamps.csv",
        HEADER
            + ",stage,commissioned_on\n"
            + LAMP
            + ",,\nL2,F1,C2,18.783,100.783,60,,2026-06-15\nL3,F1,,18.783,100.783,60,INSTALLED,\n");

    Registry registry = valid();

    assertThat(registry.cities().get(0).deployments().get(0).commissionedOn())
        .isEqualTo(LocalDate.of(2026, 5, 1));
    assertThat(registry.cities().get(0).lamps())
        .extracting(Lamp::commissionedOn)
        .containsExactly(LocalDate.of(2026, 5, 1), LocalDate.of(2026, 6, 15), null);
    assertThat(RegistryRecords.controllers(registry))
        .extracting(one -> one.getAssignments().get(0).getCommissionedDay())
        .containsExactly(
            (int) LocalDate.of(2026, 5, 1).toEpochDay(),
            (int) LocalDate.of(2026, 6, 15).toEpochDay());
  }

  @Test
  void aNewControllerDoesNotCommissionALampAnew() throws IOException {
    write(
        "lamps.csv",
        SWAP_HEADER
            + ",commissioned_on\nL1,F1,C1,18.783,100.783,60,,2026-03-01,2026-01-10"
            + "\nL1,F1,C2,18.783,100.783,60,2026-03-01,,2026-03-01\n");

    assertThat(valid().cities().get(0).lamps().get(0).commissionedOn())
        .isEqualTo(LocalDate.of(2026, 1, 10));
  }

  @Test
  void everyMistakeOfCommissioningIsNamed() throws IOException {
    write(
        "city.yaml",
        YAML.replace(
            "programme: Test",
            "programme: Test\n    installed_on: 2026-05-01\n    commissioned_on: 2026-04-30"));
    write(
        "lamps.csv",
        HEADER
            + ",stage,installed_on,commissioned_on\n"
            + LAMP
            + ",,2026-05-02,2026-05-01\nL2,F1,,18.783,100.783,60,DELIVERED,,2026-06-15\n");

    assertThat(problems())
        .extracting(one -> one.column() + " " + one.value() + ": " + one.expectation())
        .contains(
            "deployments[0].commissioned_on 2026-04-30: a date not before installed_on,"
                + " 2026-05-01");

    write("city.yaml", YAML);
    assertThat(problems())
        .extracting(one -> one.line() + " " + one.column() + ": " + one.expectation())
        .containsExactly(
            "2 commissioned_on: a date not before installed_on, 2026-05-02",
            "3 commissioned_on: no date for a lamp that is only DELIVERED");
  }

  @Test
  void aControllerIsSwapped() throws IOException {
    write(
        "lamps.csv",
        SWAP_HEADER
            + "\nL1,F1,C2,18.783,100.783,60,2026-03-01T10:00:00+07:00,\nL1,F1,C1,18.783,100.783,60,2026-01-01,2026-03-01T10:00:00+07:00\n");

    Lamp lamp = valid().cities().get(0).lamps().get(0);

    assertThat(lamp.services()).extracting(Lamp.Service::controllerId).containsExactly("C1", "C2");
    assertThat(lamp.services().get(0).from())
        .as("midnight in Bangkok")
        .isEqualTo(Instant.parse("2025-12-31T17:00:00Z"));
    assertThat(lamp.current().from()).isEqualTo(Instant.parse("2026-03-01T03:00:00Z"));
  }

  @Test
  void aControllerMayHaveAnEuiOfDigits() throws IOException {
    write("lamps.csv", HEADER + "\nL1,F1,2412453820003470,18.783,100.783,60\n");

    assertThat(valid().cities().get(0).lamps().get(0).current().controllerId())
        .isEqualTo("2412453820003470");
  }

  @Test
  void aCityIsNotCalledNan() throws IOException {
    Files.move(directory.resolve("mueang-nan"), directory.resolve("nan"));
    Files.writeString(
        directory.resolve("nan/city.yaml"), YAML.replace("city_id: mueang-nan", "city_id: nan"));

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.column()).isEqualTo("city_id");
              assertThat(problem.value()).isEqualTo("nan");
              assertThat(problem.expectation()).contains("CSV");
            });
  }

  @Test
  void whatSpreadsheetsWriteIsRead() throws IOException {
    write("lamps.csv", "\uFEFF" + HEADER + "\r\n\"L1\",F1, C1 ,18.783,100.783,60\r\n\r\n");
    write("city.yaml", YAML.replace("\n", "\r\n"));

    assertThat(valid().cities().get(0).lamps()).hasSize(1);
    assertThat(valid().cities().get(0).nameTh()).isEqualTo("น่าน");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          semicolons|LAMP_ID;Feeder Id; controller_id;latitude;longitude;nominal_w;night_powered;;~L1;F1;C1;18.783;100.783;60;TRUE;;~;;;;;;;;~
          tabs|lamp_id\tfeeder_id\tcontroller_id\tlatitude\tlongitude\tnominal_w\tnight_powered~L1\tF1\tC1\t18.783\t100.783\t60\tYES~
          a declared delimiter|sep=;~lamp_id;feeder_id;controller_id;latitude;longitude;nominal_w;night_powered~L1;F1;C1;18.783;100.783;60;1~
          rows of commas|lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w,night_powered,,~,,,,,,,,~L1,F1,C1,18.783,100.783,60,True,,~,,,,~
          line breaks of old|lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w,night_powered^L1,F1,C1,18.783,100.783,60,y^
          blanks of the web|\u00A0lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w,night_powered~ "L1" ,\u00A0F1\u200B,C1,18.783,100.7830000000000,60,true~
          columns left out|lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w,night_powered,stage~L1,F1,C1,18.783,100.783,60,true~
          """)
  void aTableIsReadAsSpreadsheetsWriteIt(String what, String table) throws IOException {
    write("lamps.csv", table.replace("~", "\r\n").replace('^', '\r'));

    Lamp lamp = valid().cities().get(0).lamps().get(0);

    assertThat(lamp.lampId()).isEqualTo("L1");
    assertThat(lamp.position()).isEqualTo(new Position(18_783_000, 100_783_000));
    assertThat(lamp.current().feederId()).isEqualTo("F1");
    assertThat(lamp.current().nightPowered()).isTrue();
    assertThat(lamp.current().nominalMilliwatts()).isEqualTo(60_000);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void theUnicodeTextOfASpreadsheetIsRead() throws IOException {
    String table = "\uFEFF" + (HEADER + "\n" + LAMP + "\n").replace(',', '\t');
    Files.write(
        directory.resolve("mueang-nan/lamps.csv"), table.getBytes(StandardCharsets.UTF_16LE));

    assertThat(valid().cities().get(0).lamps()).hasSize(1);
  }

  @Test
  void aLineBreakInQuotesCountsAndTheRowIsNamedByItsFirstLine() throws IOException {
    write("lamps.csv", HEADER + "\n\"L\n1\",F1,C1,18.783,100.783,60\nL2,F1,C2,18.783,100.783,x\n");

    assertThat(problems())
        .extracting(one -> one.line() + " " + one.column() + " " + one.value())
        .containsExactly("2 lamp_id L\uFFFD1", "4 nominal_w x");
  }

  @Test
  void aQuoteWithoutPartnerIsNamedWhereItOpens() throws IOException {
    write(
        "lamps.csv",
        HEADER + "\n" + LAMP + "\nL2,\"F1,C2,18.783,100.783,60\nL3,F1,C3,18.783,100.783,60\n");

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.line()).isEqualTo(3);
              assertThat(problem.column()).isEqualTo("feeder_id");
              assertThat(problem.expectation()).contains("closing quote");
            });
  }

  @Test
  void aValueWithoutAColumnNameIsNoSecret() throws IOException {
    write("lamps.csv", HEADER + ",,stage\n" + LAMP + ",surprise,\n");

    assertThat(problems()).singleElement().asString().contains(":2 column 7 'surprise'");
  }

  @Test
  void metresOfAMapGridAreNoDegrees() throws IOException {
    write("lamps.csv", HEADER + "\nL1,F1,C1,2077000,688000,60\n");

    assertThat(problems()).hasSize(2).allSatisfy(one -> assertThat(one.toString()).contains("UTM"));
  }

  @Test
  void arithmeticOfASpreadsheetIsRounded() throws IOException {
    write(
        "lamps.csv",
        HEADER + "\nL1,F1,C1,18.783000000000001,100.78299999999999,59.99999999999999\n");

    Lamp lamp = valid().cities().get(0).lamps().get(0);

    assertThat(lamp.position()).isEqualTo(new Position(18_783_000, 100_783_000));
    assertThat(lamp.current().nominalMilliwatts()).isEqualTo(60_000);
  }

  @Test
  void whatIsSuspiciousWarnsAndRefusesNothing() throws IOException {
    write(
        "city.yaml",
        YAML.replace("name_en: Mueang Nan", "name_en: =HYPERLINK(\"http://192.0.2.1/\")"));
    write(
        "lamps.csv",
        String.join(
            "\n",
            HEADER,
            "-L1,F1,2412453820003000,18.783,100.783,60",
            "1-Mar,F1,2412453820003471,18.783,100.783,60",
            "L3,F1,241245382000347,18.783,100.783,60"));

    assertThat(valid().cities().get(0).lamps()).hasSize(3);
    assertThat(warnings())
        .extracting(one -> one.file() + ":" + one.line() + " " + one.column())
        .containsExactly(
            "mueang-nan/city.yaml:2 name_en",
            "mueang-nan/lamps.csv:2 lamp_id",
            "mueang-nan/lamps.csv:2 controller_id",
            "mueang-nan/lamps.csv:3 lamp_id",
            "mueang-nan/lamps.csv:4 controller_id");
    assertThat(warnings()).first().asString().contains("formula");
    assertThat(warnings()).last().asString().contains("0241245382000347");
  }

  @Test
  void aNameThatReadersTakeForNothingIsSuspicious() throws IOException {
    write(
        "city.yaml",
        YAML.replace("Mueang Nan", "Nan").replace("programme: Test", "programme: N/A"));

    assertThat(warnings()).extracting(RegistryMistake::value).containsExactly("Nan", "N/A");
  }

  @Test
  void aMeterMeasuresACircuitWithLamps() throws IOException {
    write(
        "meters.csv",
        "meter_id,feeder_id,latitude,longitude\nM1,f1,18.783,100.783\nM2,F1,18.783,100.783\nM3,F9,18.783,100.783\n");

    assertThat(problems())
        .extracting(one -> one.line() + " " + one.column() + ": " + one.expectation())
        .containsExactly(
            "2 feeder_id: the circuit of a lamp in lamps.csv: 'F1', or one of F1",
            "3 feeder_id: the circuit of a lamp in lamps.csv: 'F1', or one of F1"
                .replace("3 ", "4 "));
  }

  @Test
  void aWorkbookIsNoCsv() throws IOException {
    Files.write(
        directory.resolve("mueang-nan/lamps.csv"), new byte[] {'P', 'K', 3, 4, 20, 0, 6, 0});

    assertThat(problems()).singleElement().asString().contains("lamps.csv:1", "this is a workbook");
  }

  @Test
  void aThaiSpreadsheetThatIsNoUtf8IsNamedWithItsLine() throws IOException {
    byte[] bytes =
        (HEADER + "\n" + LAMP + "\nน่าน,F1,C2,18.783,100.783,60\n")
            .getBytes(Charset.forName("TIS-620"));
    Files.write(directory.resolve("mueang-nan/lamps.csv"), bytes);

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("mueang-nan/lamps.csv:3: expected UTF-8")
        .contains("TIS-620", "น่าน");
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          lamp_id       | L 1,F1,C1,18.783,100.783,60        | A-Za-z0-9
          lamp_id       | nan,F1,C1,18.783,100.783,60        | CSV
          lamp_id       | 1e5,F1,C1,18.783,100.783,60        | CSV
          lamp_id       | L::1,F1,C1,18.783,100.783,60       | no '::'
          lamp_id       | 2412453820003470,F1,C1,18.783,100.783,60 | CSV
          feeder_id     | L1,12,C1,18.783,100.783,60         | CSV
          controller_id | L1,F1,None,18.783,100.783,60       | CSV
          controller_id | L1,F1,1234567,18.783,100.783,60    | at least 8
          lamp_id       | ,F1,C1,18.783,100.783,60           | required
          feeder_id     | L1,,C1,18.783,100.783,60           | required
          controller_id | L1,F1,,18.783,100.783,60           | COMMISSIONED
          controller_id | L1,F1,โคม,18.783,100.783,60         | A-Za-z0-9
          latitude      | L1,F1,C1,13.75,100.5,60            | within 100 km of mueang-nan
          latitude      | L1,F1,C1,100.783,18.783,60         | -90 to 90 degrees north; latitude and longitude look swapped
          latitude      | L1,F1,C1,118.783,100.783,60        | -90 to 90
          longitude     | L1,F1,C1,18.783,200.783,60         | -180 to 180
          latitude      | L1,F1,C1,"18,783",100.783,60       | did you mean 18.783?
          latitude      | L1,F1,C1,๑๘.๗๘๓,100.783,60         | did you mean 18.783?
          nominal_w     | L1,F1,C1,18.783,100.783,"1,200"    | did you mean 1.200 or 1200?
          latitude      | L1,F1,C1,18;783,100.783,60         | number
          longitude     | L1,F1,C1,18.783,,60                | required
          longitude     | L1,F1,C1,18.783,NaN,60             | number
          nominal_w     | L1,F1,C1,18.783,100.783,0          | 0.001 to 5000 W
          nominal_w     | L1,F1,C1,18.783,100.783,-60        | 0.001 to 5000 W
          nominal_w     | L1,F1,C1,18.783,100.783,5000.1     | 0.001 to 5000 W
          nominal_w     | L1,F1,C1,18.783,100.783,60 W       | number
          nominal_w     | L1,F1,C1,18.783,100.783,1e3        | did you mean 1000?
          nominal_w     | L1,F1,C1,18.783,100.783,#N/A       | error of a spreadsheet's formula
          controller_id | L1,F1,8.64475E+14,18.783,100.783,60 | a spreadsheet has rounded
          controller_id | L1,F1,123456,18.783,100.783,60     | drops leading zeros
          lamp_id       | 7,F1,C1,18.783,100.783,60          | drops leading zeros
          ''            | L1,F1,C1,18.783,100.783            | 6 values
          ''            | L1,F1,C1,18,783,100,783,60         | 6 values
          ''            | L1;F1;C1;18.783;100.783;60         | separated by commas
          """)
  void aWrongValueIsNamedWithItsPlace(String column, String row, String expectation)
      throws IOException {
    write("lamps.csv", HEADER + "\n" + row + "\n");

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo("mueang-nan/lamps.csv");
              assertThat(problem.line()).isEqualTo(2);
              assertThat(problem.column()).isEqualTo(column.replace("''", ""));
              assertThat(problem.expectation()).contains(expectation);
            });
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deployment_id     | d2                    | 'd1', or one of d1
          stage             | COMISSIONED           | 'COMMISSIONED', or one of DONATED
          night_powered     | maybe                 | true or false
          report_interval_s | 0                     | 1 to 86400 seconds
          report_interval_s | 1.5                   | whole number
          schedule          | dusk-to-dawn; 25:00 5%| 25:00
          gradient          | 0                     | 0.1 to 10
          minimum_w         | -1                    | 0 to 5000 W
          counter_bits      | 64                    | 8 to 63
          installed_on      | 2565-06-30            | would be 2022-06-30
          installed_on      | 30/06/2022            | would be 2022-06-30 (day first)
          installed_on      | 2567-02-29            | would be 2024-02-29
          installed_on      | 01/05/2567            | would be 2024-01-05 (month first, year 2567 of the Buddhist era), or 2024-05-01 (day first, year 2567 of the Buddhist era)
          installed_on      | 1/5/67                | 2024-05-01 (day first
          installed_on      | 45413                 | would be 2024-05-01 (a spreadsheet's day number)
          installed_on      | 1 พ.ค. 67              | would be 2024-05-01
          assigned_from     | 2567-05-01T10:00:00+07:00 | would be 2024-05-01
          assigned_from     | 2024-05-01 10:00      | with offset
          installed_on      | 2022-06-31            | a date such as
          commissioned_on   | 2567-05-01            | would be 2024-05-01
          commissioned_on   | 1/5/67                | 2024-05-01 (day first
          commissioned_on   | soon                  | a date such as
          gateway_id        | none                  | CSV
          gateway_id        | ประตู                 | A-Za-z0-9
          assigned_from     | 2026-01-01T00:00      | with offset
          """)
  void aWrongOptionalValueIsNamedWithItsPlace(String column, String value, String expectation)
      throws IOException {
    write("lamps.csv", HEADER + "," + column + "\n" + LAMP + "," + value + "\n");

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.column()).isEqualTo(column);
              assertThat(problem.value()).isEqualTo(value);
              assertThat(problem.expectation()).contains(expectation);
            });
  }

  @Test
  void aLampStandsOnceAndAControllerServesOneLampAtATime() throws IOException {
    write(
        "lamps.csv",
        String.join(
            "\n",
            SWAP_HEADER,
            "L1,F1,C1,18.783,100.783,60,,",
            "L1,F1,C2,18.783,100.783,60,,",
            "L2,F1,C1,18.783,100.783,60,2026-01-01,",
            "L3,F1,C3,18.783,100.783,60,,2026-01-01",
            "L3,F1,C4,18.784,100.783,60,2026-01-01,",
            "L4,F1,C5,18.783,100.783,60,2026-01-02,2026-01-01"));

    assertThat(problems())
        .extracting(problem -> problem.line() + " " + problem.column())
        .containsExactly("3 lamp_id", "4 controller_id", "6 latitude", "7 assigned_to");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          city_id: mueang-nan          | city_id: nann             | 1 | city_id            | the name of the directory
          name_en: Mueang Nan   | nam_en: Nan               | 1 | name_en            | required
          timezone: Asia/Bangkok| timezone: Asia/Bankok     | 4 | timezone           | IANA
          timezone: Asia/Bangkok| timezone: "+07:00"        | 4 | timezone           | IANA
          latitude: 18.783      | latitude: 118.783         | 5 | latitude           | -90 to 90
          deployment_id: d1     | deployment_id: yes        | 8 | deployments[0].deployment_id | CSV
          kind: RETROFIT        | kind: RETROFITT           | 10 | deployments[0].kind | 'RETROFIT', or one of
          simulated: true       | simulated: maybe          | 15 | deployments[0].simulated | true or false
          outage_fraction: 0.07 | outage_fraction: 7        | 13 | deployments[0].baseline.outage_fraction | 0 to 1
          sources: [a, b]       | sources:                  | 8 | deployments[0]     | sources
          valid_to: 2025-05-01  | valid_to: 2025-06-01      | 20 | tariffs[1].valid_from | not before
          valid_to: 2025-05-01  | valid_to: 2024-06-01      | 19 | tariffs[0].valid_from | before valid_to
          2026-01-01            | 2569-01-01                | 22 | emissions[0].valid_from | would be 2026-01-01
          """)
  void aMistakeInTheYamlIsNamedWithItsLine(
      String before, String after, int line, String column, String expectation) throws IOException {
    write("city.yaml", YAML.replaceFirst(java.util.regex.Pattern.quote(before), after));

    assertThat(problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.file()).isEqualTo("mueang-nan/city.yaml");
              assertThat(problem.column()).isEqualTo(column);
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.expectation()).contains(expectation);
            });
  }

  @Test
  void anUnknownKeySuggestsTheNearOne() throws IOException {
    write("city.yaml", YAML.replace("emissions:", "emisions:").replace("programme:", "program:"));

    assertThat(problems())
        .extracting(RegistryMistake::toString)
        .containsExactly(
            "mueang-nan/city.yaml:8 deployments[0].programme: expected a value, this one is required",
            "mueang-nan/city.yaml:9 deployments[0].program 'program': expected a known key: 'programme', or one of deployment_id, programme, donor, vendor,"
                + " declared_value_thb, declared_lamps, installed_on, commissioned_on, kind, baseline, simulated, schedule, note, sources",
            "mueang-nan/city.yaml:21 emisions 'emisions': expected a known key: 'emissions', or one of city_id, name_en, name_th, timezone, latitude, longitude,"
                + " schedule, deployments, tariffs, emissions");
  }

  @Test
  void anUnknownColumnSuggestsTheNearOne() throws IOException {
    write("lamps.csv", HEADER.replace("nominal_w", "nominal_watt") + "\n" + LAMP + "\n");

    assertThat(problems())
        .extracting(RegistryMistake::expectation)
        .anySatisfy(text -> assertThat(text).contains("'nominal_w'"))
        .anySatisfy(text -> assertThat(text).contains("this column in the header line"));
  }

  @Test
  void everyMistakeOfEveryFileIsReportedAtOnce() throws IOException {
    Files.createDirectory(directory.resolve("satun"));
    Files.writeString(directory.resolve("satun/city.yaml"), "city_id: [\n");
    write("lamps.csv", HEADER + "\nL1,F1,C1,18.783,100.783,0\nL2,F1,C2,1,2,x\n");
    write("meters.csv", "meter_id,feeder_id,latitude,longitude\nM1,,18.783,100.783\n");
    write("lamp.csv", "");

    assertThat(problems())
        .extracting(RegistryMistake::file)
        .containsExactly(
            "mueang-nan/lamp.csv",
            "mueang-nan/lamps.csv",
            "mueang-nan/lamps.csv",
            "mueang-nan/lamps.csv",
            "mueang-nan/meters.csv",
            "satun/city.yaml",
            "satun/lamps.csv");
  }

  @Test
  void aDeviceIsEitherALampOrAMeterAndStandsOnce() throws IOException {
    write(
        "meters.csv",
        "meter_id,feeder_id,latitude,longitude\nC1,F1,18.783,100.783\nM1,F1,18.783,100.783\nM1,F1,18.783,100.783\n");

    assertThat(problems()).extracting(RegistryMistake::line).containsExactly(2, 4);
  }

  @Test
  void severalDeploymentsMakeTheColumnNecessary() throws IOException {
    write(
        "city.yaml",
        YAML.replace(
            "tariffs:",
            "  - {deployment_id: d2, programme: x, kind: NEW, simulated: false, sources: [a]}\ntariffs:"));

    assertThat(problems()).singleElement().asString().contains("deployment_id: expected", "d1, d2");
  }

  @Test
  void brokenQuotesAreNamedWithTheirLine() throws IOException {
    write("lamps.csv", HEADER + "\n\"L1\"x,F1,C1,18.783,100.783,60\n");

    assertThat(problems()).singleElement().asString().startsWith("mueang-nan/lamps.csv:2");
  }

  @Test
  void anEmptyFileIsNoTable() throws IOException {
    write("lamps.csv", "");

    assertThat(problems()).singleElement().asString().contains("header line");
  }

  @Test
  void aDirectoryThatIsNoneIsAProblem() {
    assertThat(RegistryFiles.read(directory.resolve("nowhere")))
        .isInstanceOfSatisfying(
            Result.Invalid.class, invalid -> assertThat(invalid.mistakes()).hasSize(1));
    assertThat(RegistryFiles.read(directory.resolve("mueang-nan")))
        .isInstanceOf(Result.Invalid.class);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve("mueang-nan").resolve(file), text, StandardCharsets.UTF_8);
  }

  private Registry valid() {
    Result result = RegistryFiles.read(directory);
    assertThat(result).isInstanceOf(Result.Valid.class);
    return ((Result.Valid) result).registry();
  }

  private List<RegistryMistake> warnings() {
    return RegistryFiles.read(directory).warnings();
  }

  private List<RegistryMistake> problems() {
    Result result = RegistryFiles.read(directory);
    assertThat(result).isInstanceOf(Result.Invalid.class);
    return ((Result.Invalid) result).mistakes();
  }
}
