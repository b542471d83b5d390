package city.sawang.local.export.file;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import city.sawang.local.export.view.PublicView;
import city.sawang.local.export.view.ViewColumn;
import java.math.BigInteger;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** The columns of a view as Parquet has them. Every column may be NULL: a view promises nothing else. */
final class ParquetSchema {
  /** The most digits of a decimal in 32 bits. */
  static final int INT_DIGITS = 9;

  /** The most digits of a decimal in 64 bits. */
  static final int LONG_DIGITS = 18;

  /** A numeric without limits is written with as many digits as most readers know. */
  private static final int MOST_DIGITS = 38;

  private static final int SCALE_WITHOUT_LIMIT = 12;

  private ParquetSchema() {}

  static MessageType of(PublicView view) {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (ViewColumn column : view.columns()) {
      switch (column.kind()) {
        case TEXT ->
            message.optional(PrimitiveTypeName.BINARY).as(stringType()).named(column.name());
        case JSON -> message.optional(PrimitiveTypeName.BINARY).as(jsonType()).named(column.name());
        case BYTES -> message.optional(PrimitiveTypeName.BINARY).named(column.name());
        case INTEGER -> message.optional(PrimitiveTypeName.INT32).named(column.name());
        case LONG -> message.optional(PrimitiveTypeName.INT64).named(column.name());
        case FLOAT -> message.optional(PrimitiveTypeName.FLOAT).named(column.name());
        case DOUBLE -> message.optional(PrimitiveTypeName.DOUBLE).named(column.name());
        case BOOLEAN -> message.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
        case DATE -> message.optional(PrimitiveTypeName.INT32).as(dateType()).named(column.name());
        case INSTANT ->
            message
                .optional(PrimitiveTypeName.INT64)
                .as(timestampType(true, TimeUnit.MICROS))
                .named(column.name());
        case DECIMAL -> decimal(message, column);
      }
    }
    return message.named(view.relation());
  }

  private static void decimal(Types.MessageTypeBuilder message, ViewColumn column) {
    int precision = precision(column);
    var type =
        precision <= INT_DIGITS
            ? message.optional(PrimitiveTypeName.INT32)
            : precision <= LONG_DIGITS
                ? message.optional(PrimitiveTypeName.INT64)
                : message.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY).length(bytes(precision));
    type.as(decimalType(scale(column), precision)).named(column.name());
  }

  static int precision(ViewColumn column) {
    return column.precision() == 0 ? MOST_DIGITS : column.precision();
  }

  static int scale(ViewColumn column) {
    return column.precision() == 0 ? SCALE_WITHOUT_LIMIT : column.scale();
  }

  /** Bytes that hold every number of so many digits and its sign. */
  static int bytes(int precision) {
    return BigInteger.TEN.pow(precision).bitLength() / Byte.SIZE + 1;
  }
}
