package city.sawang.jobs.metering;

/** A deliberate breakage: the meter as it is, but every repeated reading is a new one to it. */
public final class ForgetfulMeter {
  private ForgetfulMeter() {}

  public static ControllerMeter of(MeteringRules rules) {
    return new ControllerMeter(
        rules,
        identity -> {
          identity.refusal();
          return null;
        });
  }
}
