package city.sawang.local.simulate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.simulate.given.LightPlan;
import city.sawang.schemas.HomeZone;
import city.sawang.schemas.registry.LampSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultPlannerTest {
  private static final long START = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long END = START + 30 * DAY;

  private static List<FaultTarget> targets(int count) {
    List<FaultTarget> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(
          new FaultTarget(
              i % 2 == 0 ? "chiang-mai" : "satun",
              String.format(Locale.ROOT, "l-%04d", i),
              "f-" + i / 20,
              "g-" + i / 50,
              i / 20 % 2 == 1,
              i % 5 != 0,
              i == 7,
              300_000,
              new LightPlan(
                  18.7953,
                  98.9986,
                  HomeZone.ID,
                  LampSchedule.parse("dusk-to-dawn 100%; 23:00 60%; 05:00 100%"))));
    }
    return targets;
  }

  private static FaultPlan plan(String wanted, int lamps, long seed) {
    return FaultPlanner.plan(
        IncidentFaults.parse(wanted), targets(lamps), HomeZone.ID, START, END, seed);
  }

  @Test
  void everyCodeIsInjectedAsOftenAsAskedFor() {
    FaultPlan plan = plan("all=20,controls=5,CITY_LINK_DOWN=4", 2_000, 1);

    Map<FaultKind, Integer> raised = new HashMap<>();
    plan.faults().stream()
        .filter(f -> f.demand() == InjectedFault.Demand.RAISE)
        .forEach(f -> raised.merge(f.kind(), 1, Integer::sum));
    assertThat(plan.missing()).isEmpty();
    assertThat(raised).hasSize(FaultKind.values().length);
    raised.forEach(
        (kind, count) ->
            assertThat(count).as("%s", kind).isEqualTo(kind == FaultKind.CITY_LINK_DOWN ? 4 : 20));
    assertThat(plan.faults())
        .filteredOn(f -> f.demand() == InjectedFault.Demand.QUIET)
        .hasSize(5 * 15);
  }

  @Test
  void sameSeedSamePlanOtherSeedOtherPlan() {
    assertThat(plan("all=3", 500, 4)).isEqualTo(plan("all=3", 500, 4));
    assertThat(plan("all=3", 500, 5)).isNotEqualTo(plan("all=3", 500, 4));
  }

  @Test
  void theFaultsOfOneLampLieDaysApartAndABrokenLampHasNone() {
    FaultPlan plan = plan("lamps=120", 120, 2);

    assertThat(plan.missing()).as("a small fleet has no room for that many").isNotEmpty();
    Map<String, InjectedFault> last = new HashMap<>();
    for (InjectedFault fault : plan.faults()) {
      InjectedFault before = last.put(fault.cityId() + fault.subject(), fault);
      if (before != null) {
        assertThat(fault.from() - before.to()).isGreaterThanOrEqualTo(3 * DAY);
      }
    }
    assertThat(plan.faults()).noneMatch(f -> f.subject().equals("l-0007"));
  }

  @Test
  void everySeventhNightOfACityIsQuiet() {
    FaultPlan plan = plan("all=20,CITY_LINK_DOWN=2", 2_000, 3);
    long firstNoon = START - DAY;

    for (String city : List.of("chiang-mai", "satun")) {
      long quiet = 0;
      for (long night = 0; night < 30; night++) {
        long from = firstNoon + night * DAY;
        quiet +=
            plan.faults().stream()
                    .noneMatch(
                        f -> f.cityId().equals(city) && f.from() < from + DAY && f.to() > from)
                ? 1
                : 0;
      }
      assertThat(quiet).as(city).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void whatCannotBeReadIsNamedWithTheNearOne() {
    assertThat(IncidentFaults.parse("all=2,none")).isEqualTo(IncidentFaults.none());
    assertThat(IncidentFaults.parse("COMM_LOSS=3,controls=1").toString())
        .contains("COMM_LOSS=3", "controls=1");
    assertThatThrownBy(() -> IncidentFaults.parse("COM_LOSS=3"))
        .hasMessageContaining("incident fault 'COM_LOSS': expected")
        .hasMessageContaining("COMM_LOSS");
    assertThatThrownBy(() -> IncidentFaults.parse("all=-1"))
        .hasMessageContaining("a whole number from 0 to");
    assertThatThrownBy(() -> IncidentFaults.parse("all"))
        .hasMessageContaining("expected none or name=count");
  }
}
