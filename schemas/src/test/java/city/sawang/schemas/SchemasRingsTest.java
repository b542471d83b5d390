package city.sawang.schemas;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ServerSocket;
import java.net.Socket;
import net.jqwik.api.Example;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Keeps the two rings of tests apart: classes named {@code *Test} and {@code *Properties} start no
 * process and no database and open no port; classes that do are named {@code *IT}.
 */
class SchemasRingsTest {
  private static final DescribedPredicate<JavaClass> SLOW_THINGS =
      resideInAnyPackage("io.zonky..", "java.sql..", "javax.sql..", "org.flywaydb..")
          .or(
              describe(
                  "sockets or processes",
                  type ->
                      type.isEquivalentTo(Socket.class)
                          || type.isEquivalentTo(ServerSocket.class)
                          || type.isEquivalentTo(ProcessBuilder.class)));

  private static final ArchRule FAST_RING =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Test")
          .or()
          .haveSimpleNameEndingWith("Properties")
          .should()
          .transitivelyDependOnClassesThat(SLOW_THINGS);

  private static final ArchRule EVERY_TEST_IS_IN_A_RING =
      classes()
          .that(
              describe(
                  "hold tests",
                  type ->
                      type.getMethods().stream()
                          .anyMatch(
                              method ->
                                  method.isAnnotatedWith(Test.class)
                                      || method.isAnnotatedWith(ParameterizedTest.class)
                                      || method.isAnnotatedWith(Property.class)
                                      || method.isAnnotatedWith(Example.class))))
          .should()
          .haveNameMatching(".*(Test|Properties|IT)");

  private static final JavaClasses ROOM =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("SchemasRingsTest"))
          .importPackages("city.sawang.schemas");

  @Test
  void theFastRingStartsNothing() {
    FAST_RING.check(ROOM);
  }

  @Test
  void everyTestIsInARing() {
    EVERY_TEST_IS_IN_A_RING.check(ROOM);
  }

  @Test
  void aFastTestWithADatabaseIsFound() {
    JavaClasses planted =
        new ClassFileImporter()
            .importClasses(PlantedTest.class, Fixture.class, EmbeddedDatabase.class);

    assertThat(FAST_RING.evaluate(planted).hasViolation()).isTrue();
    assertThat(FAST_RING.evaluate(planted).getFailureReport().toString()).contains("PlantedTest");
  }

  @Test
  void aTestWithoutARingIsFound() {
    JavaClasses planted = new ClassFileImporter().importClasses(PlantedChecks.class);

    assertThat(EVERY_TEST_IS_IN_A_RING.evaluate(planted).hasViolation()).isTrue();
  }

  /** Reaches the database by a detour. */
  private static final class PlantedTest {
    final Fixture fixture = new Fixture();
  }

  private static final class Fixture {
    EmbeddedDatabase database;
  }

  private static final class PlantedChecks {
    @Test
    void neverRun() {}
  }
}
