package city.sawang.ingest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.ingest.kafka.KafkaTail;
import city.sawang.ingest.kafka.RestartableKafka;
import city.sawang.ingest.mqtt.EmbeddedArtemis;
import city.sawang.ingest.mqtt.ScriptedBroker;
import city.sawang.ingest.mqtt.TcpProxy;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What may know what in this room; every rule is shown a planted violation as well. */
class IngestArchitectureTest {
  private static final String ROOT = "city.sawang.ingest";
  private static final String PLANTED = ROOT + ".planted";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);
  private static final JavaClasses VIOLATIONS = ALL.that(resideInAPackage(PLANTED + ".."));
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/planted/"))
          .importPackages(ROOT);

  private static final ArchRule ONLY_THE_MQTT_PACKAGE_KNOWS_PAHO =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".mqtt")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.paho..")
          .because("another client library must touch one package only");

  private static final ArchRule THE_FAST_RING_STARTS_NOTHING =
      noClasses()
          .that()
          .haveNameMatching(".*(Test|Properties)")
          .and()
          .doNotBelongToAnyOf(IngestArchitectureTest.class)
          .should()
          .transitivelyDependOnClassesThat(
              belongToAnyOf(
                  RestartableKafka.class,
                  KafkaTail.class,
                  EmbeddedArtemis.class,
                  ScriptedBroker.class,
                  TcpProxy.class,
                  ServerSocket.class,
                  ProcessBuilder.class))
          .because("what needs a port or a process is named IT");

  private static ArchRule noCircles(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  @Test
  void packagesHaveNoCircles() {
    noCircles(ROOT).check(PRODUCT);
    assertThatThrownBy(() -> noCircles(PLANTED).check(VIOLATIONS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CircleStart");
  }

  @Test
  void noPackageKnowsTheWiring() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(PRODUCT);
  }

  @Test
  void onlyTheMqttPackageKnowsTheClientLibrary() {
    ONLY_THE_MQTT_PACKAGE_KNOWS_PAHO.check(PRODUCT);
    assertThatThrownBy(() -> ONLY_THE_MQTT_PACKAGE_KNOWS_PAHO.check(VIOLATIONS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("KnowsPaho");
  }

  @Test
  void decodersAndProfilesKnowNeitherMqttNorKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".decode", ROOT + ".profile")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".mqtt", ROOT + ".kafka", "org.apache.kafka..")
        .check(PRODUCT);
  }

  @Test
  void theFastRingStartsNothing() {
    THE_FAST_RING_STARTS_NOTHING.check(TESTS);
    assertThatThrownBy(() -> THE_FAST_RING_STARTS_NOTHING.check(VIOLATIONS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("StartsKafkaTest");
  }
}
