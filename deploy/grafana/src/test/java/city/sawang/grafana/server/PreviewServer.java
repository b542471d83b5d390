package city.sawang.grafana.server;

import city.sawang.grafana.fixture.SeededDatabase;
import java.nio.file.Path;

/**
 * The dashboards with a seeded fleet, for eyes: run its main and open the address it prints. Not a
 * test, and not part of the build.
 */
public final class PreviewServer {
  private PreviewServer() {}

  /**
   * @param arguments the directory of the dashboards, and a port
   */
  public static void main(String[] arguments) throws InterruptedException {
    SeededDatabase database = SeededDatabase.start(0, 24, 15, false);
    DashboardServer server =
        DashboardServer.start(
            DashboardConfig.local(
                Integer.parseInt(arguments[1]),
                Path.of(arguments[0]),
                database.url(),
                SeededDatabase.AUDITOR,
                ""));
    System.out.println(server.url() + " from " + database.url());
    Thread.currentThread().join();
  }
}
