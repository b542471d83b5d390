package city.sawang.jobs.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.jobs.source.KafkaBytes;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TravellingTest {
  private final DataOutputSerializer out = new DataOutputSerializer(64);

  private DataInputDeserializer written() {
    return new DataInputDeserializer(out.getCopyOfBuffer());
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"lamp-1", "ไฟถนน ก๊ำ", "a\u0000b", "\uD83D\uDCA1"})
  void aTextIsReadAsItWasWritten(String text) throws IOException {
    // when
    Text.write(text, out);
    Text.write("next", out);
    // then
    DataInputDeserializer in = written();
    assertThat(Text.read(in)).isEqualTo(text);
    assertThat(Text.read(in)).isEqualTo("next");
    assertThat(in.available()).isZero();
  }

  @Test
  void aTextThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Text.write("ก".repeat(11_000), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("33000 bytes");
  }

  static Stream<KafkaBytes> records() {
    return Stream.of(
        new KafkaBytes("mueang-nan/c1", new byte[] {1, 2}, 7, "lighting.readings.v1", 3, 17),
        new KafkaBytes("mueang-nan/c1", null, -1, "lighting.registry.v1", 0, 0),
        new KafkaBytes(null, new byte[0], Long.MIN_VALUE, "archive"));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aRecordOfKafkaIsReadAsItWasWritten(KafkaBytes record) throws IOException {
    // given
    TypeSerializer<KafkaBytes> serializer =
        TypeInformation.of(KafkaBytes.class).createSerializer(new SerializerConfigImpl());
    // when
    serializer.serialize(record, out);
    // then
    DataInputDeserializer in = written();
    KafkaBytes read = serializer.deserialize(in);
    assertThat(read).usingRecursiveComparison().isEqualTo(record);
    assertThat(read.place()).isEqualTo(record.place());
    assertThat(in.available()).isZero();
  }

  @Test
  void aPlaceIsToBeFoundAgain() {
    assertThat(new KafkaBytes("k", null, 0, "t", 3, 17).place()).isEqualTo("t/3/17");
    assertThat(new KafkaBytes("k", null, 0, "archive").place()).isEqualTo("archive");
  }
}
