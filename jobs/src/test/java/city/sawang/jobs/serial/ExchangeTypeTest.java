package city.sawang.jobs.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.jobs.source.RawRecord;
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

class ExchangeTypeTest {
  private final DataOutputSerializer out = new DataOutputSerializer(64);

  private DataInputDeserializer written() {
    return new DataInputDeserializer(out.getCopyOfBuffer());
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"lamp-1", "ไฟถนน ก๊ำ", "a\u0000b", "\uD83D\uDCA1"})
  void aTextIsReadAsItWasWritten(String text) throws IOException {
    // when
    Utf8Text.write(text, out);
    Utf8Text.write("next", out);
    // then
    DataInputDeserializer in = written();
    assertThat(Utf8Text.read(in)).isEqualTo(text);
    assertThat(Utf8Text.read(in)).isEqualTo("next");
    assertThat(in.available()).isZero();
  }

  @Test
  void aTextThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Utf8Text.write("ก".repeat(11_000), out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("33000 bytes");
  }

  static Stream<RawRecord> records() {
    return Stream.of(
        new RawRecord("mueang-nan/c1", new byte[] {1, 2}, 7, "lighting.readings.v1", 3, 17),
        new RawRecord("mueang-nan/c1", null, -1, "lighting.registry.v1", 0, 0),
        new RawRecord(null, new byte[0], Long.MIN_VALUE, "archive"));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aRecordOfKafkaIsReadAsItWasWritten(RawRecord record) throws IOException {
    // given
    TypeSerializer<RawRecord> serializer =
        TypeInformation.of(RawRecord.class).createSerializer(new SerializerConfigImpl());
    // when
    serializer.serialize(record, out);
    // then
    DataInputDeserializer in = written();
    RawRecord read = serializer.deserialize(in);
    assertThat(read).usingRecursiveComparison().isEqualTo(record);
    assertThat(read.topicPartitionOffset()).isEqualTo(record.topicPartitionOffset());
    assertThat(in.available()).isZero();
  }

  @Test
  void aPlaceIsToBeFoundAgain() {
    assertThat(new RawRecord("k", null, 0, "t", 3, 17).topicPartitionOffset()).isEqualTo("t/3/17");
    assertThat(new RawRecord("k", null, 0, "archive").topicPartitionOffset()).isEqualTo("archive");
  }
}
