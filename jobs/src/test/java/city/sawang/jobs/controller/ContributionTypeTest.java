package city.sawang.jobs.controller;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContributionTypeTest {
  private final TypeSerializer<LampContributions> serializer =
      ContributionType.INSTANCE.createSerializer(new SerializerConfigImpl());

  /** Every component has a value of its own; absent texts and false for odd seeds. */
  private static QuarterHourContribution contribution(long seed) throws Exception {
    RecordComponent[] components = QuarterHourContribution.class.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(types[i], components[i].getName(), seed * (i + 1));
    }
    Constructor<QuarterHourContribution> constructor =
        QuarterHourContribution.class.getDeclaredConstructor(types);
    return constructor.newInstance(values);
  }

  private static Object value(Class<?> type, String name, long value) {
    if (type == String.class) {
      return value % 2 == 0 ? name + " ไฟถนน" + value : null;
    } else if (type == boolean.class) {
      return value % 2 == 0;
    } else if (type == int.class) {
      return (int) value;
    } else if (type == long.class) {
      return value;
    }
    int n = (int) value;
    return new Light(n, n + 1, n + 2, n + 3, n + 4, n + 5);
  }

  /** One, another with the same names, and one of another controller. */
  private static LampContributions lamp(long seed) throws Exception {
    QuarterHourContribution one = contribution(seed);
    return new LampContributions(
        one.cityId(),
        one.lampId(),
        List.of(
            one,
            one.withoutMemory(),
            QuarterHourContribution.retraction(one.cityId(), one.lampId(), "other", seed)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 1_000_003, Long.MIN_VALUE, Long.MAX_VALUE})
  void whatIsWrittenIsRead(long seed) throws Exception {
    // given
    LampContributions first = lamp(seed);
    LampContributions second = lamp(7);
    // when: two in a row, so that a byte too many or too few shows
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(first, out);
    serializer.serialize(second, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    // then
    assertThat(serializer.deserialize(in)).isEqualTo(first);
    assertThat(serializer.deserialize(in)).isEqualTo(second);
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aCopyOfTheBytesIsTheSame(long seed) throws Exception {
    // given
    LampContributions contribution = lamp(seed);
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(contribution, out);
    // when
    DataOutputSerializer copy = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);
    // then
    assertThat(copy.getCopyOfBuffer()).isEqualTo(out.getCopyOfBuffer());
  }
}
