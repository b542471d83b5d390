package city.sawang.jobs.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.jobs.metering.MeterState;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.log.FirstSteps;
import city.sawang.jobs.metering.log.HeldRun;
import city.sawang.jobs.metering.log.RegisterFacts;
import city.sawang.jobs.metering.register.RegisterTotals;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControllerStateSerializerTest {
  private final DataOutputSerializer out = new DataOutputSerializer(64);

  static Stream<ControllerState> states() {
    ControllerSummary summary =
        new ControllerSummary(
            1,
            2,
            new long[] {3, 4},
            Long.MIN_VALUE,
            5,
            6,
            7,
            8,
            new RegisterFacts(
                9,
                10,
                FirstSteps.NONE.and(11, 12).and(13, 14),
                new HeldRun(15, 16, 17, 18, 19),
                20,
                21));
    RegisterTotals totals =
        new RegisterTotals(
            new String[] {"lamp-1", "โคม 2"}, new long[] {9, -1}, new boolean[] {true, false});
    return Stream.of(
        ControllerState.NONE,
        new ControllerState(new MeterState(summary, totals), 4, new byte[] {1, 2, 3}, null),
        new ControllerState(
            new MeterState(summary, RegisterTotals.NONE), Long.MIN_VALUE, null, null));
  }

  @ParameterizedTest
  @MethodSource("states")
  void itIsReadAsItWasWritten(ControllerState state) throws IOException {
    // when
    ControllerStateSerializer.INSTANCE.serialize(state, out);
    // then
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(ControllerStateSerializer.INSTANCE.deserialize(in))
        .usingRecursiveComparison()
        .isEqualTo(state);
    assertThat(in.available()).isZero();
  }

  @Test
  void whatALaterVersionWroteIsRefused() throws IOException {
    // given
    ControllerStateSerializer.INSTANCE.serialize(ControllerState.NONE, out);
    byte[] bytes = out.getCopyOfBuffer();
    bytes[0]++;
    // then
    assertThatThrownBy(
            () -> ControllerStateSerializer.INSTANCE.deserialize(new DataInputDeserializer(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 3, expected at most 2");
  }
}
