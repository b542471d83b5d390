package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.fold.IncidentCodec;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import city.sawang.jobs.serial.ExchangeType;
import city.sawang.jobs.serial.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How changes of incidents travel between operators of one version; never for state. */
final class ChangeSerializer extends ImmutableSerializer<IncidentChange> {
  static final ChangeSerializer INSTANCE = new ChangeSerializer();
  static final TypeInformation<IncidentChange> TYPE =
      new ExchangeType<>(IncidentChange.class, INSTANCE);

  private static final long serialVersionUID = 1L;
  private static final int USUAL_BYTES = 160;

  @Override
  public void serialize(IncidentChange change, DataOutputView out) throws IOException {
    ByteWriter bytes = new ByteWriter(USUAL_BYTES);
    IncidentCodec.write(change.incident(), bytes);
    out.writeBoolean(change.isRetracted());
    out.writeInt(bytes.size());
    out.write(bytes.toByteArray());
  }

  @Override
  public IncidentChange deserialize(DataInputView in) throws IOException {
    boolean retracted = in.readBoolean();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    Incident incident = IncidentCodec.read(new ByteReader(bytes));
    return retracted
        ? new IncidentChange.Retracted(incident)
        : new IncidentChange.Published(incident);
  }

  @Override
  public TypeSerializerSnapshot<IncidentChange> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<IncidentChange> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
