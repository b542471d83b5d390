package city.sawang.local.platform;

import java.io.PrintStream;
import java.util.Locale;

/** Prints to the terminal what is being done and how long it took. */
public final class Progress {
  private final PrintStream out;
  private final long startedNanos = System.nanoTime();

  public Progress(PrintStream out) {
    this.out = out;
  }

  /** A sentence of its own. */
  public synchronized void print(String text) {
    out.println(text);
    out.flush();
  }

  /** A step is done. */
  synchronized void done(String step, long nanos, String detail) {
    out.printf(Locale.ROOT, "  %-22s %5.1f s   %s%n", step, nanos / 1e9, detail);
    out.flush();
  }

  /** Seconds since the beginning. */
  public double seconds() {
    return (System.nanoTime() - startedNanos) / 1e9;
  }
}
