package city.sawang.jobs.controller;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalEnergy;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalKey;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
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
  private static IntervalFigures contribution(long seed) throws Exception {
    Object[] counter = {seed};
    return (IntervalFigures) value(IntervalFigures.class, "contribution", counter);
  }

  private static Object value(Class<?> type, String name, Object[] counter) throws Exception {
    long value = (Long) counter[0];
    counter[0] = value * 3 + 1;
    if (type.isRecord()) {
      RecordComponent[] components = type.getRecordComponents();
      Object[] values = new Object[components.length];
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = value(types[i], components[i].getName(), counter);
      }
      return type == IntervalEnergy.class && !(Boolean) values[0]
          ? IntervalEnergy.UNKNOWN
          : type.getDeclaredConstructor(types).newInstance(values);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[(int) Math.floorMod(value, 2L)];
    } else if (type == String.class) {
      return value % 2 == 0
              || name.endsWith("rId")
              || name.startsWith("city")
              || name.startsWith("lamp")
          ? name + " ไฟถนน" + value
          : null;
    } else if (type == boolean.class) {
      return value % 2 == 0;
    } else if (type == int.class) {
      return (int) value;
    }
    return value;
  }

  /** One, another with the same names, and one of another controller. */
  private static LampContributions lamp(long seed) throws Exception {
    IntervalFigures one = contribution(seed);
    return new LampContributions(
        one.cityId(),
        one.lampId(),
        List.of(
            one,
            one.with(ControllerProgress.NONE),
            new IntervalRetraction(
                new IntervalKey(one.cityId(), one.lampId(), "other", seed),
                ContributionSource.EXPECTATION,
                new ControllerProgress(seed, 2, true))));
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
