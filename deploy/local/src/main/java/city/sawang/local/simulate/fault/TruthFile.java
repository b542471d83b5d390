package city.sawang.local.simulate.fault;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * What was broken, as JSON Lines (SIMULATOR.md#truth). A fault's line reaches the operating system
 * before the first message that could show it, its end before the first message after it: a killed
 * simulator leaves a truth that says what had happened until then.
 *
 * <p>Not safe for use by several threads, but for {@link #close}.
 */
public final class TruthFile implements AutoCloseable {
  private static final long HOUR = 3_600_000;

  /**
   * Who is played.
   *
   * @param latitude degrees north
   * @param longitude degrees east
   */
  public record LampTruth(
      String cityId,
      String lampId,
      String feederId,
      String gatewayId,
      double latitude,
      double longitude,
      boolean nightPowered,
      int intervalSeconds) {}

  private final OutputStream file;
  private final Queue<InjectedFault> ahead;
  private final PriorityQueue<InjectedFault> open =
      new PriorityQueue<>(Comparator.comparingLong(InjectedFault::to));
  private int nextId;
  private long writtenTo;
  private boolean closed;

  private TruthFile(OutputStream file, FaultPlan plan, long start) {
    this.file = file;
    ahead = new ArrayDeque<>(plan.faults());
    nextId = plan.faults().size();
    writtenTo = start;
  }

  /**
   * Begins a truth.
   *
   * @param path overwritten; null: nothing is written
   * @param start begin of the play, epoch milliseconds
   */
  public static TruthFile open(
      Path path, FaultPlan plan, List<LampTruth> lamps, long seed, String zone, long start)
      throws IOException {
    TruthFile truth =
        new TruthFile(
            path == null ? OutputStream.nullOutputStream() : new FileOutputStream(path.toFile()),
            plan,
            start);
    truth.write(
        "{\"truth\":1,\"from\":%d,\"seed\":%d,\"zone\":\"%s\",\"lamps\":%d,\"nightPowered\":%d,\"planned\":%d}"
            .formatted(
                start,
                seed,
                zone,
                lamps.size(),
                lamps.stream().filter(LampTruth::nightPowered).count(),
                plan.faults().size()));
    plan.missing()
        .forEach(
            (kind, count) ->
                truth.write("{\"missing\":\"%s\",\"count\":%d}".formatted(kind, count)));
    List<String> lines = new ArrayList<>();
    lamps.forEach(lamp -> lines.add(line(lamp)));
    truth.write(String.join("\n", lines));
    return truth;
  }

  private static String line(LampTruth lamp) {
    return "{\"lamp\":\"%s\",\"city\":\"%s\",\"feeder\":\"%s\",\"gateway\":\"%s\",\"latitude\":%s,\"longitude\":%s,\"nightPowered\":%s,\"interval\":%d}"
        .formatted(
            lamp.lampId(),
            lamp.cityId(),
            lamp.feederId(),
            lamp.gatewayId(),
            lamp.latitude(),
            lamp.longitude(),
            lamp.nightPowered(),
            lamp.intervalSeconds());
  }

  /** The play has come so far: everything before is written. */
  public void playedTo(long at) {
    boolean more = true;
    while (more) {
      long begin = ahead.isEmpty() ? Long.MAX_VALUE : ahead.peek().from();
      long end = open.isEmpty() ? Long.MAX_VALUE : open.peek().to();
      more = Math.min(begin, end) <= at;
      if (more && begin <= end) {
        begin(ahead.poll());
      } else if (more) {
        end(open.poll());
      }
    }
    if (at - writtenTo >= HOUR) {
      writtenTo = at;
      write("{\"played\":" + at + '}');
    }
  }

  /**
   * Chance broke something else, apart from the plan.
   *
   * @param demand whether detection has to raise it
   * @param from first instant at which it is broken, epoch milliseconds
   * @param to first instant at which it is in order again
   * @param shownFrom from then on readings show it
   */
  public void happened(
      FaultKind kind,
      FaultTarget lamp,
      InjectedFault.Demand demand,
      long from,
      long to,
      long shownFrom) {
    begin(
        new InjectedFault(
            ++nextId,
            kind,
            lamp.cityId(),
            lamp.lampId(),
            demand,
            from,
            to,
            shownFrom + kind.ruleMillis(lamp.intervalMillis()),
            InjectedFault.Form.MEASURED,
            1,
            lamp.intervalMillis()));
  }

  private void begin(InjectedFault fault) {
    open.add(fault);
    write(
        "{\"fault\":%d,\"code\":\"%s\",\"scope\":\"%s\",\"city\":\"%s\",\"subject\":\"%s\",\"demand\":\"%s\",\"from\":%d,\"to\":null,\"due\":%d,\"form\":\"%s\",\"strength\":%s,\"interval\":%d}"
            .formatted(
                fault.id(),
                fault.kind(),
                fault.kind().scope(),
                fault.cityId(),
                fault.subject(),
                fault.demand(),
                fault.from(),
                fault.due(),
                fault.form(),
                fault.strength(),
                fault.intervalMillis() / 1000));
  }

  private void end(InjectedFault fault) {
    write("{\"repaired\":%d,\"to\":%d}".formatted(fault.id(), fault.to()));
  }

  private void write(String line) {
    if (closed || line.isEmpty()) {
      return;
    }
    try {
      file.write((line + '\n').getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("write the truth", e);
    }
  }

  /**
   * Nothing more is played.
   *
   * @param at what was played last, epoch milliseconds
   */
  public void end(long at) {
    playedTo(at);
    write("{\"end\":" + at + '}');
  }

  @Override
  public void close() throws IOException {
    closed = true;
    file.close();
  }
}
