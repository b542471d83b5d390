package city.sawang.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The direction of the rooms: schemas ← ingest, jobs ← deploy; and within this room. */
class ArchitectureTest {
  private static final JavaClasses SAWANG =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("city.sawang");

  @Test
  void schemasDependsOnNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("city.sawang.schemas..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("city.sawang.ingest..", "city.sawang.jobs..", "city.sawang.local..")
        .check(SAWANG);
  }

  @Test
  void ingestAndJobsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("city.sawang.ingest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("city.sawang.jobs..", "city.sawang.local..")
        .check(SAWANG);
    noClasses()
        .that()
        .resideInAPackage("city.sawang.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("city.sawang.ingest..", "city.sawang.local..")
        .check(SAWANG);
  }

  @Test
  void thePartsDoNotKnowTheCommandsThatUseThem() {
    noClasses()
        .that()
        .resideInAPackage("city.sawang.local.parts")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "city.sawang.local", "city.sawang.local.simulate..", "city.sawang.local.ledger..")
        .check(SAWANG);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("city.sawang.(*)..").should().beFreeOfCycles().check(SAWANG);
  }
}
