package city.sawang.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.text.NeutralLocale;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The direction of the rooms (schemas ← ingest, jobs ← deploy), and no package cycle in any of
 * them.
 */
class HouseArchitectureTest {
  private static final JavaClasses SAWANG =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("city.sawang");

  /**
   * A Turkish machine makes TITLE out of title with another I, a Thai one other digits. What is
   * formatted by {@code formatted} is neutral because every process begins with {@link NeutralLocale}.
   */
  private static final ArchRule WITH_A_LOCALE =
      noClasses()
          .should()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .because("a text that programs read is the same on every machine: give Locale.ROOT");

  private static ArchRule withoutCycles(String packages) {
    return slices().matching(packages).should().beFreeOfCycles();
  }

  @Test
  void schemasDependsOnNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("city.sawang.schemas..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "city.sawang.ingest..",
            "city.sawang.jobs..",
            "city.sawang.grafana..",
            "city.sawang.local..")
        .check(SAWANG);
  }

  @Test
  void ingestAndJobsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("city.sawang.ingest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("city.sawang.jobs..", "city.sawang.grafana..", "city.sawang.local..")
        .check(SAWANG);
    noClasses()
        .that()
        .resideInAPackage("city.sawang.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("city.sawang.ingest..", "city.sawang.grafana..", "city.sawang.local..")
        .check(SAWANG);
  }

  @Test
  void roomsHaveNoCycles() {
    withoutCycles("city.sawang.(*)..").check(SAWANG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"schemas", "ingest", "jobs", "grafana", "local"})
  void floorsOfARoomHaveNoCycles(String room) {
    withoutCycles("city.sawang." + room + ".(*)..").check(SAWANG);
  }

  @Test
  void packagesOfThisRoomHaveNoCyclesEitherWithItsRoot() {
    withoutCycles("city.sawang.(**)").check(SAWANG.that(resideInAPackage("city.sawang.local..")));
  }

  @Test
  void servicesDoNotKnowWhoStartsThem() {
    noClasses()
        .that()
        .resideInAnyPackage("city.sawang.local.services", "city.sawang.local.health")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "city.sawang.local.cli..",
            "city.sawang.local.platform..",
            "city.sawang.local.simulate..",
            "city.sawang.local.verify..")
        .check(SAWANG);
  }

  @Test
  void noTextDependsOnTheLocaleOfTheMachine() {
    WITH_A_LOCALE.check(SAWANG);
  }

  @Test
  void everyProcessBeginsWithTheNeutralLocale() {
    methods()
        .that()
        .haveName("main")
        .and()
        .areStatic()
        .should(callFirst(NeutralLocale.class, "set"))
        .check(SAWANG);
  }

  @Test
  void plantedUseOfTheMachinesLocaleIsFound() {
    JavaClasses planted = new ClassFileImporter().importPackages("city.sawang.planted");

    assertThatThrownBy(() -> WITH_A_LOCALE.check(planted))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("toUpperCase");
  }

  private static ArchCondition<JavaMethod> callFirst(Class<?> owner, String name) {
    return new ArchCondition<>("call " + owner.getSimpleName() + '.' + name) {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean calls =
            method.getMethodCallsFromSelf().stream()
                .anyMatch(
                    call ->
                        call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(name));
        // Called by Flink in a process that began already.
        boolean inside = method.getOwner().getSimpleName().equals("Jobs");
        if (!calls && !inside) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName() + " does not"));
        }
      }
    };
  }

  @Test
  void plantedCycleIsFound() {
    JavaClasses planted = new ClassFileImporter().importPackages("city.sawang.planted");

    assertThatThrownBy(() -> withoutCycles("city.sawang.planted.(*)..").check(planted))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cycle detected");
  }
}
