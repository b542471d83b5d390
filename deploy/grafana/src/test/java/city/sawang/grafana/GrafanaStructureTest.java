package city.sawang.grafana;

import static com.tngtech.archunit.lang.conditions.ArchConditions.transitivelyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.grafana.fixture.Chromium;
import city.sawang.grafana.fixture.SeededDatabase;
import city.sawang.grafana.server.DashboardServer;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

/** Holds the shape of this module: packages without a cycle, and fast tests that start nothing. */
class GrafanaStructureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("city.sawang.grafana");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("city.sawang.grafana");

  /** What makes a test slow, or dependent on the machine. */
  private static final DescribedPredicate<JavaClass> STARTS_SOMETHING =
      DescribedPredicate.describe(
          "start a database, a server, a browser or a connection",
          type ->
              type.isEquivalentTo(SeededDatabase.class)
                  || type.isEquivalentTo(Chromium.class)
                  || type.isEquivalentTo(DashboardServer.class)
                  || type.isEquivalentTo(ServerSocket.class)
                  || type.isEquivalentTo(Socket.class)
                  || type.isEquivalentTo(HttpClient.class)
                  || type.isEquivalentTo(ProcessBuilder.class));

  private static final DescribedPredicate<JavaClass> FAST =
      DescribedPredicate.describe(
          "are named *Test or *Properties",
          type ->
              type.getSimpleName().endsWith("Test") || type.getSimpleName().endsWith("Properties"));

  private static ArchRule noPackageCycles(String room) {
    return slices().matching(room + ".(*)..").should().beFreeOfCycles();
  }

  private static ArchRule fastTestsStartNothing() {
    return noClasses().that(FAST).should(transitivelyDependOnClassesThat(STARTS_SOMETHING));
  }

  private static JavaClasses without(JavaClasses classes, Class<?> planted) {
    return classes.that(
        DescribedPredicate.describe(
            "not planted", type -> !type.getName().startsWith(planted.getName())));
  }

  @Test
  void packagesHaveNoCycle() {
    noPackageCycles("city.sawang.grafana").check(PRODUCT);
  }

  @Test
  void aPlantedPackageCycleIsReported() {
    JavaClasses planted = new ClassFileImporter().importPackages("city.sawang.grafana.planted");

    assertThat(noPackageCycles("city.sawang.grafana.planted").evaluate(planted).hasViolation())
        .isTrue();
  }

  @Test
  void testsOfTheFastRingStartNothing() {
    fastTestsStartNothing().check(without(TESTS, GrafanaStructureTest.class));
  }

  @Test
  void aPlantedFastTestThatStartsADatabaseIsReported() {
    JavaClasses planted = new ClassFileImporter().importClasses(SeedsADatabaseTest.class);

    assertThat(fastTestsStartNothing().evaluate(planted).hasViolation()).isTrue();
  }

  /** Planted: named like a fast test, and starts a database. */
  static final class SeedsADatabaseTest {
    String address() {
      return SeededDatabase.shared().url();
    }
  }
}
