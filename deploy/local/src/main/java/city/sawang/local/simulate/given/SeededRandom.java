package city.sawang.local.simulate.given;

/**
 * Chance that can be asked again: every question (a few numbers) always has the same answer for one
 * seed, so a run can be repeated, and a lamp that is resumed later continues exactly as it would
 * have.
 */
public final class SeededRandom {
  private final long seed;

  public SeededRandom(long seed) {
    this.seed = seed;
  }

  /** The chance of one device. */
  public SeededRandom of(String name) {
    long h = seed;
    for (int i = 0; i < name.length(); i++) {
      h = mix(h ^ name.charAt(i));
    }
    return new SeededRandom(h);
  }

  /** 64 well-mixed bits for a question. */
  public long bits(long question, long detail) {
    return mix(mix(seed ^ (question * 0x9E3779B97F4A7C15L)) ^ detail);
  }

  /** Uniform in [0, 1). */
  public double unit(long question, long detail) {
    return (bits(question, detail) >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  public double between(double low, double high, long question, long detail) {
    return low + (high - low) * unit(question, detail);
  }

  /** Whether something of this probability happens. */
  public boolean happens(double probability, long question, long detail) {
    return probability > 0 && unit(question, detail) < probability;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    z = (z + 0x9E3779B97F4A7C15L);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
