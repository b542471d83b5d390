package city.sawang.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.junit.jupiter.api.Test;

/** Bridge and simulator share one door to MQTT; no product class of any room goes around it. */
class MqttDoorTest {
  private static final ArchRule ONE_DOOR =
      noClasses()
          .that()
          .resideOutsideOfPackage("city.sawang.ingest.mqtt")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.paho..")
          .because("another client library must touch one package only");

  private static final class GoesAround {
    String id(MqttAsyncClient client) {
      return client.getClientId();
    }
  }

  @Test
  void onlyTheMqttPackageKnowsTheClientLibrary() {
    ONE_DOOR.check(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("city.sawang"));
  }

  @Test
  void aClassThatGoesAroundTheDoorIsSeen() {
    assertThatThrownBy(
            () -> ONE_DOOR.check(new ClassFileImporter().importClasses(GoesAround.class)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GoesAround");
  }
}
