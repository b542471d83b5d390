package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.rule.FaultRule;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import java.util.Arrays;

/**
 * A detector as bytes. The first byte is the version of the layout: whoever changes it after a
 * release raises it, and still reads the released ones. Rules that another version of the program
 * does not know are skipped, and rules that were not written begin anew.
 */
public final class DetectorCodec {
  private static final int VERSION = 1;
  private static final FaultCode[] CODES = FaultCode.values();

  private DetectorCodec() {}

  /** All that a fold needs to go on from here. */
  public static byte[] write(Detector d) {
    ByteWriter out = new ByteWriter(256);
    out.writeUnsigned(VERSION);
    out.writeSigned(d.lastLive);
    out.writeSigned(d.override);
    out.writeSigned(d.maintenance);
    write(d.account, out);
    out.writeUnsigned(d.rules.rules().size());
    for (FaultRule rule : d.rules.rules()) {
      out.writeUnsigned(rule.code().ordinal());
      write(d.states.get(rule.code()), out);
    }
    out.writeUnsigned(d.book.incidents.size());
    d.book.incidents.forEach(incident -> write(incident, out));
    return out.toByteArray();
  }

  /** The detector that {@link #write} wrote; a new one of no bytes. */
  public static Detector read(byte[] bytes, RuleSet rules, AssignmentTimeline timeline) {
    Detector d = new Detector(rules, timeline);
    if (bytes.length == 0) {
      return d;
    }
    ByteReader in = new ByteReader(bytes);
    long version = in.readUnsigned();
    if (version != VERSION) {
      throw new IllegalStateException(
          "state of incidents of version " + version + ", expected " + VERSION);
    }
    d.lastLive = in.readSigned();
    d.override = in.readSigned();
    d.maintenance = in.readSigned();
    readAccount(d.account, in);
    for (long i = in.readUnsigned(); i > 0; i--) {
      FaultCode code = CODES[(int) in.readUnsigned()];
      RuleState state = readState(in);
      RuleState fresh = d.states.get(code);
      // Thresholds that count readings or times may have changed: then these begin anew.
      if (fresh != null && fresh.memory.length == state.memory.length) {
        fresh.memory = state.memory;
      }
      if (fresh != null) {
        take(fresh, state);
      }
    }
    for (long i = in.readUnsigned(); i > 0; i--) {
      d.book.incidents.add(readIncident(in));
    }
    return d;
  }

  private static void take(RuleState fresh, RuleState written) {
    fresh.raised = written.raised;
    fresh.run.readings = written.run.readings;
    fresh.run.since = written.run.since;
    fresh.run.totals = written.run.totals;
    fresh.run.evidence.addAll(written.run.evidence);
    int times = Math.min(fresh.openings.length, written.openings.length);
    System.arraycopy(written.openings, 0, fresh.openings, 0, times);
  }

  private static void write(Account a, ByteWriter out) {
    write(a.totals, out);
    out.writeSigned(a.to);
    out.writeSigned(a.burns);
    out.writeSigned(a.burnsAt);
    out.writeSigned(a.powerMw);
    out.writeSigned(a.powerAt);
  }

  private static void readAccount(Account a, ByteReader in) {
    a.totals = readTotals(in);
    a.to = in.readSigned();
    a.burns = (int) in.readSigned();
    a.burnsAt = in.readSigned();
    a.powerMw = in.readSigned();
    a.powerAt = in.readSigned();
  }

  private static void write(RuleState state, ByteWriter out) {
    out.writeUnsigned((state.raised ? 1 : 0) | (state.run.isEmpty() ? 0 : 2));
    if (!state.run.isEmpty()) {
      out.writeUnsigned(state.run.readings);
      out.writeSigned(state.run.since);
      write(state.run.totals, out);
      ReadingCodec.write(state.run.evidence, out);
    }
    write(state.memory, out);
    write(state.openings, out);
  }

  private static RuleState readState(ByteReader in) {
    long bits = in.readUnsigned();
    RuleState state = new RuleState(new long[0], 0);
    state.raised = (bits & 1) != 0;
    if ((bits & 2) != 0) {
      state.run.readings = (int) in.readUnsigned();
      state.run.since = in.readSigned();
      state.run.totals = readTotals(in);
      state.run.evidence.addAll(ReadingCodec.readEvidence(in));
    }
    state.memory = readLongs(in);
    state.openings = readLongs(in);
    return state;
  }

  private static void write(Tracked t, ByteWriter out) {
    ReadingCodec.write(t.incidentId, out);
    out.writeUnsigned(t.code.ordinal());
    ReadingCodec.write(t.lampId, out);
    out.writeUnsigned(t.ruleVersion);
    out.writeSigned(t.openedAt);
    out.writeSigned(t.detectedAt);
    out.writeSigned(t.episodeAt);
    out.writeSigned(t.clearedAt);
    out.writeSigned(t.verifiedAt);
    write(t.sum, out);
    write(t.begin, out);
    ReadingCodec.write(t.evidence, out);
  }

  private static Tracked readIncident(ByteReader in) {
    Tracked t =
        new Tracked(
            ReadingCodec.readText(in),
            CODES[(int) in.readUnsigned()],
            ReadingCodec.readText(in),
            (int) in.readUnsigned(),
            in.readSigned(),
            in.readSigned());
    t.episodeAt = in.readSigned();
    t.clearedAt = in.readSigned();
    t.verifiedAt = in.readSigned();
    t.sum = readTotals(in);
    t.begin = readTotals(in);
    t.evidence.addAll(ReadingCodec.readEvidence(in));
    return t;
  }

  private static void write(Totals totals, ByteWriter out) {
    out.writeSigned(totals.darkMillis());
    out.writeSigned(totals.milliwattMillis());
  }

  private static Totals readTotals(ByteReader in) {
    return new Totals(in.readSigned(), in.readSigned());
  }

  /** Runs of one value are written once: memories are mostly empty. */
  private static void write(long[] values, ByteWriter out) {
    out.writeUnsigned(values.length);
    for (int i = 0; i < values.length; ) {
      int end = i + 1;
      while (end < values.length && values[end] == values[i]) {
        end++;
      }
      out.writeUnsigned(end - i);
      out.writeSigned(values[i]);
      i = end;
    }
  }

  private static long[] readLongs(ByteReader in) {
    long[] values = new long[(int) in.readUnsigned()];
    for (int i = 0; i < values.length; ) {
      int end = i + (int) in.readUnsigned();
      Arrays.fill(values, i, end, in.readSigned());
      i = end;
    }
    return values;
  }
}
