package city.sawang.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.avro.QuarantinedPayload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every file of nst/JSONTestSuite is refused once, whole, with its exact bytes. */
class JsonTestSuiteTest {
  private static final Set<ReasonCode> SYNTAX =
      EnumSet.of(
          ReasonCode.NOT_JSON, ReasonCode.NOT_UTF8, ReasonCode.TOO_DEEP, ReasonCode.TOO_LARGE);

  private final NativeDecoder decoder = new NativeDecoder(new FakeDevices("mueang-nan"));

  @TestFactory
  Stream<DynamicTest> everyFileIsRefusedWhole() throws IOException {
    return files().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> refused(file)));
  }

  @Test
  void thereAre318Files() throws IOException {
    assertThat(files()).hasSize(318);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files =
        Files.list(SharedPayloads.path("malformed/JSONTestSuite/test_parsing"))) {
      return files.sorted().toList();
    }
  }

  private void refused(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);

    List<Decoded> results =
        decoder.decode(
            new Arrival("lighting/v1/mueang-nan/NLC-1/reading", bytes, 1_795_000_000_000L));

    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Refused.class);
    QuarantinedPayload refused = ((Decoded.Refused) results.get(0)).payload();
    assertThat(refused.getPayload()).isEqualTo(ByteBuffer.wrap(bytes));
    assertThat(refused.getIndex()).isEqualTo(-1);
    assertThat(refused.getReason()).isNotEqualTo(ReasonCode.PROFILE_FAILED.name());
    ReasonCode reason = ReasonCode.valueOf(refused.getReason());
    String name = file.getFileName().toString();
    if (name.startsWith("n_")) {
      assertThat(SYNTAX).contains(reason);
    } else if (name.startsWith("y_")) {
      assertThat(SYNTAX).doesNotContain(reason);
    }
    if (System.getProperty("sawang.print") != null) {
      System.out.println(name + " " + reason + ' ' + refused.getDetail());
    }
  }
}
