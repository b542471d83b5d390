package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendLogTest {
  private static final String HEADER = "{\"ledger\":1,\"at\":1000,\"seed\":1}\n";

  @TempDir private Path directory;

  private SendLog read(String text) throws IOException {
    Path file = directory.resolve("ledger.jsonl");
    Files.writeString(file, text);
    return SendLog.read(file);
  }

  private static String sent(int id, String readings) {
    return "{\"sent\":%d,\"at\":%d,\"topic\":\"lighting/v1/mueang-nan/c1/reading\",\"sha\":\"00000000000000ff\",\"readings\":[%s]}%n"
        .formatted(id, 1000 + id, readings);
  }

  @Test
  void onlyAcknowledgedMessagesAreOwed() throws IOException {
    SendLog ledger =
        read(
            HEADER
                + sent(1, "[5000,1,0,10,20,2]")
                + sent(2, "[6000,1,1,11,20,2],[7000,1,2,12,20,3]")
                + sent(3, "")
                + sent(4, "[8000,1,3,13,20,2]")
                + "{\"ack\":2,\"at\":1010,\"reason\":0}\n"
                + "{\"ack\":3,\"at\":1010,\"reason\":16}\n"
                + "{\"ack\":4,\"at\":1011,\"reason\":135}\n");

    SentReadings readings = ledger.readings();
    assertThat(readings.size()).isEqualTo(4);
    assertThat(readings.count(SentReadings.ACKNOWLEDGED)).isEqualTo(2);
    assertThat(readings.is(readings.find("mueang-nan", "c1", 1L, 2L), SentReadings.ACKNOWLEDGED))
        .isTrue();
    assertThat(readings.content(readings.find("mueang-nan", "c1", 1L, 2L)).historical()).isTrue();
    assertThat(ledger.acknowledged()).isEqualTo(2);
    assertThat(ledger.refusals()).isEqualTo(1);
    assertThat(ledger.malformed()).hasSize(1);
    assertThat(ledger.complete()).isFalse();
  }

  @Test
  void theTornLastLineOfAKilledSimulatorIsLeftOut() throws IOException {
    SendLog ledger = read(HEADER + sent(1, "[5000,1,0,10,20,2]") + "{\"sent\":2,\"at\":10");

    assertThat(ledger.messages()).isEqualTo(1);
    assertThat(ledger.complete()).isFalse();
  }

  @Test
  void somethingElseIsNoLedger() {
    assertThatThrownBy(() -> read("{\"hello\":1}\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no ledger");
  }
}
