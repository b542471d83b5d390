package city.sawang.jobs.archive;

import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.TimeSource;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Another value of the same Avro type, to see where a field shows. */
final class OtherValues {
  private OtherValues() {}

  static Object than(Object value, Schema schema) {
    return switch (schema.getType()) {
      case UNION -> than(value, schema.getTypes().get(1));
      case STRING -> value + "-other";
      case LONG -> value == null ? 7L : (Long) value + 1;
      case INT -> value == null ? 7 : (Integer) value + 1;
      case BOOLEAN -> value == null || !(Boolean) value;
      case ENUM ->
          value instanceof TimeSource
              ? TimeSource.ARRIVAL
              : value == DeviceKind.LAMP ? DeviceKind.METER : DeviceKind.LAMP;
      case ARRAY ->
          schema.getElementType().getType() == Schema.Type.RECORD
              ? List.of(Phase.newBuilder().setPhase(1).build())
              : List.of("OTHER");
      case MAP -> Map.of("other", "1");
      default -> throw new IllegalArgumentException("no other value of " + schema);
    };
  }
}
