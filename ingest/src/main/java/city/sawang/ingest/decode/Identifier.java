package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.BAD_IDENTIFIER;

import city.sawang.schemas.Identifiers;
import java.util.Optional;

/** Refuses what is no id of a city or device, by the rule of {@link Identifiers}. */
public final class Identifier {
  private Identifier() {}

  public static boolean isCity(String text) {
    return Identifiers.nameObjection(text).isEmpty();
  }

  public static boolean isDevice(String text) {
    return Identifiers.deviceObjection(text).isEmpty();
  }

  /**
   * @param what what the text should name, for the detail
   * @throws Refusal BAD_IDENTIFIER
   */
  public static String checkCity(String what, String text) throws Refusal {
    return check(what, text, Identifiers.nameObjection(text));
  }

  /**
   * @param what what the text should name, for the detail
   * @throws Refusal BAD_IDENTIFIER
   */
  public static String checkDevice(String what, String text) throws Refusal {
    return check(what, text, Identifiers.deviceObjection(text));
  }

  private static String check(String what, String text, Optional<String> objection) throws Refusal {
    if (objection.isPresent()) {
      throw new Refusal(
          BAD_IDENTIFIER, what + " is " + Refusal.quote(text) + ", expected " + objection.get());
    }
    return text;
  }
}
