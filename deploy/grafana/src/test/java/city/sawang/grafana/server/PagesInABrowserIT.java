package city.sawang.grafana.server;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.fixture.Chromium;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.RequiresChromium;
import city.sawang.grafana.fixture.SeededDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws every page in a Chromium, in Thai on a desk or in English on a phone, and reads its console. */
@ExtendWith(RequiresChromium.class)
class PagesInABrowserIT {
  private static final String LONG_NAME =
      "เสาไฟหน้าวัดน้ำใสใต้ต้นโพธิ์ที่มีชื่อยาวมากๆ ซอยสุขสันต์ ๑๒/๓๔ ตรงข้ามโรงเรียนบ้านควนกี่กี้ ฝั่งทิศตะวันออกเฉียงใต้";

  private static Chromium browser;
  private static DashboardServer server;

  @TempDir private Path home;

  @BeforeAll
  static void start() {
    browser = Chromium.ofThisMachine().orElseThrow();
    server =
        DashboardServer.start(
            DashboardConfig.local(
                0,
                CommittedFiles.dashboards(),
                SeededDatabase.shared().url(),
                SeededDatabase.AUDITOR,
                ""));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Each page once, in turn in Thai on a desk and in English on a phone. */
  static Stream<Arguments> pages() {
    var pages = new ArrayList<Arguments>();
    var files = DashboardReader.readAll(CommittedFiles.dashboards());
    for (int i = 0; i < files.size(); i++) {
      String uid = files.get(i).dashboard().uid();
      pages.add(i % 2 == 0 ? Arguments.of(uid, "th", 1440) : Arguments.of(uid, "en", 500));
    }
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPanelHasDataOrSaysWhyNot(String uid, String language, int width) throws Exception {
    Chromium.Page page = open("/d/%s?lang=%s&var-city=mueang-nan".formatted(uid, language), width);

    assertThat(page.console()).isEmpty();
    assertThat(page.dom()).contains("data-ready=\"true\"", "lang=\"" + language + "\"");
    assertThat(states(page))
        .isNotEmpty()
        .containsAnyOf("drawn")
        .doesNotContain("failed", "loading");
  }

  @Test
  void namesFromTheDatabaseAreTextAndNothingElse() throws Exception {
    Chromium.Page page = open("/d/sawang-tonight?lang=th&var-city=satun", 1440);
    Chromium.Page story =
        open(
            "/d/sawang-lamp?lang=th&var-city=satun&var-lamp="
                + URLEncoder.encode("<script>alert(1)</script>", StandardCharsets.UTF_8),
            1440);
    Chromium.Page places = open("/d/sawang-energy-places?lang=th&var-city=satun", 1440);

    assertThat(page.console()).isEmpty();
    assertThat(story.console()).isEmpty();
    assertThat(story.dom())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>alert(1)</script>");
    assertThat(states(story)).doesNotContain("failed");
    assertThat(places.dom()).contains(LONG_NAME, "'; DROP TABLE store.lamp; --");
  }

  /** In Nan it is night and lamp 5 does not burn; in Chiang Mai it is day and lamp 3 does. */
  @Test
  void theStateOfALampIsShownInWordsOfTheChosenLanguage() throws Exception {
    Chromium.Page dark = open("/d/sawang-lamp?lang=en&var-city=mueang-nan&var-lamp=L-005", 1440);
    Chromium.Page burning = open("/d/sawang-lamp?lang=th&var-city=chiang-mai&var-lamp=L-003", 1440);

    assertThat(dark.console()).isEmpty();
    assertThat(dark.dom()).contains("Dark, should be lit").doesNotContain("DARK_SHOULD_BE_LIT");
    assertThat(burning.dom()).contains("ติดค้าง").doesNotContain("LIT_SHOULD_BE_DARK");
  }

  @Test
  void aCityWithoutLampsSaysSo() throws Exception {
    Chromium.Page page = open("/d/sawang-energy?lang=en&var-city=empty-town", 1440);

    assertThat(page.console()).isEmpty();
    assertThat(states(page)).contains("empty").doesNotContain("failed", "loading");
    assertThat(page.dom()).contains("No night in this period yet");
  }

  private Chromium.Page open(String path, int width) throws Exception {
    Path own = Files.createTempDirectory(home, "browser");
    return browser.open(server.url() + path, width, 900, own);
  }

  private static List<String> states(Chromium.Page page) {
    return Pattern.compile("data-state=\"(\\w+)\"")
        .matcher(page.dom())
        .results()
        .map(one -> one.group(1))
        .toList();
  }
}
