package city.sawang.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.ingest.metrics.BridgeMetrics.PacketFlaw;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;

/** Packets go in as a broker writes them, and come out as Paho's own decoder can read them. */
class ReadablePublishesTest {
  private static final int QOS_1 = 0x32;
  private static final byte[] NONE = {};
  private static final int LARGEST = 256 * 1024;

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
    return filter(all.toByteArray(), new ByteArrayOutputStream()).readAllBytes();
  }

  private static ReadablePublishes filter(byte[] packets, ByteArrayOutputStream answers) {
    return new ReadablePublishes(
        new BufferedPackets(new ByteArrayInputStream(packets)), LARGEST, answers);
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

    assertThat(read.getTopicName()).isEqualTo("\u2401".repeat(8192) + "\uFFFD");
  }

  private static Incoming.Flaw flaw(MqttPublish read) {
    return PublishParts.flaw(read.getProperties().getUserProperties().get(0).getValue());
  }

  @Test
  void bytesThatAreNoUtf8BecomeATopicThatNobodyAccepts() throws Exception {
    byte[] packet = publish(QOS_1, "a/bcd/e", NONE, bytes("x"));
    packet[6] = (byte) 0xFF;
    byte[] long1 = publish(QOS_1, "x".repeat(65_535), NONE, NONE);
    for (int i = 10; i < 65_000; i++) {
      long1[i] = (byte) 0xC0;
    }

    assertThat(readByPaho(seen(packet)).getTopicName()).contains("\uFFFD");
    assertThat(readByPaho(seen(long1)).getTopicName()).endsWith("\uFFFD");
  }

  @Test
  void ofAnOversizePacketTheBeginningIsKept() throws Exception {
    byte[] packet = publish(QOS_1, "a/b", correlation(40_000), new byte[LARGEST]);
    byte[] next = publish(QOS_1, "a/c", NONE, bytes("next"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(packet);
    all.writeBytes(next);
    ReadablePublishes filter = filter(all.toByteArray(), new ByteArrayOutputStream());

    byte[] seen = filter.readAllBytes();
    byte[] first = Arrays.copyOf(seen, seen.length - next.length);

    assertThat(Arrays.copyOfRange(seen, first.length, seen.length)).isEqualTo(next);
    MqttPublish read = readByPaho(first);
    assertThat(read.getTopicName()).isEqualTo("a/b");
    assertThat(read.getMessageId()).isEqualTo(0x1234);
    assertThat(read.getMessage().getPayload()).hasSizeBetween(100_000, 192 * 1024);
    assertThat(flaw(read).kind()).isEqualTo(PacketFlaw.OVERSIZE);
    assertThat(flaw(read).detail())
        .isEqualTo(
            "an MQTT packet of 302157 bytes, expected at most 262144; the first 196608 are kept");
  }

  @Test
  void ofAMalformedPacketAllIsKept() throws Exception {
    byte[] endlessProperties = {QOS_1, 10, 0, 1, 'a', 0, 7, (byte) 0x80, (byte) 0x80, 1, 2, 3};
    byte[] longProperties = {QOS_1, 8, 0, 1, 'a', 0, 7, 9, 1, 2};
    byte[] longTopic = {QOS_1, 4, 0, 9, 'a', 'b'};
    byte[] noPacketId = {QOS_1, 4, 0, 1, 'a', 5};
    byte[] noTopic = {QOS_1, 6, 0, 0, 0, 7, 0, 'x'};
    byte[] nothing = {QOS_1, 0};

    MqttPublish read = readByPaho(seen(longProperties));
    assertThat(read.getTopicName()).isEqualTo("a");
    assertThat(read.getMessageId()).isEqualTo(7);
    assertThat(read.getMessage().getPayload()).isEqualTo(new byte[] {9, 1, 2});
    assertThat(flaw(read).detail())
        .isEqualTo("malformed MQTT packet: properties of 9 bytes, expected at most 3");

    assertThat(readByPaho(seen(endlessProperties)).getMessageId()).isEqualTo(7);
    assertThat(readByPaho(seen(noTopic)).getMessage().getPayload()).isEqualTo(bytes("x"));
    assertThat(flaw(readByPaho(seen(noTopic))).detail()).endsWith("it has no topic");
    assertThat(readByPaho(seen(longTopic)).getMessage().getPayload())
        .isEqualTo(new byte[] {0, 9, 'a', 'b'});
    assertThat(flaw(readByPaho(seen(longTopic))).detail())
        .endsWith("a topic of 9 bytes, expected at most 2");
    assertThat(readByPaho(seen(noPacketId)).getMessage().getPayload()).isEqualTo(new byte[] {5});
    assertThat(flaw(readByPaho(seen(nothing))).detail()).endsWith("it ends before its topic");
  }

  @Test
  void exactlyOnceIsAnsweredHere() throws Exception {
    byte[] pubrel = {0x62, 2, 0x12, 0x34};
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(publish(0x34, "a", NONE, bytes("x")));
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    byte[] first = publish(QOS_1, "a", NONE, bytes("x"));

    ReadablePublishes filter = filter(all.toByteArray(), answers);
    assertThat(filter.readAllBytes()).isEqualTo(first);
    assertThat(filter.acknowledgement(0x1234)).isEqualTo((byte) 0x50);
    assertThat(filter.acknowledgement(0x1235)).isEqualTo((byte) 0x40);

    assertThat(filter(pubrel, answers).readAllBytes()).isEmpty();
    assertThat(answers.toByteArray()).isEqualTo(new byte[] {0x70, 2, 0x12, 0x34});
  }

  @Test
  void answersLoseTheirProperties() throws Exception {
    byte[] reason = userProperty("k\1", "v\0");
    byte[] suback = new byte[2 + 2 + 1 + reason.length + 1];
    suback[0] = (byte) 0x90;
    suback[1] = (byte) (suback.length - 2);
    suback[3] = 9;
    suback[4] = (byte) reason.length;
    System.arraycopy(reason, 0, suback, 5, reason.length);
    suback[suback.length - 1] = 1;

    assertThat(seen(suback)).isEqualTo(new byte[] {(byte) 0x90, 4, 0, 9, 0, 1});
    assertThat(seen(new byte[] {0x40, 6, 0, 9, (byte) 0x90, 2, 31, 0}))
        .isEqualTo(new byte[] {0x40, 3, 0, 9, (byte) 0x90});
  }

  @Test
  void takeoverIsRemembered() throws Exception {
    byte[] disconnect = {(byte) 0xE0, 4, (byte) 0x8E, 2, 31, 0};

    ReadablePublishes filter = filter(disconnect, new ByteArrayOutputStream());

    assertThat(filter.isTakenOver()).isFalse();
    assertThat(filter.readAllBytes()).isEqualTo(new byte[] {(byte) 0xE0, 1, (byte) 0x8E});
    assertThat(filter.isTakenOver()).isTrue();
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
