package city.sawang.grafana.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.provisioning.ProvisioningFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the committed dashboards, provisioning and runbooks with one mistake planted in it. */
record PlantedFiles(Path directory) {
  static final String TONIGHT = "dashboards/city-operations/1-tonight.json";
  static final String STORY = "dashboards/city-operations/3-incident.json";
  static final String LAMP = "dashboards/city-operations/5-lamp.json";
  static final String ENERGY = "dashboards/energy-analysis/1-energy.json";
  static final String AUDIT = "dashboards/deployment-audit/1-audit.json";
  static final String OPEN = "dashboards/open-data/1-open-city.json";
  static final String INVARIANTS = "dashboards/platform-health/3-invariants.json";
  static final String RULES = "provisioning/alerting/rules.yaml";
  static final String INCIDENT_RULES = "provisioning/alerting/incident-rules.yaml";
  static final String RUNBOOK = "runbooks/circuit-out.md";

  /** Copies the committed files and replaces the text everywhere in one of them. */
  static PlantedFiles with(Path directory, String file, String good, String bad) {
    try {
      copy("dashboards", directory);
      copy("provisioning", directory);
      copy("runbooks", directory);
      Path target = directory.resolve(file);
      String text = Files.readString(target);
      assertThat(text).as("the mistake can be planted").contains(good);
      Files.writeString(target, text.replace(good, bad));
      return new PlantedFiles(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("plant a mistake in " + file, e);
    }
  }

  List<DashboardFile> dashboards() {
    return DashboardReader.readAll(directory.resolve("dashboards"));
  }

  ProvisioningFiles provisioning() throws IOException {
    return ProvisioningFiles.read(directory.resolve("provisioning"));
  }

  Runbooks runbooks() throws IOException {
    return Runbooks.read(directory.resolve("runbooks"));
  }

  private static void copy(String name, Path directory) throws IOException {
    Path from = CommittedFiles.module().resolve(name);
    var files = new ArrayList<Path>();
    try (Stream<Path> walk = Files.walk(from)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      Path to = directory.resolve(name).resolve(from.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
  }
}
