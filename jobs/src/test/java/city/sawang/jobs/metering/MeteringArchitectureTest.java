package city.sawang.jobs.metering;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeteringArchitectureTest {
  private static final String METERING = "city.sawang.jobs.metering..";
  private static final String EXPECTED = "city.sawang.jobs.expected..";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("city.sawang.jobs.metering", "city.sawang.jobs.expected");

  @Test
  void theDomainKnowsNoStreamProcessor() {
    noClasses()
        .that()
        .resideInAnyPackage(METERING, EXPECTED)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "java.sql..")
        .check(classes);
  }

  @Test
  void theExpectedStateKnowsNoMetering() {
    noClasses()
        .that()
        .resideInAPackage(EXPECTED)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(METERING)
        .check(classes);
  }

  @Test
  void noEnergyIsCountedInFloatingPoint() {
    for (Class<?> floating :
        new Class<?>[] {double.class, float.class, Double.class, Float.class}) {
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(METERING)
          .should()
          .haveRawType(floating)
          .check(classes);
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(METERING)
          .should()
          .haveRawReturnType(floating)
          .check(classes);
    }
  }

  @Test
  void nobodyLooksAtTheWallClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(classes);
  }
}
