package city.sawang.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.csv.FileText;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever stands in the files of a city, reading them ends in devices or in mistakes with a place. */
class RegistryFilesProperties {
  private static final City CITY =
      new City(
          "mueang-nan",
          "Nan",
          "น่าน",
          ZoneId.of("Asia/Bangkok"),
          new Position(18_783_000, 100_783_000),
          List.of(
              new Deployment(
                  "d1",
                  "Test",
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  Deployment.Kind.NEW,
                  null,
                  true,
                  LampSchedule.DUSK_TO_DAWN,
                  null,
                  List.of("a"))),
          List.of(),
          List.of(),
          List.of(),
          List.of());
  private static final String LAMPS =
      """
      lamp_id,feeder_id,controller_id,latitude,longitude,nominal_w,night_powered,stage,installed_on,assigned_from,schedule
      L1,F1,C1,18.783,100.783,60,TRUE,COMMISSIONED,2024-05-01,,dusk-to-dawn 100%; 23:00 60%
      L2,F1,C2,18.783,100.783,60,,,,2024-05-01T10:00:00+07:00,
      """;
  private static final String METERS =
      "meter_id,feeder_id,latitude,longitude\nM1,F1,18.783,100.783\n";
  private static final List<String> SPLICES =
      List.of(
          "\"",
          "\"\"",
          ",",
          ";",
          "\t",
          "\r",
          "\r\n",
          "\n",
          "=1+1",
          "\uFEFF",
          "\u00A0",
          "\u0000",
          "1E+15",
          "2567-05-01",
          "1/5/67",
          "31/02/2567",
          "45413",
          "99999999",
          "๒๕๖๗",
          "0/0/00",
          "พ.ศ.",
          "1 ม.ค. 67",
          "#REF!",
          "-",
          "--",
          "999999999999.99999999999999999",
          "1,200",
          "1.234.567,8",
          "\uFFFF",
          "\uD83D\uDCA1",
          "sep=;",
          "2024-13-45T99:99",
          "T",
          ":",
          "%",
          "İ",
          "ı",
          "x".repeat(300));

  @Property(tries = 4_000)
  void damagedFilesEndInDevicesOrPlacedMistakes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int damages) {
    var random = new Random(seed);
    var mistakes = new RegistryMistakes();
    var files = new DeviceFiles(mistakes, CITY);

    for (String file : List.of("lamps.csv", "meters.csv")) {
      byte[] bytes = damaged(file.equals("lamps.csv") ? LAMPS : METERS, damages, random);
      FileText.Contents decoded = FileText.decode(bytes);
      if (decoded instanceof FileText.Contents.Refused refused) {
        mistakes.add(file, refused.line(), "", "", refused.expectation());
      } else if (file.equals("lamps.csv")) {
        files.lamps(file, ((FileText.Contents.Text) decoded).text());
      } else {
        files.meters(file, ((FileText.Contents.Text) decoded).text());
      }
    }

    assertThat(mistakes.sorted())
        .allSatisfy(
            one -> {
              assertThat(one.file()).isIn("lamps.csv", "meters.csv");
              assertThat(one.line()).isPositive().isLessThan(60);
              assertThat(one.expectation()).isNotBlank();
              assertThat(one.toString()).doesNotContainPattern("\\p{Cntrl}");
            });
  }

  @Property(tries = 1_000)
  void anyBytesAreTextOrRefusedWithALine(@ForAll byte[] bytes) {
    FileText.Contents decoded = FileText.decode(bytes);

    if (decoded instanceof FileText.Contents.Refused refused) {
      assertThat(refused.line()).isPositive();
    } else {
      String text = ((FileText.Contents.Text) decoded).text();
      new DeviceFiles(new RegistryMistakes(), CITY).lamps("lamps.csv", text);
    }
  }

  private static byte[] damaged(String text, int damages, Random random) {
    var damaged = new StringBuilder(text);
    for (int i = 0; i < damages; i++) {
      int at = random.nextInt(damaged.length() + 1);
      int end = Math.min(damaged.length(), at + random.nextInt(12));
      damaged.replace(at, end, SPLICES.get(random.nextInt(SPLICES.size())));
    }
    byte[] bytes = damaged.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
