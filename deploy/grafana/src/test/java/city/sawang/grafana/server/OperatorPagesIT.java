package city.sawang.grafana.server;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.fixture.BrowserTab;
import city.sawang.grafana.fixture.Chromium;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.RequiresChromium;
import city.sawang.grafana.fixture.SeededDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an operator does at nine in the evening with a phone of 390 by 844 points. Leaves pictures of
 * the pages in {@code target/pages}.
 */
@ExtendWith(RequiresChromium.class)
class OperatorPagesIT {
  private static final Path PICTURES = Path.of("target", "pages");
  private static final String FIRST_WORK =
      "document.querySelector('[data-panel=\"20\"] li .first')";

  @TempDir private static Path home;
  private static DashboardServer server;
  private static DashboardServer withoutARow;
  private static BrowserTab tab;

  @BeforeAll
  static void start() throws Exception {
    server = serve(SeededDatabase.shared());
    withoutARow = serve(SeededDatabase.empty());
    tab = new BrowserTab(Chromium.ofThisMachine().orElseThrow(), home);
    tab.phone(390, 844);
  }

  @AfterAll
  static void stop() {
    tab.close();
    withoutARow.close();
    server.close();
  }

  @AfterEach
  void theConsoleStaysEmpty() {
    assertThat(tab.complaints()).isEmpty();
  }

  private static DashboardServer serve(SeededDatabase database) {
    return DashboardServer.start(
        DashboardConfig.local(
            0, CommittedFiles.dashboards(), database.url(), SeededDatabase.AUDITOR, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "sawang-cities, th", "sawang-tonight, th", "sawang-last-night, th", "sawang-incident, th",
    "sawang-cities, en", "sawang-tonight, en", "sawang-last-night, en", "sawang-incident, en",
    "sawang-reporting, th", "sawang-alarms, en"
  })
  void aPageFitsOnAPhoneWithIncidentsAndWithout(String uid, String language) throws IOException {
    for (DashboardServer one : new DashboardServer[] {server, withoutARow}) {
      tab.open("%s/d/%s?lang=%s".formatted(one.url(), uid, language));
      tab.picture(
          PICTURES.resolve("%s-%s%s.png".formatted(uid, language, one == server ? "" : "-empty")));

      assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
      assertThat(
              tab.evaluate(
                  "document.querySelectorAll('[data-state=\"failed\"], [data-state=\"loading\"]').length"))
          .isEqualTo("0");
    }
  }

  @Test
  void theWorstIsFirstAndItsStoryIsOneTapAway() {
    tab.open(server.url() + "/d/sawang-tonight?lang=th&var-city=mueang-nan");

    assertThat(names(20)).isEqualTo("L-005,F2,L-006,L-008");
    assertThat(names(21)).as("planned, called repaired, put aside").isEqualTo("L-003,L-007,L-004");
    assertThat(tab.evaluate("document.querySelector('[data-panel=\"20\"] .copy').title"))
        .startsWith("น่าน: โคม L-005 วงจร F3\nหลอดหรือไดรเวอร์เสีย")
        .contains(
            "ถึงคิวของ ทีมซ่อม",
            "https://www.google.com/maps/search/?api=1&query=18.7",
            "inc-lamp");
    assertThat(tab.evaluate("document.querySelector('[data-panel=\"20\"] a[target=_blank]').href"))
        .startsWith("https://www.google.com/maps/search/?api=1&query=18.7");

    tab.evaluate(FIRST_WORK + ".querySelector('a').click()");
    tab.until(
        "location.pathname === '/d/sawang-incident' && document.documentElement.dataset.ready === 'true'");

    assertThat(text(1)).isEqualTo("✕ ยังไม่มีคนรับ");
    assertThat(text(2)).isEqualTo("L-005");
    assertThat(text(8)).contains("✕ ระบบพบเหตุ", "จากข้อมูลที่วัด");
    assertThat(text(9)).contains("inc-lamp", "LAMP_FAILURE");
    assertThat(text(10)).contains("0.40 W", "60.0 W", "229.1 V", "LAMP_FAILURE");
  }

  @Test
  void anOutageShowsWhatItExplainsAndWhoDidWhat() {
    tab.open(
        server.url() + "/d/sawang-incident?lang=en&var-city=mueang-nan&var-incident=inc-feeder");

    assertThat(text(1)).isEqualTo("◇ Acknowledged");
    assertThat(text(8)).contains("◇ Acknowledged", "สมชาย", "โทรแจ้งการไฟฟ้าแล้ว");
    assertThat(names(11)).isEqualTo("L-001,L-004,L-007");
  }

  @Test
  void lastNightSaysWhatWasRepairedAndWhatIsNotOver() {
    tab.open(server.url() + "/d/sawang-last-night?lang=en&var-city=mueang-nan");

    assertThat(Integer.parseInt(text(2))).as("hours watched, until noon").isBetween(19, 24);
    assertThat(text(4)).isEqualTo("1");
    assertThat(names(8)).isEqualTo("L-002,L-003");
    assertThat(text(8)).contains("● Verified", "○ Resolved, not verified");
    assertThat(names(7)).contains("L-004");
  }

  /** The readings of Chumphon come, and no rule looks at them. */
  @Test
  void whereNobodyWatchesNoIncidentIsNoGoodNews() {
    tab.open(server.url() + "/d/sawang-tonight?lang=th&var-city=chumphon");
    assertThat(text(13)).isEqualTo("▲ ไม่ได้เฝ้าดูเหตุ");
    assertThat(text(14)).isEqualTo("ไม่ได้เฝ้าดู");
    assertThat(text(20)).contains("ไม่มีใครรู้");

    tab.open(server.url() + "/d/sawang-last-night?lang=en&var-city=chumphon");
    assertThat(text(2)).isEqualTo("▲ Not watched");
    assertThat(text(3)).isEqualTo("not watched");

    tab.open(server.url() + "/d/sawang-tonight?lang=en&var-city=chiang-mai");
    assertThat(text(13)).isEqualTo("● Watched");
    assertThat(text(14)).isEqualTo("0");
  }

  @Test
  void theViewOutlivesARefreshAndAReload() {
    String url = server.url() + "/d/sawang-tonight?lang=en&var-city=mueang-nan";
    String choice = "document.querySelector('[data-panel=\"20\"] select')";
    tab.open(url);
    tab.evaluate(choice + ".value = '0'; " + choice + ".dispatchEvent(new Event('change'))");
    tab.evaluate("document.querySelector('.leaflet-control-zoom-in').click()");
    String sorted = names(20);
    String scale = tab.evaluate("document.querySelector('.leaflet-control-scale-line').innerText");
    assertThat(sorted).isEqualTo("F2,L-005,L-006,L-008");

    tab.evaluate(
        "delete document.documentElement.dataset.ready; document.querySelector('.time button').click()");
    tab.until("document.documentElement.dataset.ready === 'true'");
    assertThat(names(20)).isEqualTo(sorted);
    assertThat(tab.evaluate("document.querySelector('.leaflet-control-scale-line').innerText"))
        .isEqualTo(scale);

    tab.open(url);
    assertThat(names(20)).isEqualTo(sorted);
    assertThat(tab.evaluate("document.querySelector('.leaflet-control-scale-line').innerText"))
        .isEqualTo(scale);

    tab.evaluate("document.querySelector('[aria-label=\"Whole map\"]').click()");
    assertThat(tab.evaluate("document.querySelector('.leaflet-control-scale-line').innerText"))
        .isNotEqualTo(scale);
  }

  /** What a panel shows, in words. */
  private static String text(int panel) {
    return tab.evaluate(
        "document.querySelector('[data-panel=\"%d\"] .body').innerText.trim()".formatted(panel));
  }

  /** The first words of the cards of a panel, in order. */
  private static String names(int panel) {
    return tab.evaluate(
        "[...document.querySelectorAll('[data-panel=\"%d\"] li .first')].map(one => one.innerText).join()"
            .formatted(panel));
  }
}
