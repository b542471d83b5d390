package city.sawang.jobs.incident.fold;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.model.Severity;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;

/** An incident as bytes. */
public final class IncidentCodec {
  private static final FaultCode[] CODES = FaultCode.values();
  private static final Scope[] SCOPES = Scope.values();
  private static final Severity[] SEVERITIES = Severity.values();
  private static final int CLEARED = 1;
  private static final int VERIFIED = 2;
  private static final int CHILD = 4;

  private IncidentCodec() {}

  /** Writes all of it. */
  public static void write(Incident i, ByteWriter out) {
    out.writeUnsigned(
        (i.clearedAt() != null ? CLEARED : 0)
            | (i.verifiedAt() != null ? VERIFIED : 0)
            | (i.parentId() != null ? CHILD : 0));
    ReadingCodec.write(i.incidentId(), out);
    ReadingCodec.write(i.cityId(), out);
    out.writeUnsigned(i.code().ordinal());
    out.writeUnsigned(i.scope().ordinal());
    ReadingCodec.write(i.subjectId(), out);
    if (i.parentId() != null) {
      ReadingCodec.write(i.parentId(), out);
    }
    out.writeUnsigned(i.severity().ordinal());
    out.writeSigned(i.openedAt());
    out.writeSigned(i.detectedAt());
    if (i.clearedAt() != null) {
      out.writeSigned(i.clearedAt());
    }
    if (i.verifiedAt() != null) {
      out.writeSigned(i.verifiedAt());
    }
    out.writeUnsigned(i.ruleVersion());
    ReadingCodec.write(i.evidence(), out);
    out.writeSigned(i.darkLampSeconds());
    out.writeSigned(i.energyEffectMwh());
    out.writeUnsigned(i.revision());
  }

  /** Reads what {@link #write} wrote. */
  public static Incident read(ByteReader in) {
    long bits = in.readUnsigned();
    return new Incident(
        ReadingCodec.readText(in),
        ReadingCodec.readText(in),
        CODES[(int) in.readUnsigned()],
        SCOPES[(int) in.readUnsigned()],
        ReadingCodec.readText(in),
        (bits & CHILD) != 0 ? ReadingCodec.readText(in) : null,
        SEVERITIES[(int) in.readUnsigned()],
        in.readSigned(),
        in.readSigned(),
        (bits & CLEARED) != 0 ? (Long) in.readSigned() : null,
        (bits & VERIFIED) != 0 ? (Long) in.readSigned() : null,
        (int) in.readUnsigned(),
        ReadingCodec.readEvidence(in),
        in.readSigned(),
        in.readSigned(),
        in.readUnsigned());
  }
}
