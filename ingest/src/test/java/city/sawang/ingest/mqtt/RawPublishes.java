package city.sawang.ingest.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Writes PUBLISH packets byte by byte, allowed ones and others; seeded, so that a run can be repeated. */
public final class RawPublishes {
  private static final int LONGEST_TEXT = 0xFFFF;
  private static final String STRANGE = ".*>:%$_,\\\"'&?!;@=~^|";

  private final Random random;
  private final String before;
  private final String after;
  private int packetId;

  /**
   * @param before what topics begin with
   * @param after what topics end with
   */
  public RawPublishes(long seed, String before, String after) {
    this.random = new Random(seed);
    this.before = before;
    this.after = after;
  }

  /** A packet, and whether MQTT 5 allows it. */
  public record Packet(byte[] bytes, boolean allowed) {}

  /** One packet. */
  public static byte[] publish(
      int type, byte[] topic, int packetId, byte[] properties, byte[] payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(text(topic));
    if ((type & 6) != 0) {
      body.writeBytes(ByteBuffer.allocate(2).putShort((short) packetId).array());
    }
    body.writeBytes(length(properties.length));
    body.writeBytes(properties);
    body.writeBytes(payload);
    return packet(type, body.toByteArray());
  }

  /** Type, length and body. */
  public static byte[] packet(int type, byte[] body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type);
    packet.writeBytes(length(body.length));
    packet.writeBytes(body);
    return packet.toByteArray();
  }

  private static byte[] length(int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int left = length;
    do {
      int digit = left & 0x7F;
      left >>>= 7;
      out.write(left > 0 ? digit | 0x80 : digit);
    } while (left > 0);
    return out.toByteArray();
  }

  private static byte[] text(byte[] bytes) {
    return ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).array();
  }

  /** The next packet: two of three are allowed, the third is one with something wrong. */
  public Packet next(byte[] payload) {
    int qos = random.nextInt(3);
    boolean again = qos > 0 && random.nextInt(10) == 0;
    int type = 0x30 | qos << 1 | (again ? 8 : 0) | (random.nextInt(20) == 0 ? 1 : 0);
    packetId = packetId % LONGEST_TEXT + 1;
    byte[] bytes = publish(type, topic(), packetId, properties(), payload(payload));
    return random.nextInt(3) > 0 ? new Packet(bytes, true) : new Packet(spoilt(type, bytes), false);
  }

  private byte[] payload(byte[] payload) {
    return switch (random.nextInt(40)) {
      case 0 -> random(random.nextInt(3000));
      case 1 -> random(random.nextInt(random.nextInt(20) == 0 ? 300_000 : 3000));
      default -> payload;
    };
  }

  private byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    this.random.nextBytes(random);
    // One line: the decoder of these tests makes a record of each.
    for (int i = 0; i < bytes; i++) {
      random[i] = random[i] == '\n' || random[i] == '\r' ? 0 : random[i];
    }
    return random;
  }

  private byte[] topic() {
    return (before + level() + after).getBytes(StandardCharsets.UTF_8);
  }

  /** A level of a topic: most of them with characters that some reader does not like. */
  private String level() {
    StringBuilder level = new StringBuilder();
    int length = random.nextInt(30) == 0 ? random.nextInt(5000) : random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int character =
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt(0xA0);
            case 1 -> random.nextInt(0x11_0000);
            case 2 -> STRANGE.charAt(random.nextInt(STRANGE.length()));
            default -> 'a' + random.nextInt(26);
          };
      boolean allowed =
          character != '/'
              && character != '#'
              && character != '+'
              && (character < 0xD800 || character > 0xDFFF);
      level.appendCodePoint(allowed ? character : 'x');
    }
    // Artemis ends the connection of a level that ends so; the gate of the embedded broker carries
    // it.
    return level.toString().endsWith("\\") ? level.append('x').toString() : level.toString();
  }

  /** Properties of a PUBLISH as MQTT 5 allows them, but for strange characters. */
  private byte[] properties() {
    ByteArrayOutputStream properties = new ByteArrayOutputStream();
    if (random.nextInt(3) == 0) {
      properties.write(1);
      properties.write(random.nextInt(2));
    }
    if (random.nextInt(3) == 0) {
      properties.write(2);
      properties.writeBytes(
          ByteBuffer.allocate(4).putInt(1 + random.nextInt(Integer.MAX_VALUE - 1)).array());
    }
    if (random.nextInt(4) == 0) {
      properties.write(3);
      properties.writeBytes(text(level().getBytes(StandardCharsets.UTF_8)));
    }
    if (random.nextInt(4) == 0) {
      properties.write(8);
      properties.writeBytes(text(("r/" + level()).getBytes(StandardCharsets.UTF_8)));
    }
    if (random.nextInt(4) == 0) {
      properties.write(9);
      properties.writeBytes(text(random(random.nextInt(random.nextInt(50) == 0 ? 65_535 : 64))));
    }
    for (int i = random.nextInt(4) == 0 ? random.nextInt(5) : 0; i > 0; i--) {
      properties.write(0x26);
      properties.writeBytes(text(level().getBytes(StandardCharsets.UTF_8)));
      properties.writeBytes(text(level().getBytes(StandardCharsets.UTF_8)));
    }
    return properties.toByteArray();
  }

  /** The packet with something wrong inside; its length is always right. */
  private byte[] spoilt(int type, byte[] packet) {
    int header = 2;
    while ((packet[header - 1] & 0x80) != 0) {
      header++;
    }
    byte[] body = new byte[packet.length - header];
    System.arraycopy(packet, header, body, 0, body.length);
    switch (random.nextInt(5)) {
      case 0 -> {
        // Any bytes, near the beginning more often: lengths, identifiers, properties.
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
          body[random.nextInt(random.nextBoolean() ? Math.min(body.length, 80) : body.length)] =
              (byte) random.nextInt(256);
        }
        return packet(type, body);
      }
      case 1 -> {
        return packet(type, Arrays.copyOf(body, random.nextInt(body.length)));
      }
      case 2 -> {
        return packet(0x30 | random.nextInt(16), body);
      }
      case 3 -> {
        return publish(
            type, topic(), random.nextInt(3) * 40_000, random(random.nextInt(200)), body);
      }
      default -> {
        byte[] topic = topic();
        topic[random.nextInt(topic.length)] = (byte) (0x80 + random.nextInt(0x80));
        return publish(type, topic, packetId, properties(), body);
      }
    }
  }
}
