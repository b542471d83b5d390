package city.sawang.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;

/** Packets go in as a broker writes them, and come out as Paho's own decoder can read them. */
class ReadablePublishesTest {
  private static final int QOS_1 = 0x32;
  private static final byte[] NONE = {};

  private static byte[] publish(int type, String topic, byte[] properties, byte[] payload) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ByteBuffer.allocate(2).putShort((short) name.length).array());
    body.writeBytes(name);
    if ((type & 6) != 0) {
      body.writeBytes(new byte[] {0x12, 0x34});
    }
    writeLength(body, properties.length);
    body.writeBytes(properties);
    body.writeBytes(payload);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type);
    writeLength(packet, body.size());
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    int left = length;
    do {
      int digit = left & 0x7F;
      left >>>= 7;
      out.write(left > 0 ? digit | 0x80 : digit);
    } while (left > 0);
  }

  private static byte[] correlation(int length) {
    return ByteBuffer.allocate(3 + length).put((byte) 9).putShort((short) length).array();
  }

  private static byte[] userProperty(String name, String value) {
    byte[] n = name.getBytes(StandardCharsets.UTF_8);
    byte[] v = value.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(5 + n.length + v.length)
        .put((byte) 0x26)
        .putShort((short) n.length)
        .put(n)
        .putShort((short) v.length)
        .put(v)
        .array();
  }

  private static byte[] seen(byte[]... packets) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      all.writeBytes(packet);
    }
    return new ReadablePublishes(new BufferedPackets(new ByteArrayInputStream(all.toByteArray())))
        .readAllBytes();
  }

  private static MqttPublish readByPaho(byte[] packet) throws Exception {
    return (MqttPublish) MqttWireMessage.createWireMessage(packet);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void ordinaryPacketsPassUnchanged() throws IOException {
    byte[] reading = publish(QOS_1, "lighting/v1/nan-1/c/reading", NONE, bytes("{}"));
    byte[] thai = publish(0x30, "เมือง/น่าน", NONE, bytes("1"));
    byte[] large = publish(QOS_1, "a", NONE, new byte[100_000]);
    byte[] connack = {0x20, 3, 0, 0, 0};
    byte[] pingresp = {(byte) 0xD0, 0};

    assertThat(HexFormat.of().formatHex(seen(connack, reading, pingresp, thai, large)))
        .isEqualTo(
            HexFormat.of().formatHex(connack)
                + HexFormat.of().formatHex(reading)
                + HexFormat.of().formatHex(pingresp)
                + HexFormat.of().formatHex(thai)
                + HexFormat.of().formatHex(large));
  }

  @Test
  void propertiesAreLeftOut() throws Exception {
    byte[] packet = publish(QOS_1, "a/b", correlation(40_000), bytes("payload"));

    assertThat(seen(packet)).isEqualTo(publish(QOS_1, "a/b", NONE, bytes("payload")));
  }

  @Test
  void charactersThatPahoRefusesBecomePictures() throws Exception {
    byte[] packet =
        publish(QOS_1, "a\0b\t\u007f\u0085\uFFFE/c", userProperty("k\1", "v\0"), bytes("x"));

    MqttPublish read = readByPaho(seen(packet));

    assertThat(read.getTopicName()).isEqualTo("a\u2400b\u2409\u2421\uFFFD\uFFFD/c");
    assertThat(read.getMessageId()).isEqualTo(0x1234);
    assertThat(read.getMessage().getPayload()).isEqualTo(bytes("x"));
  }

  @Test
  void topicThatWouldOutgrowItsLengthStaysATopic() throws Exception {
    MqttPublish read = readByPaho(seen(publish(QOS_1, "\1".repeat(65_535), NONE, NONE)));

    assertThat(read.getTopicName()).isEqualTo("?".repeat(65_535));
  }

  @Test
  void pahoAloneFailsOfThesePackets() {
    assertThatThrownBy(() -> readByPaho(publish(QOS_1, "a\0b", NONE, NONE)))
        .isInstanceOf(Exception.class);
  }

  @Test
  void anyPublishOfAnyBrokerIsReadByPaho() throws Exception {
    Random random = new Random(20_261_129);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder topic = new StringBuilder("t");
      int length = random.nextInt(12);
      for (int c = 0; c < length; c++) {
        int kind = random.nextInt(4);
        int character =
            kind == 0 ? random.nextInt(0xA0) : kind == 1 ? '/' : random.nextInt(0x11_0000);
        // A broker delivers no wildcards in a topic and no half characters.
        boolean deliverable =
            character != '#' && character != '+' && (character < 0xD800 || character > 0xDFFF);
        topic.appendCodePoint(deliverable ? character : 'x');
      }
      byte[] properties =
          switch (random.nextInt(4)) {
            case 0 -> correlation(random.nextInt(65_536));
            case 1 -> userProperty(topic.toString(), "\0\1\2");
            case 2 -> new byte[] {1, 1};
            default -> NONE;
          };
      byte[] payload = new byte[random.nextInt(300)];
      random.nextBytes(payload);
      int type = random.nextBoolean() ? QOS_1 : 0x31;

      MqttPublish read = readByPaho(seen(publish(type, topic.toString(), properties, payload)));

      assertThat(read.getMessage().getPayload()).isEqualTo(payload);
    }
  }
}
