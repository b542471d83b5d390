package city.sawang.jobs.startpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * Carries bytes that Kafka's connector wrote, with the log they belong to before them.
 *
 * @param log empty: not known
 * @param rest what the connector wrote
 */
record LogBytes(Optional<LogIdentity> log, byte[] rest) {
  static void write(DataOutput out, Optional<LogIdentity> log, byte[] rest) throws IOException {
    out.writeBoolean(log.isPresent());
    if (log.isPresent()) {
      log.get().write(out);
    }
    out.writeInt(rest.length);
    out.write(rest);
  }

  static LogBytes read(DataInput in) throws IOException {
    Optional<LogIdentity> log =
        in.readBoolean() ? Optional.of(LogIdentity.read(in)) : Optional.empty();
    byte[] rest = new byte[in.readInt()];
    in.readFully(rest);
    return new LogBytes(log, rest);
  }
}
