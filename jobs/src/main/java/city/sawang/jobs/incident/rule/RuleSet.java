package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * All rules of one version of the rules file (INCIDENTS.md#rules-file).
 *
 * @param version stands in every incident
 * @param rules each but silence, which is a timer
 * @param outages how lamps that fall silent or dark together become one outage
 * @param reopenMillis a fault within so long of its clearing is the same incident
 * @param flapTimes a fault that opens so often…
 * @param flapMillis …within so long is CYCLING
 */
public record RuleSet(
    int version,
    List<FaultRule> rules,
    Silence silence,
    OutageRule outages,
    Map<FaultCode, Severity> severities,
    Map<String, Long> flagBits,
    long reopenMillis,
    int flapTimes,
    long flapMillis) {
  private static final String FILE = "incident-rules.properties";
  private static final long HOUR = 3_600_000L;

  /** Faults that a device may claim, in the order of their entries. */
  private static final List<FaultCode> FLAGGED =
      List.of(
          FaultCode.LAMP_FAILURE,
          FaultCode.CONTROL_GEAR_FAILURE,
          FaultCode.RELAY_FAILURE,
          FaultCode.OVER_TEMPERATURE,
          FaultCode.SUPPLY_LOSS);

  public RuleSet {
    rules = List.copyOf(rules);
    severities = Collections.unmodifiableMap(new EnumMap<>(severities));
    flagBits = Map.copyOf(flagBits);
  }

  /** The rules that come with the program. */
  public static RuleSet shipped() {
    Properties entries = new Properties();
    try (InputStream in = RuleSet.class.getResourceAsStream(FILE)) {
      entries.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + FILE, e);
    }
    return of(entries);
  }

  /**
   * @throws IllegalArgumentException when anything in the file is wrong; its message lists every
   *     mistake on a line of its own
   */
  public static RuleSet of(Properties entries) {
    RulesReader in = new RulesReader(entries);
    List<FaultRule> rules =
        List.of(
            new LampFailure(in),
            new DayBurner(in),
            new Cycling(in),
            new PowerDeviation(in, true),
            new PowerDeviation(in, false),
            new DimmingFailure(in),
            new SupplyVoltage(in, true),
            new SupplyVoltage(in, false),
            new LowPowerFactor(in),
            new OverTemperature(in),
            new ControlGearFailure(in),
            new RelayFailure(in),
            new SupplyLoss(),
            new FrozenSensor(in),
            new ClockDrift(in),
            new DarknessSign(in));
    Map<FaultCode, Severity> severities = new EnumMap<>(FaultCode.class);
    for (FaultCode code : FaultCode.values()) {
      severities.put(code, code.isSign() ? Severity.WARNING : in.severity(code));
    }
    Silence silence = new Silence(in, "comm_loss");
    OutageRule outages = OutageRule.of(in);
    in.require(
        outages.silence().isBefore(silence),
        "outage.intervals, .least_minutes and .after_dusk_minutes: must be below those of comm_loss,"
            + " or single lamps are told before what explains them");
    RuleSet set =
        new RuleSet(
            (int) in.number("version", 1, 1_000_000),
            rules,
            silence,
            outages,
            severities,
            flagBits(in),
            in.number("reopen_hours", 1, 168) * HOUR,
            (int) in.number("flapping.times", 2, 100),
            in.minutes("flapping.within_minutes"));
    in.requireFaultless();
    return set;
  }

  private static Map<String, Long> flagBits(RulesReader in) {
    Map<String, Long> bits = new HashMap<>();
    for (FaultCode code : FLAGGED) {
      for (String word : in.words("flags." + code)) {
        boolean taken = bits.putIfAbsent(word, code.bit()) != null;
        in.require(!taken, "flags." + code + ": " + word + " stands for another fault, too");
      }
    }
    return bits;
  }

  /** What a device's flags claim, as {@link FaultCode#bit()}s; unknown ones claim nothing. */
  public long flags(Iterable<String> texts) {
    long bits = 0;
    for (String text : texts) {
      bits |= flagBits.getOrDefault(RulesReader.plain(text), 0L);
    }
    return bits;
  }
}
