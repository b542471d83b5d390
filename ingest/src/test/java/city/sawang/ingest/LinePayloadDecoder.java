package city.sawang.ingest;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A decoder for tests: one line per part of a message. {@code reading <seq>}, {@code old <seq>} for
 * one of three days ago, {@code refuse}, {@code
 * throw}, {@code overflow}; an empty payload is recognised and no telemetry.
 */
final class LinePayloadDecoder implements PayloadDecoder {
  @Override
  public List<Decoded> decode(Arrival arrival) {
    if (arrival.payload().length == 0) {
      return Decoded.Recognised.message();
    }
    List<Decoded> parts = new ArrayList<>();
    new String(arrival.payload(), StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> parts.add(part(arrival, line)));
    return parts;
  }

  private static Decoded part(Arrival arrival, String line) {
    if (line.startsWith("reading ")) {
      return new Decoded.Accepted(reading(arrival, Long.parseLong(line.substring(8))));
    }
    if (line.startsWith("old ")) {
      Reading reading = reading(arrival, Long.parseLong(line.substring(4)));
      reading.setObservedAt(reading.getObservedAt() - 3 * 86_400_000L);
      return new Decoded.Accepted(reading);
    }
    if (line.equals("throw")) {
      throw new IllegalStateException("a bug in the decoder");
    }
    if (line.equals("overflow")) {
      return part(arrival, line);
    }
    return new Decoded.Refused(
        QuarantinedPayload.newBuilder()
            .setQuarantineId(line + arrival.receivedAtMillis())
            .setReceivedAt(arrival.receivedAtMillis())
            .setTopic(arrival.topic())
            .setReason(ReasonCode.NOT_JSON.name())
            .setDetail("a line that is no reading")
            .setPayload(ByteBuffer.wrap(arrival.payload()))
            .build(),
        OptionalLong.empty());
  }

  private static Reading reading(Arrival arrival, long seq) {
    String[] levels = arrival.topic().split("/", -1);
    return Reading.newBuilder()
        .setCityId(levels[2])
        .setControllerId(levels[3])
        .setKind(DeviceKind.LAMP)
        .setObservedAt(arrival.receivedAtMillis())
        .setReceivedAt(arrival.receivedAtMillis())
        .setTopic(arrival.topic())
        .setProfile("native")
        .setSeq(seq)
        .setDigest(seq)
        .build();
  }
}
