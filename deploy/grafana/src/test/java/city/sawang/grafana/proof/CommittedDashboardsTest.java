package city.sawang.grafana.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.Repository;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.dashboard.Panel;
import city.sawang.grafana.provisioning.DataSources;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CommittedDashboardsTest {
  @Test
  void nothingIsWrongWithTheCommittedFiles() throws IOException {
    var dashboards = DashboardReader.readAll(Repository.dashboards());
    var provisioning = ProvisioningFiles.read(Repository.provisioning());

    assertThat(Linter.findings(dashboards, provisioning)).isEmpty();
  }

  @Test
  void theDataSourcesAreThoseOfTheRegistry() throws IOException {
    String committed =
        Files.readString(Repository.provisioning().resolve("datasources/sawang.yaml"));
    String generated =
        DataSources.yaml(DataSources.cities(Repository.root().resolve("deploy/registry")));

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

  /** Savings are audited outcomes, which are not computed yet: until then no figure bears the name. */
  @Test
  void noFigureIsSaidToBeSaved() {
    var claim = Pattern.compile("(?i)\\bsav(ed|ing|ings)\\b|ประหยัด");

    for (DashboardFile file : DashboardReader.readAll(Repository.dashboards())) {
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
