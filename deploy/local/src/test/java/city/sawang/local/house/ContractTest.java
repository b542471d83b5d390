package city.sawang.local.house;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.Checkout;
import city.sawang.local.cli.Sawang;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CONTRACT.md promises what the code has, and marks the rest as planned. */
class ContractTest {
  private static final String PLANNED = "**planned**";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern REASON = Pattern.compile("\\b[A-Z][A-Z0-9_]{3,}\\b");

  @Test
  void everyVerbIsPromisedAndEveryPromisedVerbExists() throws IOException {
    Set<String> promised = new TreeSet<>();
    for (String row : rows("commands")) {
      String group = "";
      for (MatchResult code : CODE.matcher(firstCell(row)).results().toList()) {
        String[] words = code.group(1).split(" ", -1);
        boolean two = words.length > 1 && words[1].equals(words[1].toLowerCase(Locale.ROOT));
        if (two) {
          group = words[0] + " ";
        }
        promised.add(two ? words[0] + " " + words[1] : group + words[0]);
      }
    }

    assertThat(promised).isEqualTo(verbs());
  }

  @Test
  void everyReasonIsPromisedAndEveryPromisedReasonExists() throws IOException {
    Set<String> promised = new TreeSet<>();
    for (String row : rows("reason-codes")) {
      REASON.matcher(firstCell(row)).results().map(MatchResult::group).forEach(promised::add);
    }

    assertThat(promised)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ReasonCode.values()).map(Enum::name).toList());
  }

  @Test
  void everyTopicIsPromised() throws IOException {
    assertThat(String.join("\n", rows("kafka")))
        .contains(Topics.READINGS, Topics.QUARANTINE, Topics.REGISTRY);
    assertThat(section("kafka")).contains(Topics.INCIDENTS, Topics.STATEMENTS);
    assertThat(section("mqtt")).contains(Topics.MQTT_ROOT);
  }

  private static Set<String> verbs() {
    Set<String> verbs = new TreeSet<>();
    for (var verb : Sawang.commandLine().getSubcommands().entrySet()) {
      Set<String> parts = verb.getValue().getSubcommands().keySet();
      if (parts.isEmpty()) {
        verbs.add(verb.getKey());
      }
      parts.forEach(part -> verbs.add(verb.getKey() + " " + part));
    }
    return verbs;
  }

  /** The rows of a section's tables that promise something for today. */
  private static List<String> rows(String anchor) throws IOException {
    return section(anchor)
        .lines()
        .filter(line -> line.startsWith("| `") || line.matches("\\| [A-Z].*"))
        .filter(line -> !line.contains(PLANNED))
        .toList();
  }

  private static String firstCell(String row) {
    return row.substring(1, row.indexOf('|', 1));
  }

  private static String section(String anchor) throws IOException {
    String contract = Files.readString(Checkout.file("schemas/CONTRACT.md"));
    String begin = "<a id=\"" + anchor + "\"></a>";
    int from = contract.indexOf(begin);
    assertThat(from).as("section %s", anchor).isNotNegative();
    int end = contract.indexOf("<a id=", from + begin.length());
    return contract.substring(from, end < 0 ? contract.length() : end);
  }
}
