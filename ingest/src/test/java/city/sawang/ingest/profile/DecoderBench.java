package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.ingest.decode.NativeDecoder;
import city.sawang.ingest.decode.PayloadDecoder;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * CPU time per message of the decoder, of the thread that decodes. Run with {@code mvn -pl ingest
 * -am test -Dtest=DecoderBench -Dexcluded.groups= -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("bench")
class DecoderBench {
  private static final long RECEIVED = 1_795_350_610_000L;
  private static final int ROUND = 50_000;

  @Test
  void nativePayload() {
    String full =
        """
        {"observedAt":"2026-11-22T19:30:00+07:00","bootId":3,"seq":1287,"activePowerW":41.7,"energyTotalWh":234567.125,"supplyVoltageV":229.4,
         "supplyCurrentA":0.19,"powerFactor":0.96,"frequencyHz":50.01,"dimCommandPct":80,"dimActualPct":80,"lampOn":true,"relayOn":true,"operatingHours":5533.2,
         "switchOnCount":812,"supplyLossCount":4,"controllerTempC":41.2,"rssiDbm":-97,"overrideActive":false,"maintenanceMode":false,"historical":false,"deviceFaults":["lampFailure"]}
        """;

    double micros =
        measure(
            new NativeDecoder(new FakeDevices("mueang-nan")),
            "lighting/v1/mueang-nan/NLC-1/reading",
            full);

    assertThat(micros).isLessThan(10);
  }

  @Test
  void shellyPayload() {
    Profiles profiles = Profiles.load(SharedPayloads.repository().resolve("deploy/profiles"));

    double micros =
        measure(
            new TopicDecoder(new FakeDevices("mueang-nan"), profiles),
            "mueang-nan/shellyplus1pm-1/status/switch:0",
            "{\"id\":0,\"output\":true,\"apower\":41.7,\"voltage\":231.8,\"current\":0.19,\"aenergy\":{\"total\":110.046}}");

    assertThat(micros).isLessThan(1_000);
  }

  private static double measure(PayloadDecoder decoder, String topic, String payload) {
    byte[] bytes = payload.getBytes(UTF_8);
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 8; round++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long accepted = 0;
      for (int i = 0; i < ROUND; i++) {
        List<Decoded> results = decoder.decode(new Arrival(topic, bytes, RECEIVED));
        accepted += results.get(0) instanceof Decoded.Accepted ? 1 : 0;
      }
      double micros =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e3 / ROUND;
      assertThat(accepted).isEqualTo(ROUND);
      best = Math.min(best, micros);
    }
    System.out.printf(
        Locale.ROOT, "%s: %.2f us CPU per message of %d bytes%n", topic, best, bytes.length);
    return best;
  }
}
