package city.sawang.local.house;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.Checkout;
import city.sawang.local.cli.Sawang;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this repository's documents and comments refer to can be opened; planted faults are found. */
class DocumentationTest {
  private static final Pattern VERB = Pattern.compile("deploy/sawang ([a-z]+)");

  /** This test and its helper name what they look for. */
  private static final Set<String> NAMES_WHAT_IT_LOOKS_FOR =
      Set.of("deploy/local/src/test/java/city/sawang/local/house/");

  private static final Documents OURS = new Documents(Checkout.file(""));

  @TempDir private Path directory;

  @Test
  void everyLinkLeadsToAFileAndAnAnchor() {
    assertThat(OURS.brokenLinks()).isEmpty();
  }

  @Test
  void everyCitedAnchorExists() {
    assertThat(OURS.brokenCitations()).filteredOn(DocumentationTest::isNotPlanted).isEmpty();
  }

  @Test
  void noSourceIsOutOfAReadersReach() {
    assertThat(OURS.unreachableSources(NAMES_WHAT_IT_LOOKS_FOR)).isEmpty();
  }

  @Test
  void everyDecisionHasADateAndFitsOnPartOfAScreen() {
    assertThat(OURS.unfitDecisions()).isEmpty();
  }

  @Test
  void everyCommandInADocumentIsOneOfTheCommandLine() {
    var verbs = Sawang.commandLine().getSubcommands();

    assertThat(OURS.markdown())
        .isNotEmpty()
        .allSatisfy(
            document ->
                assertThat(VERB.matcher(OURS.text(document)).results().map(verb -> verb.group(1)))
                    .as("%s", document)
                    .isSubsetOf(verbs.keySet()));
  }

  @Test
  void plantedBrokenLinksAreFound() throws IOException {
    write("a/README.md", "# Top\n[here](#top) [gone](nowhere.md) [b](../b/OTHER.md#one-two)");
    write("b/OTHER.md", "<a id=\"x\"></a>\n## One, two!\n[x](#x) [y](#y) [web](https://x.y/#z)");
    write("b/FENCED.md", "```\n[no](link.md)\n# no-heading\n```\n`[no](link.md)` [h](#no-heading)");
    write("target/OLD.md", "[gone](nowhere.md)");

    assertThat(new Documents(directory).brokenLinks())
        .containsExactly(
            "a/README.md: no file nowhere.md",
            "b/FENCED.md: no anchor #no-heading",
            "b/OTHER.md: no anchor #y");
  }

  @Test
  void plantedBrokenCitationsAreFound() throws IOException {
    write("jobs/METERING.md", "<a id=\"split\"></a>");
    write("jobs/RATIONALE.md", "<a id=\"why\"></a>");
    write("ingest/RATIONALE.md", "");
    write("jobs/A.java", "// METERING.md#split, METERING.md#spilt, RATIONALE.md#why");
    write("ingest/B.sql", "-- METERING.md#split\n-- RATIONALE.md#why NOTHING.md#here");
    write("deploy/c.yaml", "# RATIONALE.md#why jobs/RATIONALE.md#why jobs/METERING.md#no");

    assertThat(new Documents(directory).brokenCitations())
        .containsExactly(
            "deploy/c.yaml:1: RATIONALE.md#why names 2 documents",
            "deploy/c.yaml:1: jobs/METERING.md#no has no such anchor",
            "ingest/B.sql:2: RATIONALE.md#why has no such anchor",
            "ingest/B.sql:2: NOTHING.md#here names 0 documents",
            "jobs/A.java:1: METERING.md#spilt has no such anchor");
  }

  @Test
  void plantedSourcesOutOfReachAreFound() throws IOException {
    write("A.java", "// by domain §3\n// see contract.md, and CONTRACT.md#ids\n");
    write("B.md", "as issue 12 asks; on /home/me/x; ~/.sawang, /tmp/ready.json, target/work/x");
    write("known/C.md", "§");

    assertThat(new Documents(directory).unreachableSources(Set.of("known/")))
        .containsExactly(
            "A.java:1: §", "A.java:2: contract.md", "B.md:1: issue 12", "B.md:1: /home/m");
  }

  @Test
  void plantedLongAndUndatedDecisionsAreFound() throws IOException {
    String line = "x".repeat(121) + "\n";
    write(
        "RATIONALE.md",
        "# Why\n## 2026-11-29 Short\n<a id=\"a\"></a>\n\n"
            + line.repeat(7)
            + "## 2026-11-29 Long\n"
            + line.repeat(8)
            + "## Undated\nshort\n");
    write("a/RATIONALE.md", "**No decision.**");

    assertThat(new Documents(directory).unfitDecisions())
        .containsExactly(
            "RATIONALE.md: 16 lines: 2026-11-29 Long",
            "RATIONALE.md: no date: Undated",
            "a/RATIONALE.md: no decision");
  }

  private static boolean isNotPlanted(String finding) {
    return NAMES_WHAT_IT_LOOKS_FOR.stream().noneMatch(finding::startsWith);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }
}
