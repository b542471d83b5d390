package city.sawang.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.registry.RegistryFiles.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The five pilots as they are shipped: facts are facts, and what is made up says so. */
class PilotRegistryTest {
  private static Registry registry;

  @BeforeAll
  static void read() {
    Result result = RegistryFiles.read(Path.of("../deploy/registry"));
    assertThat(result).isInstanceOf(Result.Valid.class);
    assertThat(result.warnings()).isEmpty();
    registry = ((Result.Valid) result).registry();
  }

  @Test
  void thereAreTheFivePilots() {
    assertThat(registry.cities())
        .extracting(City::cityId)
        .containsExactly("chiang-mai", "chumphon", "hat-yai", "mueang-nan", "satun");
  }

  @Test
  void theRealDeploymentClaimsNothingThatWasNotPublished() {
    assertThat(registry.cities())
        .allSatisfy(
            city -> {
              Deployment real = city.deployments().get(0);
              assertThat(real.simulated()).isFalse();
              assertThat(real.declaredValueThb()).isNull();
              assertThat(real.declaredLamps()).isNull();
              assertThat(real.commissionedOn()).isNull();
              assertThat(real.baseline()).isNull();
              assertThat(real.note()).contains("more than 800,000 baht in total");
              assertThat(city.lamps())
                  .extracting(Lamp::deploymentId)
                  .doesNotContain(real.deploymentId());
            });
  }

  @Test
  void everyLampBelongsToASimulatedFleet() {
    assertThat(registry.cities())
        .allSatisfy(
            city -> {
              Deployment demo = city.deployments().get(1);
              assertThat(demo.deploymentId()).isEqualTo(city.cityId() + "-demo");
              assertThat(demo.simulated()).isTrue();
              assertThat(city.lamps()).hasSize(24);
              assertThat(city.lamps())
                  .extracting(Lamp::deploymentId)
                  .containsOnly(demo.deploymentId());
              assertThat(city.lamps())
                  .allSatisfy(
                      lamp -> {
                        assertThat(lamp.position().kilometresTo(city.position())).isLessThan(2);
                        assertThat(lamp.current().nominalMilliwatts()).isBetween(30_000L, 120_000L);
                        assertThat(lamp.current().reportIntervalSeconds()).isEqualTo(60);
                        assertThat(lamp.current().gatewayId())
                            .as("a gateway for each circuit")
                            .isEqualTo(lamp.current().feederId().replace("-F", "-G"));
                      });
              assertThat(city.meters()).hasSize(3);
              assertThat(
                      city.lamps().stream()
                          .filter(lamp -> lamp.current().nightPowered())
                          .map(lamp -> lamp.current().feederId())
                          .distinct())
                  .hasSize(1);
            });
  }

  @Test
  void controllerIdsAreUniqueInTheCountry() {
    assertThat(RegistryRecords.controllers(registry)).hasSize(5 * (24 + 3));
    assertThat(RegistryRecords.controllers(registry))
        .extracting(one -> one.getControllerId())
        .doesNotHaveDuplicates();
  }
}
