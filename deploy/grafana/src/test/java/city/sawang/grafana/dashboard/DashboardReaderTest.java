package city.sawang.grafana.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.sawang.grafana.fixture.CommittedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardReaderTest {
  @TempDir Path directory;

  @Test
  void readsEveryCommittedDashboardWithItsAudience() {
    List<DashboardFile> files = DashboardReader.readAll(CommittedFiles.dashboards());

    assertThat(files)
        .extracting(DashboardFile::audience)
        .contains("city-operations", "energy-analysis", "platform-health");
    assertThat(files).extracting(file -> file.dashboard().uid()).doesNotHaveDuplicates();
  }

  @Test
  void namesEveryMistakeOfEveryFileAtOnce() throws IOException {
    write("a/one.json", "{\"uid\":\"one\",\"titel\":\"x\"}");
    write("a/two.json", "{\"uid\":\"two\"}");
    write(
        "b/three.json",
        "{\"uid\":\"three\",\"title\":\"t\",\"time\":{\"from\":\"now-1h\",\"to\":\"now\"},"
            + "\"panels\":[{\"id\":4,\"title\":\"Pie\",\"type\":\"piechart\",\"gridPos\":{\"x\":0,\"y\":0,\"w\":1,\"h\":1}},"
            + "{\"id\":5,\"title\":\"Odd\",\"type\":\"stat\",\"color\":1}]}");
    write("b/four.json", "{\"uid\":");

    List<String> mistakes =
        catchThrowableOfType(DashboardMistakes.class, () -> DashboardReader.readAll(directory))
            .mistakes();

    assertThat(mistakes).hasSize(5);
    assertThat(mistakes)
        .anySatisfy(one -> assertThat(one).startsWith("a/one.json: titel is not known here"));
    assertThat(mistakes)
        .anySatisfy(
            one -> assertThat(one).startsWith("a/two.json: uid, title and time are required"));
    assertThat(mistakes)
        .anySatisfy(
            one ->
                assertThat(one)
                    .startsWith("b/three.json: panel 4 'Pie': type 'piechart' cannot be drawn"));
    assertThat(mistakes)
        .anySatisfy(
            one ->
                assertThat(one).startsWith("b/three.json: panel 5 'Odd': color is not known here"));
    assertThat(mistakes)
        .anySatisfy(one -> assertThat(one).startsWith("b/four.json: not readable as JSON"));
  }

  @Test
  void anEmptyDirectoryIsAMistakeToo() {
    assertThat(
            catchThrowableOfType(DashboardMistakes.class, () -> DashboardReader.readAll(directory))
                .mistakes())
        .singleElement()
        .asString()
        .contains("no dashboard found");
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
