package city.sawang.local.simulate.payload;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Payloads of broken devices; a correct platform refuses each with its bytes and a reason. */
public final class MalformedPayloads {
  private static final List<String> TEMPLATES =
      List.of(
          "{\"observedAt\":\"%1$s\",\"activePowerW\":41.7,\"energyTotalWh\":2345",
          "{\"observedAt\":\"%1$s\",\"activePowerW\":1e999}",
          "{\"observedAt\":\"%1$s\",\"activePowerW\":NaN}",
          "{\"observedAt\":\"%1$s\",\"activePowerW\":\"41.7\"}",
          "{\"observedAt\":\"%1$s\",\"activePowerW\":41.7,\"activePowerW\":41.8}",
          "{\"observedAt\":\"2026-11-22 19:30:00\",\"activePowerW\":41.7}",
          "{\"activePowerW\":41.7}",
          "{\"observedAt\":\"%1$s\"}",
          "{\"observedAt\":\"%1$s\",\"powerFactor\":9.6,\"activePowerW\":41.7}",
          "{\"observedAt\":\"%1$s\",\"activePowerW\":41.7,\"controllerId\":\"someone-else\"}",
          "[]",
          "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
          "\u0000\u0000\u0000",
          "");

  private MalformedPayloads() {}

  /**
   * @param pick any number; chooses the kind
   * @param observedAt an ISO 8601 time with offset for the kinds that have a good one
   */
  public static byte[] pick(long pick, String observedAt) {
    int kind = (int) Math.floorMod(pick, TEMPLATES.size() + 1L);
    if (kind == TEMPLATES.size()) {
      return new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
    }
    return TEMPLATES.get(kind).formatted(observedAt).getBytes(StandardCharsets.UTF_8);
  }
}
