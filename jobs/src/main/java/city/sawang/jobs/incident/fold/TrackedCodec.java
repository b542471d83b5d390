package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;

/** The incident of a fold as bytes, with what its published form does not show. */
final class TrackedCodec {
  private static final FaultCode[] CODES = FaultCode.values();

  private TrackedCodec() {}

  static void write(Tracked t, ByteWriter out) {
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

  static Tracked read(ByteReader in) {
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

  static void write(Totals totals, ByteWriter out) {
    out.writeSigned(totals.darkMillis());
    out.writeSigned(totals.milliwattMillis());
  }

  static Totals readTotals(ByteReader in) {
    return new Totals(in.readSigned(), in.readSigned());
  }
}
