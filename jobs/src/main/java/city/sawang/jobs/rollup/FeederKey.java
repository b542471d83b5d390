package city.sawang.jobs.rollup;

/** A circuit; feeder ids are unique within their city. */
public record FeederKey(String cityId, String feederId) {
  public static FeederKey of(FigureDifference difference) {
    return new FeederKey(difference.cityId(), difference.feederId());
  }
}
