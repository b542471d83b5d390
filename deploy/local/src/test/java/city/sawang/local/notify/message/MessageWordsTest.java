package city.sawang.local.notify.message;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.TextLanguage;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageWordsTest {
  private static final Optional<URI> NOWHERE = Optional.empty();

  static List<Notification> all() {
    return List.of(
        SampleMessages.raised(),
        SampleMessages.cleared(true),
        SampleMessages.cleared(false),
        SampleMessages.retracted(),
        SampleMessages.summary(),
        SampleMessages.digest());
  }

  private static String text(Notification message, TextLanguage language) {
    return Wording.of(message, language, NOWHERE).text();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatLiesInTheOutboxIsReadBack(Notification message) {
    assertThat(NotificationJson.read(NotificationJson.write(message).toString()))
        .isEqualTo(message);
  }

  @Test
  void aRaise() {
    assertThat(text(SampleMessages.raised(), TextLanguage.TH))
        .isEqualTo(
            """
            🔴 น่าน · วงจร F3 · เสีย
            ไฟดับทั้งวงจร เบรกเกอร์ คอนแทกเตอร์หรือสายไฟ
            ตั้งแต่ 22 พ.ย. 21:30 น.
            เป็นสาเหตุของอีก 200 รายการ
            ผู้ดำเนินการ: ทีมช่าง
            https://maps.google.com/?q=18.783100,100.783200\
            """);
  }

  @Test
  void anEndSaysWhetherItIsProven() {
    assertThat(text(SampleMessages.cleared(true), TextLanguage.EN))
        .isEqualTo(
            """
            ✅ Mueang Nan · circuit F3 · repaired, verified
            the whole circuit is off: breaker, contactor or cable
            from 22 Nov 21:30 to 22 Nov 23:05
            dark: 316.7 lamp-hours\
            """);
    assertThat(text(SampleMessages.cleared(true), TextLanguage.TH))
        .startsWith("✅ น่าน · วงจร F3 · ซ่อมแล้ว ยืนยันด้วยข้อมูล\n")
        .contains("ตั้งแต่ 22 พ.ย. 21:30 น. ถึง 22 พ.ย. 23:05 น.", "มืดรวม 316.7 โคม-ชั่วโมง");
    assertThat(text(SampleMessages.cleared(false), TextLanguage.EN)).contains("over, not verified");
  }

  @Test
  void aFalseAlarmIsCalledOne() {
    assertThat(text(SampleMessages.retracted(), TextLanguage.EN))
        .startsWith("↩ Mueang Nan · circuit F3 · false alarm\n")
        .contains("late readings say that it never was");
    assertThat(text(SampleMessages.retracted(), TextLanguage.TH)).contains("แจ้งผิด", "ไม่ได้เสีย");
  }

  @Test
  void aSummaryCountsByCode() {
    assertThat(text(SampleMessages.summary(), TextLanguage.EN))
        .isEqualTo(
            """
            🟠 Mueang Nan · more than was announced one by one, 22 Nov 21:00 to 22 Nov 22:00
            COMM_LOSS: 9,980 broken, 12 over
            LAMP_FAILURE: 1 broken, 0 over\
            """);
    assertThat(text(SampleMessages.summary(), TextLanguage.TH))
        .contains("COMM_LOSS: เสีย 9,980 รายการ สิ้นสุด 12 รายการ");
  }

  @Test
  void aDigestIsHonestAboutWhatNobodyKnows() {
    assertThat(text(SampleMessages.digest(), TextLanguage.EN))
        .isEqualTo(
            """
            📋 Street lights, 23 Nov 07:00
            Mueang Nan: 1 broken, 208 lamps heard, 2 unknown
              last 24 h: 2 new, 1 over
              – circuit F3 since 22 Nov 21:30: the whole circuit is off: breaker, contactor or cable
            Satun: nothing broken, 40 lamps heard, 0 unknown
            Hat Yai: nothing was heard of 60 lamps; nothing is known\
            """);
    assertThat(text(SampleMessages.digest(), TextLanguage.TH))
        .contains(
            "น่าน: เสียอยู่ 1 รายการ ได้รับข้อมูล 208 โคม ไม่ทราบสถานะ 2 โคม",
            "สตูล: ไม่มีรายการเสีย ได้รับข้อมูล 40 โคม",
            "หาดใหญ่: ไม่ได้รับข้อมูลจากโคมใดเลยใน 60 โคม จึงไม่ทราบสถานะ");
  }

  @Test
  void bothLanguagesAreOneMessageWithOneLink() {
    String both =
        Wording.of(
                SampleMessages.raised(),
                TextLanguage.BOTH,
                Optional.of(URI.create("https://lights.example.org")))
            .text();

    assertThat(both)
        .startsWith("🔴 น่าน")
        .contains("\n\n🔴 Mueang Nan")
        .endsWith("https://lights.example.org")
        .containsOnlyOnce("lights.example.org");
  }

  @Test
  void thePlainWebhookHasTheFactsAndBothTexts() {
    JsonNode json =
        WebhookPayload.of(
            SampleMessages.raised(), SampleMessages.receiver(TextLanguage.TH), NOWHERE);

    assertThat(json.path("version").asText()).isEqualTo("1");
    assertThat(json.path("kind").asText()).isEqualTo("RAISED");
    assertThat(json.path("receiver").asText()).isEqualTo("on-call");
    assertThat(json.at("/city/nameTh").asText()).isEqualTo("น่าน");
    assertThat(json.at("/incident/id").asText()).isEqualTo("inc-7k3m-9q2x-4tzc");
    assertThat(json.at("/incident/openedAt").asText()).isEqualTo("2026-11-22T14:30:00Z");
    assertThat(json.at("/incident/children").asInt()).isEqualTo(200);
    assertThat(json.at("/incident/clearedAt").isMissingNode()).isTrue();
    assertThat(json.at("/text/th/title").asText()).isEqualTo("🔴 น่าน · วงจร F3 · เสีย");
    assertThat(json.at("/text/en/title").asText()).isEqualTo("🔴 Mueang Nan · circuit F3 · broken");
  }

  @Test
  void lineTakesFiveThousandLettersAndNoHalfLine() {
    String line = "a line of forty letters, as long as that";
    String cut = LinePayload.cut((line + "\n").repeat(200));
    Door.Line door = new Door.Line(Door.Line.PUSH, "C1", "token");
    JsonNode json =
        LinePayload.of(
            SampleMessages.raised(), SampleMessages.receiver(TextLanguage.TH), door, NOWHERE);

    assertThat(cut).hasSizeLessThanOrEqualTo(LinePayload.LONGEST_TEXT).endsWith(line + "\n…");
    assertThat(LinePayload.cut("🔴".repeat(3_000)))
        .hasSizeLessThanOrEqualTo(LinePayload.LONGEST_TEXT)
        .endsWith("🔴\n…");
    assertThat(json.path("to").asText()).isEqualTo("C1");
    assertThat(json.at("/messages/0/type").asText()).isEqualTo("text");
    assertThat(json.at("/messages/0/text").asText()).startsWith("🔴 น่าน · วงจร F3 · เสีย\n");
  }

  @Test
  void mailsOfOneIncidentAreOneThread() {
    MailText raised =
        MailText.of(SampleMessages.raised(), SampleMessages.receiver(TextLanguage.EN), NOWHERE);
    MailText digest =
        MailText.of(SampleMessages.digest(), SampleMessages.receiver(TextLanguage.EN), NOWHERE);

    assertThat(raised.subject()).isEqualTo("🔴 Mueang Nan · circuit F3 · broken");
    assertThat(raised.thread()).contains("inc-7k3m-9q2x-4tzc");
    assertThat(digest.thread()).isEmpty();
  }
}
