package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;

/**
 * A detector as bytes. The first byte is the version of the layout: whoever changes it after a
 * release raises it, and still reads the released ones. Rules that another version of the program
 * does not know are skipped, and rules that were not written begin anew.
 *
 * <p>Every reading reads and writes them, and mostly nothing is wrong: a rule of which nothing is
 * known is not written at all, and what is absent is one byte.
 */
public final class DetectorCodec {
  private static final int VERSION = 2;
  private static final FaultCode[] CODES = FaultCode.values();

  /** Behind the last rule; a rule begins with its ordinal plus one, moved by its bits. */
  private static final int END_OF_RULES = 0;

  private static final int RULE_BITS = 4;
  private static final int RAISED = 1;
  private static final int RUNNING = 2;
  private static final int REMEMBERING = 4;
  private static final int RAISED_BEFORE = 8;

  private DetectorCodec() {}

  /** All that a fold needs to go on from here. */
  public static byte[] write(Detector d) {
    ByteWriter out = new ByteWriter(256);
    out.writeUnsigned(VERSION);
    write(d.lastLive, out);
    write(d.override, out);
    write(d.maintenance, out);
    write(d.account, d.lastLive, out);
    for (RuleState state : d.states) {
      write(state, out);
    }
    out.writeUnsigned(END_OF_RULES);
    d.book.write(out);
    return out.toByteArray();
  }

  /** Makes it the detector that {@link #write} wrote; of no bytes one that begins. */
  public static void read(byte[] bytes, AssignmentTimeline timeline, Detector d) {
    d.begin(timeline);
    if (bytes.length == 0) {
      return;
    }
    ByteReader in = new ByteReader(bytes);
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException(
          "state of incidents of version " + version + ", expected " + VERSION);
    }
    d.lastLive = read(in);
    d.override = read(in);
    d.maintenance = read(in);
    read(d.account, d.lastLive, in);
    for (long rule = in.readUnsigned(); rule != END_OF_RULES; rule = in.readUnsigned()) {
      RuleState state = d.state(CODES[(int) (rule >>> RULE_BITS) - 1]);
      read(rule, state == null ? nowhere(d) : state, in);
    }
    d.book.read(bytes, in.position());
  }

  /** Takes what was written of a rule that is no more. */
  private static RuleState nowhere(Detector d) {
    return new RuleState(d.rules.rules().get(0), d.rules.flapTimes());
  }

  /** Its instants are mostly that of the last live reading. */
  private static void write(Account a, long lastLive, ByteWriter out) {
    TrackedCodec.write(a.totals, out);
    write(a.to - lastLive, out);
    write(a.burns, out);
    write(a.burnsAt - lastLive, out);
    write(a.powerMw, out);
    write(a.powerAt - lastLive, out);
  }

  private static void read(Account a, long lastLive, ByteReader in) {
    a.totals = TrackedCodec.readTotals(in);
    a.to = read(in) + lastLive;
    a.burns = (int) read(in);
    a.burnsAt = read(in) + lastLive;
    a.powerMw = read(in);
    a.powerAt = read(in) + lastLive;
  }

  private static void write(RuleState state, ByteWriter out) {
    boolean running = !state.run.isEmpty();
    boolean remembering = state.remembers();
    boolean raisedBefore = state.wasRaised();
    int bits =
        (state.raised ? RAISED : 0)
            | (running ? RUNNING : 0)
            | (remembering ? REMEMBERING : 0)
            | (raisedBefore ? RAISED_BEFORE : 0);
    if (bits == 0) {
      return;
    }
    out.writeUnsigned((long) (state.rule.code().ordinal() + 1) << RULE_BITS | bits);
    if (running) {
      out.writeUnsigned(state.run.readings);
      out.writeSigned(state.run.since);
      TrackedCodec.write(state.run.totals, out);
      ReadingCodec.write(state.run.evidence, out);
    }
    if (remembering) {
      write(state.memory, out);
    }
    if (raisedBefore) {
      write(state.openings, out);
    }
  }

  private static void read(long rule, RuleState state, ByteReader in) {
    state.raised = (rule & RAISED) != 0;
    if ((rule & RUNNING) != 0) {
      state.run.readings = (int) in.readUnsigned();
      state.run.since = in.readSigned();
      state.run.totals = TrackedCodec.readTotals(in);
      state.run.evidence.addAll(ReadingCodec.readEvidence(in));
    }
    if ((rule & REMEMBERING) != 0) {
      // Thresholds that count readings may have changed: then the memory begins anew.
      int length = (int) in.readUnsigned();
      read(length, length == state.memory.length ? state.memory : new long[length], in);
    }
    if ((rule & RAISED_BEFORE) != 0) {
      read((int) in.readUnsigned(), state.openings, in);
    }
  }

  private static void write(long[] values, ByteWriter out) {
    out.writeUnsigned(values.length);
    for (long value : values) {
      write(value, out);
    }
  }

  /** Values that the target has no room for are skipped. */
  private static void read(int count, long[] target, ByteReader in) {
    for (int i = 0; i < count; i++) {
      long value = read(in);
      if (i < target.length) {
        target[i] = value;
      }
    }
  }

  /** Small numbers of either sign are short, and so is {@link MeterReading#ABSENT}, the least. */
  private static void write(long value, ByteWriter out) {
    out.writeUnsigned((value << 1 ^ value >> 63) + 1);
  }

  private static long read(ByteReader in) {
    long value = in.readUnsigned() - 1;
    return value >>> 1 ^ -(value & 1);
  }
}
