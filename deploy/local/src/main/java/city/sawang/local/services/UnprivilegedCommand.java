package city.sawang.local.services;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root, and root is who runs things in containers and on build
 * machines. In a user namespace of its own the process is nobody for PostgreSQL and for its files
 * still their owner: nothing has to be handed over to another user.
 */
final class UnprivilegedCommand {
  private static final List<String> UNSHARE = List.of("unshare", "-U");

  /**
   * Where user namespaces are forbidden: another user with only the right to reach files of root.
   */
  private static final List<String> SETPRIV =
      List.of(
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          "--inh-caps=+dac_override",
          "--ambient-caps=+dac_override");

  private UnprivilegedCommand() {}

  /**
   * What to put before a command so that it does not run as root; empty when we are not root.
   *
   * @throws IOException when we are root and the machine knows no way out
   */
  static List<String> prefix() throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    for (List<String> way : List.of(UNSHARE, SETPRIV)) {
      if (works(way)) {
        return way;
      }
    }
    throw new IOException(
        "PostgreSQL does not run as root, and neither unshare -U nor setpriv works here: start as"
            + " another user or use --jdbc-url");
  }

  private static boolean works(List<String> prefix) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
