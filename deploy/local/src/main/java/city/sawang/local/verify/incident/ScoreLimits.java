package city.sawang.local.verify.incident;

/**
 * What detection must reach.
 *
 * @param precision of each code, 0…1
 * @param recall of each code, 0…1
 * @param quietNotifications at most so many of a city in a night in which nothing broke
 */
public record ScoreLimits(double precision, double recall, int quietNotifications) {
  public ScoreLimits {
    require("precision", precision);
    require("recall", recall);
    if (quietNotifications < 0) {
      throw new IllegalArgumentException(
          "quiet notifications are " + quietNotifications + ", expected 0 or more");
    }
  }

  private static void require(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " is " + share + ", expected 0…1");
    }
  }
}
