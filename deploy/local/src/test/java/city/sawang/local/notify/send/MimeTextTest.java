package city.sawang.local.notify.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MimeTextTest {
  private static String decoded(String header) {
    return Arrays.stream(header.split("\r\n ", -1))
        .map(word -> word.replaceFirst("^=\\?UTF-8\\?B\\?", "").replaceFirst("\\?=$", ""))
        .map(word -> new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }

  @Test
  void aLongThaiHeaderIsFoldedBetweenLetters() {
    String text = "🔴 น่าน · วงจร F3 · ไฟดับทั้งวงจร เบรกเกอร์ คอนแทกเตอร์หรือสายไฟ";
    String header = MimeText.header(text);

    assertThat(header.split("\r\n", -1))
        .hasSizeGreaterThan(2)
        .allMatch(line -> line.length() <= 76);
    assertThat(decoded(header)).isEqualTo(text);
  }

  @Test
  void nobodyAddsAHeaderOfHisOwn() {
    assertThat(decoded(MimeText.header("a\r\nBcc: x@example.org")))
        .isEqualTo("a Bcc: x@example.org");
  }

  @Test
  void aBodyIsShortLines() {
    String body = MimeText.body("สวัสดี\n".repeat(100));

    assertThat(body.split("\r\n")).allMatch(line -> line.length() <= 76);
    assertThat(new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8))
        .isEqualTo("สวัสดี\r\n".repeat(100));
  }
}
