package city.sawang.jobs.incident;

import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.metering.input.ControllerAssignments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A random life of a lamp in which everything goes wrong now and then, in order of observation. */
final class FaultyLife {
  private static final int INTERVAL_MINUTES = 10;
  private static final int DAY_MINUTES = 1_440;
  private static final long BEGIN = Life.local("2026-11-20T15:00");

  final List<LampReading> readings = new ArrayList<>();
  final ControllerAssignments placement;
  final long end;
  private final Random random;
  private int supplyLosses;
  private int switchings;

  FaultyLife(long seed, int days) {
    random = new Random(seed);
    boolean nightPowered = random.nextInt(4) == 0;
    long swap = BEGIN + random.nextInt(days * DAY_MINUTES) * Say.MINUTE;
    String schedule =
        random.nextBoolean() ? "dusk-to-dawn" : "dusk-to-dawn 100%; 23:00 50%; 04:00 100%";
    placement =
        random.nextInt(3) > 0
            ? Life.placed(Life.lamp(nightPowered, 600, schedule))
            : Life.placed(
                Life.during(Life.lamp(nightPowered, 600, schedule), "lamp-1", Long.MIN_VALUE, swap),
                Life.during(
                    Life.lamp(nightPowered, 600, schedule), "lamp-2", swap, Long.MAX_VALUE));
    String mode = "fine";
    for (int minute = 0; minute < days * DAY_MINUTES; minute += INTERVAL_MINUTES) {
      if (random.nextInt(10) == 0) {
        mode = mode();
      }
      String said = said(mode, minute);
      if (!said.isEmpty()) {
        String stored = random.nextInt(12) == 0 ? " h" : random.nextInt(15) == 0 ? " a" : "";
        int at = minute + random.nextInt(4);
        readings.add(Say.one(BEGIN, at + " " + said + stored));
        if (random.nextInt(25) == 0) {
          readings.add(Say.one(BEGIN, at + " T=" + random.nextInt(100)));
        }
      }
    }
    readings.sort(LampReading.ORDER);
    end = BEGIN + days * DAY_MINUTES * Say.MINUTE;
  }

  private String mode() {
    String[] modes = {
      "fine",
      "fine",
      "dark",
      "burning",
      "high",
      "low",
      "low voltage",
      "high voltage",
      "hot",
      "silent",
      "flagged",
      "flapping",
      "not dimming",
      "poor factor",
      "frozen",
      "slow clock",
      "maintained"
    };
    return modes[random.nextInt(modes.length)];
  }

  private String said(String mode, int minute) {
    boolean night = minute % DAY_MINUTES > 165 && minute % DAY_MINUTES < 935;
    double power = night ? 49 + random.nextInt(20) / 10.0 : 0;
    int volts = 225 + random.nextInt(10);
    return switch (mode) {
      case "dark" -> say(0.3, volts);
      case "burning" -> say(50, volts);
      case "high" -> say(power * 1.3, volts);
      case "low" -> say(power * 0.7, volts);
      case "low voltage" -> say(power, 190);
      case "high voltage" -> say(power, 256);
      case "hot" -> "T=" + (80 + random.nextInt(12));
      case "silent" -> "";
      case "flagged" ->
          "F="
              + new String[] {"lampFailure", "driverError", "relayFailure", "-"}[random.nextInt(4)];
      case "flapping" ->
          random.nextBoolean()
              ? say(random.nextBoolean() ? 50 : 0, volts) + " N=" + (switchings += 3)
              : "S=" + (supplyLosses += random.nextInt(2));
      case "not dimming" -> "C=50 A=100 " + say(50, volts);
      case "poor factor" -> say(power, volts) + " PF=60";
      case "frozen" -> "P=50 V=230 I=217";
      case "slow clock" -> say(power, volts) + " late=400";
      case "maintained" -> say(power, volts) + " M=" + random.nextInt(2);
      default -> say(power, volts);
    };
  }

  private static String say(double watts, int volts) {
    return String.format(Locale.ROOT, "P=%.1f V=%d", watts, volts);
  }
}
