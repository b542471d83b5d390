package city.sawang.jobs.metering;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.PackageSizes;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Keeps metering's packages in one direction, and each on one screen. */
class MeteringLayersTest {
  private static final String METERING = "city.sawang.jobs.metering";
  private static final int FILES_ON_A_SCREEN = 20;

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(METERING);
  private static final JavaClasses WITH_PLANTED =
      new ClassFileImporter().importPackages(METERING + ".log..", METERING + ".interval");

  private static final ArchRule NO_CYCLE =
      slices().matching(METERING + ".(*)..").should().beFreeOfCycles();

  private static final ArchRule ONE_DIRECTION =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(METERING + "..")
          .withOptionalLayers(true)
          .layer("door")
          .definedBy(METERING)
          .layer("interval")
          .definedBy(METERING + ".interval..")
          .layer("reach")
          .definedBy(METERING + ".reach..")
          .layer("register")
          .definedBy(METERING + ".register..")
          .layer("log")
          .definedBy(METERING + ".log..")
          .layer("input")
          .definedBy(METERING + ".input..")
          .whereLayer("door")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("interval")
          .mayOnlyBeAccessedByLayers("door")
          .whereLayer("reach")
          .mayOnlyBeAccessedByLayers("door")
          .whereLayer("register")
          .mayOnlyBeAccessedByLayers("door", "interval", "reach")
          .whereLayer("log")
          .mayOnlyBeAccessedByLayers("door", "interval", "reach", "register");

  @Test
  void thePackagesOfMeteringFormNoCycle() {
    NO_CYCLE.check(OURS);
  }

  @Test
  void eachPackageKnowsOnlyThoseBelowIt() {
    ONE_DIRECTION.check(OURS);
  }

  @Test
  void bothRulesSeeAPlantedCallUpwards() {
    assertThat(NO_CYCLE.evaluate(WITH_PLANTED).hasViolation()).isTrue();
    assertThat(ONE_DIRECTION.evaluate(WITH_PLANTED).hasViolation()).isTrue();
  }

  @Test
  void everyPackageFitsOnAScreen() throws IOException {
    assertThat(PackageSizes.of("city/sawang/jobs/metering"))
        .isNotEmpty()
        .allSatisfy((room, size) -> assertThat(size).isLessThanOrEqualTo(FILES_ON_A_SCREEN));
  }
}
