package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.SharedInputs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RegistryCommandTest {
  private static final String CITY =
      """
      city_id: field-town
      name_en: =HYPERLINK("http://192.0.2.1/")
      name_th: เมืองทดลอง
      timezone: Asia/Bangkok
      latitude: 16.4322
      longitude: 102.8236
      deployments:
        - {deployment_id: trial, programme: Test, kind: NEW, simulated: true, sources: [a]}
      """;
  private static final String LAMP =
      "lamp_id;feeder_id;controller_id;latitude;longitude;nominal_w\nL1;F1;C1;16.4322;102.8236;60\n";

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aWarningIsPrintedAndRefusesNothing() throws IOException {
    write(CITY, LAMP);

    assertThat(validate(directory)).isZero();
    assertThat(out.toString()).contains("field-town").contains("1 lamps");
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("warning: field-town/city.yaml:2 name_en '=HYPERLINK");
  }

  @Test
  void warningsStandBesideMistakes() throws IOException {
    write(CITY, LAMP.replace(";60", ";60 W"));

    assertThat(validate(directory)).isEqualTo(2);
    assertThat(err.toString())
        .contains("warning: field-town/city.yaml:2")
        .contains("lamps.csv:2 nominal_w '60 W'");
  }

  @Test
  void theNameOfTheFieldCaseIsNamed() {
    assertThat(validate(SharedInputs.path("field/F21/registry"))).isZero();
    assertThat(err.toString()).contains("warning: field-town/city.yaml:2 name_en");
  }

  private int validate(Path registry) {
    CommandLine sawang = Sawang.commandLine();
    sawang.setOut(new PrintWriter(out, true));
    sawang.setErr(new PrintWriter(err, true));
    return sawang.execute("registry", "validate", registry.toString());
  }

  private void write(String city, String lamps) throws IOException {
    Path town = Files.createDirectories(directory.resolve("field-town"));
    Files.writeString(town.resolve("city.yaml"), city);
    Files.writeString(town.resolve("lamps.csv"), lamps);
  }
}
