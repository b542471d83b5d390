package city.sawang.grafana.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.dashboard.DashboardZone;
import city.sawang.grafana.dashboard.Panel;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.provisioning.DataSources;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommittedDashboardsTest {
  @Test
  void nothingIsWrongWithTheCommittedFiles() throws IOException {
    var dashboards = DashboardReader.readAll(CommittedFiles.dashboards());
    var provisioning = ProvisioningFiles.read(CommittedFiles.provisioning());

    assertThat(Linter.findings(dashboards, provisioning, Runbooks.read(CommittedFiles.runbooks())))
        .isEmpty();
  }

  /** A rule with another uid is another rule to Grafana: its state, silences and links are gone. */
  @Test
  void theUidsOfAlertsStay() throws IOException {
    assertThat(
            ProvisioningFiles.read(CommittedFiles.provisioning()).alertFiles().stream()
                .flatMap(file -> file.rules().stream())
                .map(ProvisioningFiles.Rule::uid))
        .containsExactlyInAnyOrder(
            "sawang-lamp-dark",
            "sawang-circuit-out",
            "sawang-gateway-out",
            "sawang-lamp-silent",
            "sawang-day-burner-again",
            "sawang-unacknowledged",
            "sawang-crew-overdue",
            "sawang-distributor-overdue",
            "sawang-repair-unverified",
            "sawang-city-link-down",
            "sawang-not-watched",
            "sawang-notifications-stuck",
            "sawang-dark-share",
            "sawang-day-burners",
            "sawang-city-silent",
            "sawang-unexplained",
            "sawang-quarantine-surge",
            "sawang-missing",
            "sawang-invariant-violated",
            "sawang-invariant-unchecked",
            "sawang-restatement-waits",
            "sawang-night-incomplete");
  }

  @Test
  void theDataSourcesAreThoseOfTheRegistry() throws IOException {
    String committed =
        Files.readString(CommittedFiles.provisioning().resolve("datasources/sawang.yaml"));
    String generated =
        DataSources.yaml(DataSources.cities(CommittedFiles.root().resolve("deploy/registry")));

    assertThat(committed)
        .as("run city.sawang.grafana.provisioning.DataSources again")
        .isEqualTo(generated);
  }

  @Test
  void thePageDrawsEveryTypeThatTheReaderLetsPass() throws IOException {
    Set<String> drawn = keys(page("panels.js"), "export const DRAWERS = \\{(.*?)\\n}");
    Set<String> read =
        new TreeSet<>(Arrays.stream(Panel.Type.values()).map(Panel.Type::id).toList());

    assertThat(drawn).isEqualTo(read);
  }

  @Test
  void thePageWritesEveryUnitThatTheLinterLetsPass() throws IOException {
    assertThat(keys(page("format.js"), "export const UNITS = \\{(.*?)\\n}"))
        .isEqualTo(new TreeSet<>(PanelRules.UNITS));
  }

  /** A state without a mapping would be shown as the word of the database, without a colour. */
  @Test
  void everyPanelThatShowsStatesOfLampsExplainsAllOfThem() {
    int explained = 0;
    for (DashboardFile file : DashboardReader.readAll(CommittedFiles.dashboards())) {
      for (JsonNode options : file.tree().findValues("options")) {
        if (options.has("DARK_SHOULD_BE_LIT")) {
          explained++;
          assertThat(options.fieldNames())
              .toIterable()
              .as(file.name())
              .containsExactly(
                  "LIT",
                  "OFF_AS_PLANNED",
                  "UNKNOWN",
                  "SILENT",
                  "LIT_SHOULD_BE_DARK",
                  "DARK_SHOULD_BE_LIT");
        }
      }
    }
    assertThat(explained).isEqualTo(3);
  }

  /** The zone of the page comes from the server, and the server has it from one place. */
  @Test
  void theTimeZoneIsNamedOnceInTheCode() throws IOException {
    try (Stream<Path> sources = Files.walk(CommittedFiles.module().resolve("src/main"))) {
      assertThat(sources.filter(Files::isRegularFile).filter(CommittedDashboardsTest::namesTheZone))
          .extracting(file -> file.getFileName().toString())
          .containsExactly("DashboardZone.java");
    }
  }

  private static boolean namesTheZone(Path file) {
    try {
      return Files.readString(file).contains(DashboardZone.ID.getId());
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  /** The charts shift all points by one offset. */
  @Test
  void theTimeZoneHasNoSummerTime() {
    assertThat(DashboardZone.ID.getRules().nextTransition(Instant.EPOCH)).isNull();
    assertThat(DashboardZone.offset()).isEqualTo(Duration.ofHours(7));
  }

  /** Savings are audited outcomes, which are not computed yet: until then no figure bears the name. */
  @Test
  void noFigureIsSaidToBeSaved() {
    var claim = Pattern.compile("(?i)\\bsav(ed|ing|ings)\\b|ประหยัด");

    for (DashboardFile file : DashboardReader.readAll(CommittedFiles.dashboards())) {
      for (JsonNode panel : file.tree().path("panels")) {
        assertThat(panel.path("title").asText()).as(file.name()).doesNotContainPattern(claim);
        for (JsonNode target : panel.path("targets")) {
          assertThat(target.path("rawSql").asText()).as(file.name()).doesNotContainPattern(claim);
        }
        assertThat(panel.path("fieldConfig").toString())
            .as(file.name())
            .doesNotContainPattern(claim);
      }
    }
  }

  private static Set<String> keys(String source, String block) {
    var body = Pattern.compile(block, Pattern.DOTALL).matcher(source);
    assertThat(body.find()).isTrue();
    var keys = new TreeSet<String>();
    Pattern.compile("(?m)^ {2}'?([\\w-]+)'?:")
        .matcher(body.group(1))
        .results()
        .forEach(key -> keys.add(key.group(1)));
    return keys;
  }

  private static String page(String name) throws IOException {
    try (InputStream in =
        CommittedDashboardsTest.class.getResourceAsStream("/city/sawang/grafana/static/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
