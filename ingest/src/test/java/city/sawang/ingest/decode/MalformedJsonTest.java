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

/**
 * Every malformed file of our own is refused once, whole, with its exact bytes. Files whose names
 * begin with n are no JSON; those with y are JSON and no reading; i is for what parsers differ on.
 */
class MalformedJsonTest {
  private static final Set<ReasonCode> SYNTAX =
      EnumSet.of(
          ReasonCode.NOT_JSON, ReasonCode.NOT_UTF8, ReasonCode.TOO_DEEP, ReasonCode.TOO_LARGE);

  private static final NativeDecoder DECODER = new NativeDecoder(new FakeDevices("mueang-nan"));

  @TestFactory
  Stream<DynamicTest> everyFileIsRefusedWhole() throws IOException {
    return files().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> assertRefusedWhole(file)));
  }

  @Test
  void bothKindsOfFilesAreThere() throws IOException {
    List<String> names = files().stream().map(file -> file.getFileName().toString()).toList();
    assertThat(names).filteredOn(name -> name.startsWith("n_")).hasSizeGreaterThan(30);
    assertThat(names).filteredOn(name -> name.startsWith("y_")).hasSizeGreaterThan(10);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(SharedPayloads.own("malformed"))) {
      return files.sorted().toList();
    }
  }

  static void assertRefusedWhole(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);

    List<Decoded> results =
        DECODER.decode(
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
  }
}
