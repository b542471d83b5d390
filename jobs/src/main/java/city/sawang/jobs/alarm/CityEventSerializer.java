package city.sawang.jobs.alarm;

import city.sawang.jobs.alarm.CityEvent.LampChanged;
import city.sawang.jobs.alarm.CityEvent.MeterSaid;
import city.sawang.jobs.alarm.CityEvent.Registered;
import city.sawang.jobs.incident.outage.MeterWord;
import city.sawang.jobs.serial.ExchangeType;
import city.sawang.jobs.serial.ImmutableSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How events of a city travel between operators of one version; never for state. */
final class CityEventSerializer extends ImmutableSerializer<CityEvent> {
  static final CityEventSerializer INSTANCE = new CityEventSerializer();
  static final TypeInformation<CityEvent> TYPE = new ExchangeType<>(CityEvent.class, INSTANCE);

  private static final long serialVersionUID = 1L;
  private static final byte LAMP = 0;
  private static final byte METER = 1;
  private static final byte REGISTRY = 2;
  private static final byte REMOVAL = 3;

  @Override
  public void serialize(CityEvent event, DataOutputView out) throws IOException {
    if (event instanceof LampChanged changed) {
      out.writeByte(LAMP);
      ChangeSerializer.INSTANCE.serialize(changed.change(), out);
    } else if (event instanceof MeterSaid said) {
      out.writeByte(METER);
      out.writeUTF(said.cityId());
      out.writeUTF(said.controllerId());
      out.writeLong(said.word().at());
      out.writeLong(said.word().powerMw());
      out.writeLong(said.word().voltageMv());
      out.writeBoolean(said.word().tripped());
    } else if (event instanceof Registered registered) {
      out.writeByte(registered.record() == null ? REMOVAL : REGISTRY);
      out.writeUTF(registered.key());
      if (registered.record() != null) {
        out.writeInt(registered.record().length);
        out.write(registered.record());
      }
    }
  }

  @Override
  public CityEvent deserialize(DataInputView in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case LAMP -> new LampChanged(ChangeSerializer.INSTANCE.deserialize(in));
      case METER ->
          new MeterSaid(
              in.readUTF(),
              in.readUTF(),
              new MeterWord(in.readLong(), in.readLong(), in.readLong(), in.readBoolean()));
      case REMOVAL -> new Registered(in.readUTF(), null);
      case REGISTRY -> {
        String key = in.readUTF();
        byte[] record = new byte[in.readInt()];
        in.readFully(record);
        yield new Registered(key, record);
      }
      default -> throw new IOException("event of a city of kind " + kind + ", expected 0 to 3");
    };
  }

  @Override
  public TypeSerializerSnapshot<CityEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<CityEvent> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
