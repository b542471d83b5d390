package city.sawang.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.config.MqttLogin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets go through the gate as they would on a connection; nothing is started. */
class PacketGateTest {
  private static final int TOPIC_ALIAS = 0x23;
  private static final int MESSAGE_EXPIRY = 2;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new PacketGate(
              List.of(new ReservedClientId("sawang-bridge", new MqttLogin("bridge", "secret"))),
              new BrokerRefusals(metrics)));

  private static MqttPublishMessage publish(MqttQoS qos, String topic, MqttProperties properties) {
    ByteBuf payload = Unpooled.copiedBuffer(new byte[] {1});
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, qos, false, 0),
        new MqttPublishVariableHeader(topic, qos == MqttQoS.AT_MOST_ONCE ? -1 : 7, properties),
        payload);
  }

  private static MqttPublishMessage publish(String topic) {
    return publish(MqttQoS.AT_LEAST_ONCE, topic, MqttProperties.NO_PROPERTIES);
  }

  private MqttConnectMessage connect(MqttVersion version, String clientId, String password) {
    MqttMessageBuilders.ConnectBuilder connect =
        MqttMessageBuilders.connect().protocolVersion(version).clientId(clientId);
    if (password != null) {
      connect.hasUser(true).username("bridge").hasPassword(true).password(password.getBytes());
    }
    channel.writeInbound(connect.build());
    return channel.readInbound();
  }

  private double refused(String what) {
    return metrics.get("sawang.broker.refusals").tag("what", what).counter().count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\0b",
        "a\tb",
        "a\u007fb",
        "a\u0085b",
        "a\uFFFEb",
        "a\uFDD1b",
        "a\uD83F\uDFFFb",
        "a\uD800b",
        "$sys/mqtt/sessions",
        "$SYS/x",
        ""
      })
  void topicThatCannotBeCarriedIsRefusedWithItsReason(String topic) {
    channel.writeInbound(publish(topic));

    assertThat((Object) channel.readInbound()).isNull();
    MqttMessage answer = channel.readOutbound();
    assertThat(answer.fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBACK);
    MqttPubReplyMessageVariableHeader header =
        (MqttPubReplyMessageVariableHeader) answer.variableHeader();
    assertThat(header.messageId()).isEqualTo(7);
    assertThat(header.reasonCode()).isEqualTo((byte) 0x90);
    assertThat(channel.isOpen()).isTrue();
    assertThat(refused("topic")).isEqualTo(1);
  }

  @Test
  void exactlyOnceIsRefusedWithPubrecAndAtMostOnceWithoutAWord() {
    channel.writeInbound(
        publish(MqttQoS.EXACTLY_ONCE, "a\0", MqttProperties.NO_PROPERTIES),
        publish(MqttQoS.AT_MOST_ONCE, "a\0", MqttProperties.NO_PROPERTIES));

    MqttMessage answer = channel.readOutbound();
    assertThat(answer.fixedHeader().messageType()).isEqualTo(MqttMessageType.PUBREC);
    assertThat((Object) channel.readOutbound()).isNull();
    assertThat((Object) channel.readInbound()).isNull();
    assertThat(refused("topic")).isEqualTo(2);
  }

  @Test
  void clientWithoutReasonsLosesItsConnection() {
    connect(MqttVersion.MQTT_3_1_1, "old", null);

    channel.writeInbound(publish("a\0"));

    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lighting/v1/c/FT::0009/reading", ":::/::", "a\\/b", "\\", "a\\*\\.b", "a.b/*/>/%23/ /&",
        "//", "/a", "a/", "เสา-6/🙂/\uFEFF\uFFFD", "a,b_c/'\"", "a/$b"
      })
  void everyOtherTopicGoesInAndComesOutAsItWas(String topic) {
    channel.writeInbound(publish(topic));
    MqttPublishMessage inside = channel.readInbound();

    assertThat(inside.variableHeader().topicName()).doesNotContain("::").doesNotContain("\\");
    assertThat(inside.variableHeader().packetId()).isEqualTo(7);

    channel.writeOutbound(inside);
    MqttPublishMessage outside = channel.readOutbound();
    assertThat(outside.variableHeader().topicName()).isEqualTo(topic);
    assertThat(outside.payload().readableBytes()).isEqualTo(1);
  }

  @Test
  void aliasOfARefusedTopicStaysRefusedUntilItIsGivenToAnother() {
    MqttProperties alias = new MqttProperties();
    alias.add(new MqttProperties.IntegerProperty(TOPIC_ALIAS, 3));

    channel.writeInbound(publish(MqttQoS.AT_LEAST_ONCE, "a\0", alias));
    channel.writeInbound(publish(MqttQoS.AT_LEAST_ONCE, "", alias));
    assertThat((Object) channel.readInbound()).isNull();
    assertThat(refused("topic")).isEqualTo(2);

    channel.writeInbound(publish(MqttQoS.AT_LEAST_ONCE, "a", alias));
    channel.writeInbound(publish(MqttQoS.AT_LEAST_ONCE, "", alias));
    assertThat((Object) channel.readInbound()).isNotNull();
    assertThat((Object) channel.readInbound()).isNotNull();
  }

  @Test
  void messagesDoNotExpire() {
    MqttProperties properties = new MqttProperties();
    properties.add(new MqttProperties.IntegerProperty(MESSAGE_EXPIRY, 30 * 86_400));
    properties.add(new MqttProperties.StringProperty(3, "json"));

    channel.writeInbound(publish(MqttQoS.AT_LEAST_ONCE, "a", properties));

    MqttPublishMessage inside = channel.readInbound();
    MqttProperties kept = inside.variableHeader().properties();
    assertThat(kept.getProperty(MESSAGE_EXPIRY)).isNull();
    assertThat(kept.getProperty(3).value()).isEqualTo("json");
  }

  @Test
  void reservedClientIdNeedsItsLogin() {
    assertThat(connect(MqttVersion.MQTT_5, "sawang-bridge", "secret")).isNotNull();
    assertThat(connect(MqttVersion.MQTT_5, "somebody", null)).isNotNull();
    assertThat(connect(MqttVersion.MQTT_5, "sawang-bridge", "guess")).isNull();

    MqttConnAckMessage answer = channel.readOutbound();
    assertThat(answer.variableHeader().connectReturnCode())
        .isEqualTo(MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5);
    assertThat(channel.isOpen()).isFalse();
    assertThat(refused("client_id")).isEqualTo(1);
  }

  @Test
  void queuesOfTwoClientsHaveTwoNames() {
    MqttConnectMessage dotted = connect(MqttVersion.MQTT_5, "sawang-bridge.lighting", null);

    assertThat(dotted.payload().clientIdentifier()).doesNotContain(".");
    channel.writeInbound(
        MqttMessageBuilders.subscribe()
            .messageId(1)
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "$share/sawang-bridge/lighting/v1/+/+/reading")
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "a.b::sawang-bridge.a.b")
            .build());
    MqttSubscribeMessage inside = channel.readInbound();
    assertThat(inside.payload().topicSubscriptions().get(0).topicFilter())
        .startsWith("$share/")
        .doesNotStartWith("$share/sawang-bridge")
        .endsWith("/lighting/v1/+/+/reading");
    assertThat(inside.payload().topicSubscriptions().get(1).topicFilter()).doesNotContain("::");
  }

  @Test
  void bytesThatAreNoPacketEndTheConnectionWithAReason() {
    connect(MqttVersion.MQTT_5, "odd", null);

    channel.writeInbound(MqttMessageFactory.newInvalidMessage(new DecoderException("planted")));

    MqttMessage answer = channel.readOutbound();
    assertThat(answer.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
    assertThat(((MqttReasonCodeAndPropertiesVariableHeader) answer.variableHeader()).reasonCode())
        .isEqualTo((byte) 0x81);
    assertThat(channel.isOpen()).isFalse();
    assertThat(refused("packet")).isEqualTo(1);
  }

  @Test
  void ownTopicsOfTheBrokerAreNotRead() {
    channel.writeInbound(
        MqttMessageBuilders.subscribe()
            .messageId(1)
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "$sys/#")
            .build());

    assertThat(channel.isOpen()).isFalse();
    assertThat(refused("filter")).isEqualTo(1);
  }
}
