package city.sawang.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of the room. Each is proved twice: the code keeps it, and it is red for a class in
 * a package {@code planted} that breaks it on purpose.
 */
class ArchitectureTest {
  private static final String[] FLINK_FREE = {
    "city.sawang.jobs.metering..", "city.sawang.jobs.expected..", "city.sawang.jobs.incident.."
  };

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("city.sawang.jobs");
  private static final JavaClasses PLANTED =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/planted/"))
          .importPackages("city.sawang.jobs");

  /** Tests and their fixtures; the product is not entered, where everything may be reached. */
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/planted/"))
          .importPackages("city.sawang.jobs");

  private static final ArchRule JOBS_DEPEND_ON_SCHEMAS_ONLY =
      noClasses()
          .that()
          .resideInAPackage("city.sawang.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("city.sawang.ingest..", "city.sawang.local..")
          .because("the road has one direction: schemas ← jobs ← deploy");

  private static final ArchRule THE_DOMAIN_IS_FLINK_FREE =
      noClasses()
          .that()
          .resideInAnyPackage(FLINK_FREE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache..", "java.sql..", "city.sawang.schemas.avro..", "org.postgresql..")
          .because("the same algorithm recomputes from the archive without Flink");

  private static final ArchRule NO_WALL_CLOCK =
      noClasses()
          .that()
          .resideInAPackage("city.sawang.jobs..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .because("a replay gives the same rows: time comes with the reading or from Flink");

  private static final ArchRule NO_FLOATING_POINT_IN_ENERGY =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("city.sawang.jobs.metering..")
          .should()
          .haveRawType("double")
          .orShould()
          .haveRawType("float")
          .because("sums of energy are exact");

  private static final ArchRule NO_FLOATING_POINT_METHODS_IN_ENERGY =
      noClasses()
          .that()
          .resideInAPackage("city.sawang.jobs.metering..")
          .should(FloatingPoint.takeOrGive())
          .because("sums of energy are exact");

  /** Every package is a slice of its own: a circle between two packages of one floor shows. */
  private static final ArchRule PACKAGES_FORM_NO_CYCLE =
      slices().matching("city.sawang.(**)").should().beFreeOfCycles();

  /** A floor with all its packages is one slice. */
  private static final ArchRule FLOORS_FORM_NO_CYCLE =
      slices().matching("city.sawang.jobs.(*)..").should().beFreeOfCycles();

  private static final ArchRule FAST_TESTS_START_NOTHING =
      noClasses()
          .that()
          .haveNameMatching(".*(Test|Properties)")
          .and()
          .doNotHaveFullyQualifiedName(ArchitectureTest.class.getName())
          .should()
          .transitivelyDependOnClassesThat(
              assignableTo(TestDatabase.class)
                  .or(assignableTo(EmbeddedKafka.class))
                  .or(assignableTo(EmbeddedJobs.class))
                  .or(assignableTo(MiniCluster.class))
                  .or(assignableTo(ServerSocket.class))
                  .or(assignableTo(HttpClient.class))
                  .or(assignableTo(ProcessBuilder.class)))
          .because("what starts a process, a port or a database is named *IT");

  private static final ArchRule EXPECTED_KNOWS_NEITHER_METERING_NOR_CONTROLLER =
      classes()
          .that()
          .resideInAPackage("city.sawang.jobs.expected..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "city.sawang.jobs",
              "city.sawang.jobs.metering..",
              "city.sawang.jobs.incident..",
              "city.sawang.jobs.controller..")
          .because("what a lamp should do does not depend on what it did");

  static List<ArchRule> rules() {
    return List.of(
        JOBS_DEPEND_ON_SCHEMAS_ONLY,
        THE_DOMAIN_IS_FLINK_FREE,
        NO_WALL_CLOCK,
        NO_FLOATING_POINT_IN_ENERGY,
        NO_FLOATING_POINT_METHODS_IN_ENERGY,
        EXPECTED_KNOWS_NEITHER_METERING_NOR_CONTROLLER,
        PACKAGES_FORM_NO_CYCLE,
        FLOORS_FORM_NO_CYCLE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theCodeKeepsTheRule(ArchRule rule) {
    rule.check(OURS);
  }

  @Test
  void noFastTestStartsAnything() {
    FAST_TESTS_START_NOTHING.check(TESTS);
  }

  static List<ArchRule> rulesWithAPlantedViolation() {
    return List.of(
        THE_DOMAIN_IS_FLINK_FREE,
        NO_WALL_CLOCK,
        NO_FLOATING_POINT_IN_ENERGY,
        NO_FLOATING_POINT_METHODS_IN_ENERGY,
        PACKAGES_FORM_NO_CYCLE,
        FAST_TESTS_START_NOTHING);
  }

  @ParameterizedTest
  @MethodSource("rulesWithAPlantedViolation")
  void theRuleSeesAPlantedViolation(ArchRule rule) {
    assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue();
  }
}
