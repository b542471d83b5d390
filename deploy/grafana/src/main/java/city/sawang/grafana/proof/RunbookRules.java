package city.sawang.grafana.proof;

import city.sawang.grafana.provisioning.ProvisioningFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses a runbook that leaves somebody alone at night: see README.md for what a page has. */
final class RunbookRules {
  /**
   * What a page has in one language.
   *
   * @param parts names of its paragraphs: what it means, how to check, what to do, when it is closed,
   *     when it is a false alarm
   * @param turn words of which one says who is to do it
   */
  private record Language(String heading, List<String> parts, Pattern turn) {}

  private static final Language THAI =
      new Language(
          "## ไทย",
          List.of("หมายความว่า", "ตรวจ", "ทำ", "ปิดเมื่อ", "เตือนผิดเมื่อ"),
          Pattern.compile("ช่าง|การไฟฟ้า|ผู้ดูแลแพลตฟอร์ม"));
  private static final Language ENGLISH =
      new Language(
          "## English",
          List.of("Means", "Check", "Do", "Closed when", "False alarm when"),
          Pattern.compile("(?i)crew|distributor|operator of the platform"));

  /** It is read on a phone, at night. */
  private static final int LONGEST = 4_000;

  private static final Pattern THAI_LETTER = Pattern.compile("\\p{InThai}");
  private static final Pattern SQL = Pattern.compile("(?ms)^```sql\\n(.*?)^```$");

  private RunbookRules() {}

  static List<String> reasons(ProvisioningFiles.Rule rule, String text) {
    var reasons = new ArrayList<String>();
    if (!text.startsWith("# " + rule.title() + "\n")) {
      reasons.add("expected the title of the alert, '# %s'".formatted(rule.title()));
    }
    if (text.length() > LONGEST) {
      reasons.add(
          "has %d characters: expected at most %d, for a phone".formatted(text.length(), LONGEST));
    }
    if (sql(text).isEmpty()) {
      reasons.add("has no SQL to look for oneself");
    }
    for (Language language : List.of(THAI, ENGLISH)) {
      section(text, language.heading())
          .ifPresentOrElse(
              section -> parts(rule, language, section, reasons),
              () -> reasons.add("has no section '%s'".formatted(language.heading())));
    }
    return reasons;
  }

  /** What a page offers to ask the database. */
  static List<String> sql(String text) {
    return SQL.matcher(text).results().map(block -> block.group(1)).toList();
  }

  private static void parts(
      ProvisioningFiles.Rule rule, Language language, String section, List<String> reasons) {
    if (language.equals(ENGLISH) && THAI_LETTER.matcher(section).find()) {
      reasons.add("has Thai letters in English");
    }
    for (String name : language.parts()) {
      String part = part(section, name);
      if (part.isBlank()) {
        reasons.add("says nothing of '%s'".formatted(name));
      } else if (language.equals(THAI) && !THAI_LETTER.matcher(part).find()) {
        reasons.add("'%s' is not Thai".formatted(name));
      }
    }
    AlertThreshold.of(rule)
        .filter(threshold -> threshold.number().signum() != 0)
        .map(threshold -> threshold.number().toPlainString())
        .filter(number -> !holds(part(section, language.parts().get(0)), number))
        .ifPresent(
            number ->
                reasons.add(
                    "'%s' does not name the threshold %s"
                        .formatted(language.parts().get(0), number)));
    if (!language.turn().matcher(part(section, language.parts().get(2))).find()) {
      reasons.add(
          "'%s' names nobody: expected %s"
              .formatted(language.parts().get(2), language.turn().pattern()));
    }
  }

  private static boolean holds(String text, String number) {
    return Pattern.compile("(?<![\\d.])" + Pattern.quote(number) + "(?![\\d])")
        .matcher(text)
        .find();
  }

  private static Optional<String> section(String text, String heading) {
    Matcher section =
        Pattern.compile("(?ms)^" + Pattern.quote(heading) + "\\n(.*?)(?=^## |\\z)").matcher(text);
    return section.find() ? Optional.of(section.group(1)) : Optional.empty();
  }

  /** The paragraph that begins with this name in bold; empty when there is none. */
  private static String part(String section, String name) {
    Matcher part =
        Pattern.compile("(?ms)^\\*\\*" + Pattern.quote(name) + "\\*\\*(.*?)(?=^\\*\\*|\\z)")
            .matcher(section);
    return part.find() ? part.group(1) : "";
  }
}
