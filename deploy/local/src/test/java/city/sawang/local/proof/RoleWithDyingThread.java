package city.sawang.local.proof;

import city.sawang.local.cli.Sawang;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs the command with a thread beside it that dies as soon as a file is there. */
final class RoleWithDyingThread {
  private RoleWithDyingThread() {}

  /**
   * Runs it.
   *
   * @param arguments the file, then the command's own
   */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    Thread thread = new Thread(() -> dieWhen(file), "planted");
    thread.setDaemon(true);
    thread.start();
    Sawang.main(Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static void dieWhen(Path file) {
    while (!Files.exists(file)) {
      Thread.onSpinWait();
      Thread.yield();
    }
    throw new NoClassDefFoundError("planted");
  }
}
