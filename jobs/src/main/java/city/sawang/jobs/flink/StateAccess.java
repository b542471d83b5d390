package city.sawang.jobs.flink;

import java.util.concurrent.Callable;
import org.apache.flink.util.FlinkRuntimeException;

/** Access to state from code that knows nothing of Flink. */
public final class StateAccess {
  private StateAccess() {}

  /**
   * State that cannot be read or written is a failure of the task: it restarts.
   *
   * @param what the state is, for the message
   */
  public static <T> T of(String what, Callable<T> access) {
    try {
      return access.call();
    } catch (Exception e) {
      throw new FlinkRuntimeException("state: " + what, e);
    }
  }
}
