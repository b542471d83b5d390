package city.sawang.jobs.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.rule.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RuleSetTest {
  private static Properties shipped() throws IOException {
    Properties entries = new Properties();
    try (InputStream in = RuleSet.class.getResourceAsStream("incident-rules.properties")) {
      entries.load(in);
    }
    return entries;
  }

  @Test
  void everyFaultHasARuleOrATimerAndASeverity() {
    RuleSet rules = RuleSet.shipped();

    assertThat(rules.version()).isPositive();
    assertThat(rules.severities()).containsOnlyKeys(FaultCode.values());
    assertThat(rules.rules().stream().map(rule -> rule.code()).toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(
                    // By timers, and by many lamps together.
                    FaultCode.COMM_LOSS,
                    FaultCode.SILENCE_SIGN,
                    FaultCode.FEEDER_OUTAGE,
                    FaultCode.GATEWAY_OUTAGE,
                    FaultCode.CITY_LINK_DOWN)));
  }

  @Test
  void aFileWithNonsenseListsEveryMistake() throws IOException {
    Properties entries = shipped();
    entries.setProperty("lamp_failure.raise", "twice");
    entries.setProperty("lamp_failure.dark_percent", "-3");
    entries.setProperty("severity.CYCLING", "AWFUL");
    entries.setProperty("power_factor.curve", "50:80,30:70");
    entries.setProperty("overvoltage.clear_v", "260");
    entries.setProperty("flags.RELAY_FAILURE", "lampFailure");
    entries.setProperty("day_burner.burns_procent", "20");
    entries.remove("reopen_hours");

    assertThatThrownBy(() -> RuleSet.of(entries))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 mistakes")
        .hasMessageContaining("lamp_failure.raise: is twice, expected readings/minutes like 2/10")
        .hasMessageContaining("lamp_failure.dark_percent: is -3, expected a whole number")
        .hasMessageContaining("severity.CYCLING: is AWFUL, expected one of [CRITICAL")
        .hasMessageContaining("power_factor.curve: is 50:80,30:70, expected levels that ascend")
        .hasMessageContaining("overvoltage.clear_v: must lie inside")
        .hasMessageContaining("flags.RELAY_FAILURE: lampfailure stands for another fault, too")
        .hasMessageContaining("day_burner.burns_procent: no rule reads this entry")
        .hasMessageContaining("reopen_hours: is missing");
  }

  @Test
  void anEmptyFileMissesEveryEntryOnce() throws IOException {
    int entries = shipped().size();

    assertThatThrownBy(() -> RuleSet.of(new Properties()))
        .satisfies(
            e -> {
              List<String> missing =
                  e.getMessage().lines().filter(line -> line.endsWith(": is missing")).toList();
              assertThat(missing).doesNotHaveDuplicates().hasSize(entries);
            });
  }

  @Test
  void aChangedThresholdChangesWhatIsFound() throws IOException {
    Properties entries = shipped();
    entries.setProperty("clock_drift.readings", "5");
    entries.setProperty("version", "2");

    RuleSet rules = RuleSet.of(entries);

    assertThat(rules.version()).isEqualTo(2);
    assertThat(rules.flags(List.of("LAMP_FAULT", "what?"))).isEqualTo(FaultCode.LAMP_FAILURE.bit());
  }
}
