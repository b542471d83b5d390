package city.sawang.local;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.health.HealthServer;
import city.sawang.local.platform.EmbeddedPlatform;
import city.sawang.local.services.FlinkRoles;
import city.sawang.local.services.GrafanaServer;
import city.sawang.local.services.KafkaServer;
import city.sawang.local.services.MqttBroker;
import city.sawang.local.services.PostgresServer;
import com.sun.net.httpserver.HttpServer;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/**
 * Keeps the fast ring fast: a class named {@code *Test} starts no process, opens no port and asks
 * no database, neither itself nor through a fixture. What does is named {@code *IT}.
 */
class TestRingsTest {
  private static final ArchRule FAST_RING =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Test")
          .or()
          .haveSimpleNameEndingWith("Properties")
          .should()
          .transitivelyDependOnClassesThat(
              belongToAnyOf(
                  EmbeddedPlatform.class,
                  EmbeddedPostgres.class,
                  PostgresServer.class,
                  KafkaServer.class,
                  MqttBroker.class,
                  FlinkRoles.class,
                  GrafanaServer.class,
                  HealthServer.class,
                  HttpServer.class,
                  ServerSocket.class,
                  Socket.class,
                  DriverManager.class,
                  ProcessBuilder.class));

  /**
   * Only test classes: a test may name a class of the product without starting what that can start.
   */
  private static JavaClasses testClasses(String packageName) {
    ArchConfiguration configuration = ArchConfiguration.get();
    boolean resolve = configuration.resolveMissingDependenciesFromClassPath();
    configuration.setResolveMissingDependenciesFromClassPath(false);
    try {
      return new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(packageName);
    } finally {
      configuration.setResolveMissingDependenciesFromClassPath(resolve);
    }
  }

  @Test
  void fastTestsStartNothing() {
    FAST_RING
        .because("whatever starts a process, a port or a database is named *IT")
        .check(testClasses("city.sawang.local").that(not(belongToAnyOf(TestRingsTest.class))));
  }

  @Test
  void plantedSocketIsFound() {
    assertThatThrownBy(() -> FAST_RING.check(testClasses("city.sawang.planted")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("SocketInTheFastRingTest");
  }
}
