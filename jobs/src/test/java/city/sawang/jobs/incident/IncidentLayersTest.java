package city.sawang.jobs.incident;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.PackageSizes;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Keeps the packages of incidents in one direction, and each on about one screen. */
class IncidentLayersTest {
  private static final String INCIDENT = "city.sawang.jobs.incident";
  private static final int FILES_ON_A_SCREEN = 24;

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(INCIDENT);
  private static final JavaClasses WITH_PLANTED =
      new ClassFileImporter().importPackages(INCIDENT + ".model..", INCIDENT);

  private static final ArchRule ONE_DIRECTION =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(INCIDENT + "..")
          .withOptionalLayers(true)
          .layer("outage")
          .definedBy(INCIDENT + ".outage..")
          .layer("door")
          .definedBy(INCIDENT)
          .layer("fold")
          .definedBy(INCIDENT + ".fold..")
          .layer("rule")
          .definedBy(INCIDENT + ".rule..")
          .layer("input")
          .definedBy(INCIDENT + ".input..")
          .layer("model")
          .definedBy(INCIDENT + ".model..")
          .whereLayer("outage")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("door")
          .mayOnlyBeAccessedByLayers("outage")
          .whereLayer("fold")
          .mayOnlyBeAccessedByLayers("outage", "door")
          .whereLayer("rule")
          .mayOnlyBeAccessedByLayers("outage", "door", "fold")
          .whereLayer("input")
          .mayOnlyBeAccessedByLayers("door", "fold", "rule");

  @Test
  void eachPackageKnowsOnlyThoseBelowIt() {
    ONE_DIRECTION.check(OURS);
  }

  @Test
  void theRuleSeesAPlantedCallUpwards() {
    assertThat(ONE_DIRECTION.evaluate(WITH_PLANTED).hasViolation()).isTrue();
  }

  @Test
  void everyPackageFitsOnAScreen() throws IOException {
    assertThat(PackageSizes.of("city/sawang/jobs/incident"))
        .isNotEmpty()
        .allSatisfy((room, size) -> assertThat(size).isLessThanOrEqualTo(FILES_ON_A_SCREEN));
  }
}
