package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The rule of ids against a parser of numbers that shares nothing with it. */
class IdentifiersProperties {
  @Property(tries = 20_000)
  void noNameIsANumber(@ForAll("almostNumbers") String text) {
    if (Identifiers.nameObjection(text).isEmpty()) {
      assertThat(isNumber(text)).as(text).isFalse();
    }
  }

  @Property(tries = 20_000)
  void aDeviceWhoseIdIsANumberHasManyDigits(@ForAll("almostNumbers") String text) {
    if (Identifiers.deviceObjection(text).isEmpty() && isNumber(text)) {
      assertThat(text).matches("[0-9A-Fa-f]{8,64}");
    }
  }

  @Property
  void everyEuiIsTheIdOfADevice(@ForAll long eui) {
    assertThat(Identifiers.deviceObjection("%016x".formatted(eui))).isEmpty();
    assertThat(Identifiers.deviceObjection("%016X".formatted(eui))).isEmpty();
  }

  @Property
  void theCaseOfAnIdDoesNotMatter(@ForAll("allowed") String text) {
    assertThat(Identifiers.nameObjection(text.toUpperCase(Locale.ROOT)))
        .isEqualTo(Identifiers.nameObjection(text.toLowerCase(Locale.ROOT)));
  }

  @Property
  void everyNameWithALetterBeforeIsAName(@ForAll("allowed") String text) {
    String prefixed = "lamp-" + text.replace("::", ":").replace("::", ":");
    assertThat(Identifiers.nameObjection(prefixed).isEmpty())
        .as(prefixed)
        .isEqualTo(!prefixed.contains("::") && prefixed.length() <= 64);
  }

  @Provide
  Arbitrary<String> almostNumbers() {
    return Arbitraries.strings().withChars("0123456789-._eE").ofMinLength(1).ofMaxLength(10);
  }

  @Provide
  Arbitrary<String> allowed() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('A', 'Z')
        .withCharRange('0', '9')
        .withChars("._:-")
        .ofMinLength(1)
        .ofMaxLength(64);
  }

  private static boolean isNumber(String text) {
    try {
      new BigDecimal(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
