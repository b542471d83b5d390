package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.simulate.FaultRates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new SimulateCommand())
        .setErr(new PrintWriter(err))
        .setOut(new PrintWriter(new StringWriter()))
        .execute(arguments);
  }

  @Test
  void wrongUsageIsTwoAndSaysWhatWasExpected(@TempDir Path empty) {
    assertThat(run("--lamps", "5", "--faults", "duplicates=1")).isEqualTo(2);
    assertThat(run("--lamps", "5", "--cities", "bangkok")).isEqualTo(2);
    assertThat(run("--lamps", "5", "--registry", empty.toString())).isEqualTo(2);
    assertThat(run("--registry", empty.toString())).isEqualTo(2);
    assertThat(run("--lamps", "0")).isEqualTo(2);
    assertThat(run("--lamps", "5", "--incident-faults", "COM_LOSS=2")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "fault 'duplicates=1': expected none, usual or name=probability",
            "city 'bangkok': expected one of chiang-mai",
            "--lamps and --registry exclude each other",
            "at least one city",
            "lamps is 0, expected at least one",
            "incident fault 'COM_LOSS': expected");
  }

  @Test
  void devicesOfAnUnknownKindAreNamedWithTheNearOne(@TempDir Path directory) {
    assertThat(run("--devices", "tasmota,shely")).isEqualTo(2);
    assertThat(run("--devices", "all", "--field-faults", "spikes=1")).isEqualTo(2);
    assertThat(run("--devices", "all", "--cities", "satun")).isEqualTo(2);
    assertThat(run("--write-registry", directory.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "device 'shely': expected all or native, tasmota, shelly",
            "did you mean shelly?",
            "field fault 'spikes': expected 'spike'",
            "--devices play in device-town: without --registry and --cities",
            "--write-registry: expected --devices");
    assertThat(run("--devices", "all", "--write-registry", directory.toString())).isZero();
    assertThat(directory.resolve("device-town/lamps.csv")).exists();
    assertThat(directory.resolve("device-town/meters.csv")).exists();
  }

  @Test
  void helpIsZero() {
    assertThat(run("--help")).isZero();
  }

  @Test
  void faultsChangeSingleFiguresOfAMix() {
    FaultRates mix = FaultRates.parse("none,duplicate=0.25,dead=1");

    assertThat(mix.duplicate()).isEqualTo(0.25);
    assertThat(mix.dead()).isEqualTo(1);
    assertThat(mix.shuffle()).isZero();
    assertThat(FaultRates.parse(mix.toString())).isEqualTo(mix);
    assertThatThrownBy(() -> FaultRates.parse("backlog=2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fault backlog is 2.0, expected a probability 0…1");
  }
}
