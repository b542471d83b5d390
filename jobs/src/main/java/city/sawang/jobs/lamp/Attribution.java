package city.sawang.jobs.lamp;

/**
 * To which deployment and circuit a figure of a lamp belongs; both are SQL NULL where the registry
 * names none.
 */
public record Attribution(String deploymentId, String feederId) {
  /** Of a lamp that nobody registered. */
  static final Attribution NONE = new Attribution(null, null);
}
