package city.sawang.local.verify.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthReaderTest {
  private static final String HEAD =
      "{\"truth\":1,\"from\":1000,\"seed\":1,\"zone\":\"Asia/Bangkok\",\"lamps\":1,\"nightPowered\":0,\"planned\":2}\n";
  private static final String FAULT =
      "{\"fault\":1,\"code\":\"COMM_LOSS\",\"scope\":\"LAMP\",\"city\":\"satun\",\"subject\":\"l1\",\"demand\":\"RAISE\","
          + "\"from\":2000,\"to\":null,\"due\":3000,\"form\":\"LOST\",\"strength\":1.0,\"interval\":300}\n";

  @TempDir private Path directory;

  private InjectedTruth read(String text) throws Exception {
    return TruthReader.read(Files.writeString(directory.resolve("truth.jsonl"), text));
  }

  @Test
  void ofAKilledSimulatorTheTornLineIsLeftOutAndWhatIsOpenGoesOn() throws Exception {
    InjectedTruth truth = read(HEAD + FAULT + "{\"played\":5000}\n{\"repaired\":1,\"t");

    assertThat(truth.until()).isEqualTo(5000);
    assertThat(truth.faults()).hasSize(1);
    assertThat(truth.faults().get(0).to()).isEqualTo(Long.MAX_VALUE);
    assertThat(truth.faults().get(0).intervalMillis()).isEqualTo(300_000);
  }

  @Test
  void aMendedFaultHasItsEnd() throws Exception {
    InjectedTruth truth = read(HEAD + FAULT + "{\"repaired\":1,\"to\":4000}\n{\"end\":9000}\n");

    assertThat(truth.until()).isEqualTo(9000);
    assertThat(truth.faults().get(0).to()).isEqualTo(4000);
  }

  @Test
  void whatIsNoTruthIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read("{\"ledger\":1}\n"))
        .hasMessageContaining("line 1: expected a truth of version 1");
    assertThatThrownBy(() -> read(HEAD + "{\"sent\":1}\n{\"end\":3}\n"))
        .hasMessageContaining("line 2: is of no known kind");
    assertThatThrownBy(() -> read(HEAD + "{torn\n{\"end\":3}\n"))
        .hasMessageContaining("line 2: is no JSON");
    assertThatThrownBy(() -> read("")).hasMessageContaining("it is empty");
  }
}
