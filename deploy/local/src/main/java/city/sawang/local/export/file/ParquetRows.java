package city.sawang.local.export.file;

import city.sawang.local.export.view.DataDictionary;
import city.sawang.local.export.view.PostgresTime;
import city.sawang.local.export.view.PublicView;
import city.sawang.local.export.view.ValueKind;
import city.sawang.local.export.view.ViewColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet with exact decimals, instants in microseconds of UTC, and Zstandard. The session's time
 * zone must be UTC. Each column's comment stands in the file's metadata.
 */
public final class ParquetRows implements RowWriter {
  /** What is held in memory before it is written; readers go through a file in such pieces. */
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final ParquetWriter<ResultSet> writer;

  public ParquetRows(PublicView view, PartFile out) throws IOException {
    this.writer =
        new Builder(view, out)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodec())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
  }

  @Override
  public void write(ResultSet row) throws IOException, SQLException {
    try {
      writer.write(row);
    } catch (RowFailure e) {
      throw e.problem;
    }
  }

  @Override
  public void end() throws IOException {
    writer.close();
  }

  /** Carries a database failure through Parquet, which knows none. */
  private static final class RowFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException problem;

    RowFailure(SQLException problem) {
      super(problem);
      this.problem = problem;
    }
  }

  private static final class Builder extends ParquetWriter.Builder<ResultSet, Builder> {
    private final PublicView view;

    Builder(PublicView view, PartFile out) {
      super(new PartOutput(out));
      this.view = view;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ResultSet> getWriteSupport(Configuration unused) {
      return new Rows(view);
    }

    @Override
    protected WriteSupport<ResultSet> getWriteSupport(ParquetConfiguration unused) {
      return new Rows(view);
    }
  }

  private static final class Rows extends WriteSupport<ResultSet> {
    private final PublicView view;
    private final MessageType schema;
    private RecordConsumer out;

    Rows(PublicView view) {
      this.view = view;
      this.schema = ParquetSchema.of(view);
    }

    @Override
    public WriteContext init(Configuration unused) {
      return new WriteContext(schema, metadata());
    }

    @Override
    public WriteContext init(ParquetConfiguration unused) {
      return new WriteContext(schema, metadata());
    }

    private Map<String, String> metadata() {
      return Map.of(
          "sawang.view",
          view.name(),
          "sawang.dictionary",
          DataDictionary.tableSchema(view, false).toString());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      this.out = consumer;
    }

    @Override
    public void write(ResultSet row) {
      try {
        out.startMessage();
        List<ViewColumn> columns = view.columns();
        for (int i = 0; i < columns.size(); i++) {
          ViewColumn column = columns.get(i);
          if (column.kind() == ValueKind.BYTES) {
            byte[] value = row.getBytes(i + 1);
            if (value != null) {
              out.startField(column.name(), i);
              out.addBinary(Binary.fromConstantByteArray(value));
              out.endField(column.name(), i);
            }
            continue;
          }
          String value = row.getString(i + 1);
          if (value != null) {
            out.startField(column.name(), i);
            add(column, value);
            out.endField(column.name(), i);
          }
        }
        out.endMessage();
      } catch (SQLException e) {
        throw new RowFailure(e);
      }
    }

    private void add(ViewColumn column, String value) {
      switch (column.kind()) {
        case TEXT, JSON -> out.addBinary(Binary.fromString(value));
        case INTEGER -> out.addInteger(Integer.parseInt(value));
        case LONG -> out.addLong(Long.parseLong(value));
        case FLOAT -> out.addFloat(Float.parseFloat(value));
        case DOUBLE -> out.addDouble(Double.parseDouble(value));
        case BOOLEAN -> out.addBoolean(value.startsWith("t"));
        case DATE -> out.addInteger(Math.toIntExact(PostgresTime.days(value)));
        case INSTANT -> out.addLong(PostgresTime.micros(value));
        case DECIMAL -> decimal(column, value);
        case BYTES -> throw new IllegalStateException("bytes are no text");
      }
    }

    private void decimal(ViewColumn column, String value) {
      int precision = ParquetSchema.precision(column);
      BigInteger unscaled =
          new BigDecimal(value).setScale(ParquetSchema.scale(column)).unscaledValue();
      if (precision <= ParquetSchema.INT_DIGITS) {
        out.addInteger(unscaled.intValueExact());
      } else if (precision <= ParquetSchema.LONG_DIGITS) {
        out.addLong(unscaled.longValueExact());
      } else {
        out.addBinary(Binary.fromConstantByteArray(fixed(unscaled, precision)));
      }
    }

    /** Two's complement, most significant byte first, always as many bytes as the schema says. */
    private static byte[] fixed(BigInteger value, int precision) {
      byte[] fixed = new byte[ParquetSchema.bytes(precision)];
      if (value.bitLength() <= 63 && fixed.length > Long.BYTES) {
        long number = value.longValue();
        if (number < 0) {
          Arrays.fill(fixed, (byte) -1);
        }
        ByteBuffer.wrap(fixed)
            .order(ByteOrder.BIG_ENDIAN)
            .putLong(fixed.length - Long.BYTES, number);
        return fixed;
      }
      byte[] bytes = value.toByteArray();
      if (bytes.length > fixed.length) {
        throw new ArithmeticException(value + " has more than " + precision + " digits");
      }
      Arrays.fill(fixed, (byte) (value.signum() < 0 ? -1 : 0));
      System.arraycopy(bytes, 0, fixed, fixed.length - bytes.length, bytes.length);
      return fixed;
    }
  }

  /** Parquet's idea of a file, over ours. */
  private record PartOutput(PartFile part) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return part.bytes();
        }

        @Override
        public void write(int b) throws IOException {
          part.write(b);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
          part.write(from, offset, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
