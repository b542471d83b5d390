package city.sawang.schemas.registry;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * One batch of lamps put up under one programme by one donor or vendor.
 *
 * @param donor null when unknown; likewise vendor, declaredValueThb, declaredLamps, installedOn,
 *     commissionedOn: what was not published is not made up
 * @param declaredValueThb Thai baht
 * @param commissionedOn local date of its acceptance; that of its lamps, unless their own row has one
 * @param baseline null when there is none; then nothing is ever called saved
 * @param simulated a demonstration fleet, marked so wherever it is shown
 * @param schedule of its lamps, unless their own row has one
 * @param note null, or what a reader has to know
 * @param sources where these facts come from, at least one
 */
public record Deployment(
    String deploymentId,
    String programme,
    String donor,
    String vendor,
    BigDecimal declaredValueThb,
    Integer declaredLamps,
    LocalDate installedOn,
    LocalDate commissionedOn,
    Kind kind,
    Baseline baseline,
    boolean simulated,
    LampSchedule schedule,
    String note,
    List<String> sources) {
  /** Whether there was an older lamp that it replaced. */
  public enum Kind {
    RETROFIT,
    NEW
  }

  /**
   * What the replaced lamps used.
   *
   * @param milliwatts one old lamp, ballast included
   * @param outageBasisPoints surveyed share of the old lamps that did not burn, 0…10000; null: not
   *     surveyed
   */
  public record Baseline(long milliwatts, Integer outageBasisPoints, String source) {}

  public Deployment {
    sources = List.copyOf(sources);
  }
}
