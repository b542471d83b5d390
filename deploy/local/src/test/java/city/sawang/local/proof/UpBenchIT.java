package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.verify.RoleProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code up} with empty data and the pilot fleet: how long until the first quarter hour can be
 * seen, and how much memory after a minute.
 *
 * <p>{@code mvn -B -Pbench -pl deploy/local -am verify -Dtest=none -Dit.test=UpBenchIT
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false}
 */
@Tag("bench")
class UpBenchIT {
  /** As deploy/sawang starts Java. */
  private static final String OPTIONS =
      "-Xms256m -Xmx512m -XX:MaxDirectMemorySize=160m -XX:MaxMetaspaceSize=256m"
          + " -XX:TieredStopAtLevel=4 -Xss512k";

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final double MOST_MEGABYTES = 1200;

  @TempDir private Path directory;

  @Test
  void secondsToTheFirstQuarterHourAndMegabytes() throws Exception {
    long began = System.nanoTime();
    try (RoleProcess up = new RoleProcess("up", directory, OPTIONS, "--ports", "auto")) {
      String jdbc = up.awaitReady().address("jdbc");
      await("a quarter hour")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> hasQuarterHour(jdbc));
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpu = OurProcesses.of(directory).cpuSeconds();
      await("a minute of life")
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> System.nanoTime() - began > MINUTE.toNanos());
      double megabytes = OurProcesses.of(directory).megabytes();
      System.out.printf(
          Locale.ROOT,
          "MEASURED up: first quarter hour after %.1f s with %.1f s of CPU; after a minute %.0f"
              + " MB%n",
          seconds,
          cpu,
          megabytes);
      assertThat(megabytes).isLessThan(MOST_MEGABYTES);
    }
  }

  private static boolean hasQuarterHour(String jdbc) throws Exception {
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet one = statement.executeQuery("SELECT 1 FROM energy.lamp_quarter_hour LIMIT 1")) {
      return one.next();
    }
  }
}
