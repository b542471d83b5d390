package city.sawang.local.platform;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.SawangJobs;
import city.sawang.jobs.startpoint.OtherLog;
import city.sawang.local.CommandFailure;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Refuses to start jobs whose checkpoint counts its offsets in another Kafka log. */
public final class SameLog {
  private static final long LOOK_AGAIN_MILLIS = 500;

  private SameLog() {}

  /**
   * Compares once.
   *
   * @throws CommandFailure naming both logs and the way on
   * @throws IllegalStateException when Kafka does not answer
   */
  static void require(JobSettings settings) {
    try {
      SawangJobs.requireSameLog(settings);
    } catch (OtherLog e) {
      throw new CommandFailure(e.getMessage());
    }
  }

  /**
   * Compares as soon as Kafka answers, for as long as that takes.
   *
   * @param waiting hears why it cannot be compared yet
   * @param givenUp ends the waiting
   * @throws CommandFailure naming both logs and the way on
   */
  public static void await(JobSettings settings, Consumer<String> waiting, BooleanSupplier givenUp)
      throws InterruptedException {
    while (!givenUp.getAsBoolean()) {
      try {
        require(settings);
        return;
      } catch (IllegalStateException noAnswer) {
        waiting.accept(noAnswer.getMessage());
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }
}
