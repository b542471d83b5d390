package city.sawang.jobs.coverage;

/**
 * Who spoke alone in a night.
 *
 * @param controllerId the controller, or meter
 * @param first the first quarter hour in which it was active
 * @param last the last one
 */
public record NightWitness(String controllerId, long first, long last) {
  NightWitness with(long quarter) {
    return new NightWitness(controllerId, Math.min(first, quarter), Math.max(last, quarter));
  }
}
