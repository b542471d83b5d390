package city.sawang.local.broker;

import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.TOPIC_ALIAS;

import city.sawang.local.broker.BrokerRefusals.What;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands between the decoder and the broker's own handler of one connection. What the broker or the
 * bridge cannot carry is refused with a reason, so that nothing is acknowledged and gone: a topic
 * with TOPIC_NAME_INVALID (0x90) in its acknowledgement; MQTT 3.1.1 has no reasons, so there the
 * connection ends. Everything else goes in under {@link BrokerNames} and comes out as it was.
 *
 * <p>A message's own expiry is taken out: what this broker has acknowledged stays until it is read.
 */
final class PacketGate extends ChannelDuplexHandler {
  private static final byte TOPIC_NAME_INVALID = (byte) 0x90;
  private static final byte MALFORMED_PACKET = (byte) 0x81;
  private static final byte PACKET_TOO_LARGE = (byte) 0x95;

  private final List<ReservedClientId> reserved;
  private final BrokerRefusals refusals;

  /** Topics of aliases that the broker never heard of, because their first use was refused. */
  private final Map<Integer, String> refusedAliases = new HashMap<>();

  /** Whether a CONNECT has come. */
  private boolean connecting;

  private int version = MqttVersion.MQTT_5.protocolLevel();
  private String client = "?";

  PacketGate(List<ReservedClientId> reserved, BrokerRefusals refusals) {
    this.reserved = reserved;
    this.refusals = refusals;
  }

  private boolean hasReasons() {
    return version >= MqttVersion.MQTT_5.protocolLevel();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object packet) {
    if (!(packet instanceof MqttMessage message)) {
      context.fireChannelRead(packet);
    } else if (message.decoderResult().isFailure()) {
      refuseStream(context, message);
    } else if (message instanceof MqttPublishMessage publish) {
      readPublish(context, publish);
    } else if (message instanceof MqttConnectMessage connect) {
      readConnect(context, connect);
    } else if (message instanceof MqttSubscribeMessage subscribe) {
      readSubscribe(context, subscribe);
    } else if (message instanceof MqttUnsubscribeMessage unsubscribe) {
      context.fireChannelRead(
          new MqttUnsubscribeMessage(
              unsubscribe.fixedHeader(),
              unsubscribe.idAndPropertiesVariableHeader(),
              new MqttUnsubscribePayload(
                  unsubscribe.payload().topics().stream()
                      .map(BrokerNames::filterInside)
                      .toList())));
    } else {
      context.fireChannelRead(message);
    }
  }

  /** Ends a connection whose bytes are no packets: Artemis may leave it as it is, without a word. */
  private void refuseStream(ChannelHandlerContext context, MqttMessage packet) {
    Throwable cause = packet.decoderResult().cause();
    ReferenceCountUtil.release(packet);
    boolean large = cause instanceof TooLongFrameException;
    refusals.add(What.PACKET, client, String.valueOf(cause.getMessage()), "no packet of MQTT");
    if (!connecting || !hasReasons()) {
      context.close();
      return;
    }
    context
        .writeAndFlush(
            new MqttMessage(
                header(MqttMessageType.DISCONNECT),
                new MqttReasonCodeAndPropertiesVariableHeader(
                    large ? PACKET_TOO_LARGE : MALFORMED_PACKET, MqttProperties.NO_PROPERTIES)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void readConnect(ChannelHandlerContext context, MqttConnectMessage connect) {
    MqttConnectPayload payload = connect.payload();
    version = connect.variableHeader().version();
    connecting = true;
    String clientId = payload.clientIdentifier() == null ? "" : payload.clientIdentifier();
    client = clientId + " at " + context.channel().remoteAddress();
    String flaw = BrokerNames.characterFlaw(clientId);
    if (flaw != null) {
      refuseClient(
          context,
          clientId,
          "the client id has " + flaw,
          MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID,
          MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);
      return;
    }
    byte[] password = payload.passwordInBytes();
    String shown = password == null ? null : new String(password, StandardCharsets.UTF_8);
    for (ReservedClientId one : reserved) {
      if (one.isFor(clientId) && !one.admits(payload.userName(), shown)) {
        refuseClient(
            context,
            clientId,
            "the client id belongs to the login " + one.login().username(),
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5,
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED);
        return;
      }
    }
    String will = payload.willTopic();
    if (connect.variableHeader().isWillFlag() && will != null) {
      String willFlaw = BrokerNames.topicFlaw(will);
      if (willFlaw != null) {
        refusals.add(What.WILL, client, will, willFlaw);
        refuse(
            context,
            MqttConnectReturnCode.CONNECTION_REFUSED_TOPIC_NAME_INVALID,
            MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
        return;
      }
    }
    context.fireChannelRead(
        new MqttConnectMessage(
            connect.fixedHeader(),
            connect.variableHeader(),
            new MqttConnectPayload(
                BrokerNames.clientInside(clientId),
                payload.willProperties(),
                will == null ? null : BrokerNames.topicInside(will),
                payload.willMessageInBytes(),
                payload.userName(),
                password)));
  }

  private void refuseClient(
      ChannelHandlerContext context,
      String clientId,
      String why,
      MqttConnectReturnCode reason,
      MqttConnectReturnCode without) {
    refusals.add(What.CLIENT_ID, client, clientId, why);
    refuse(context, reason, without);
  }

  private void refuse(
      ChannelHandlerContext context, MqttConnectReturnCode reason, MqttConnectReturnCode without) {
    context
        .writeAndFlush(
            new MqttConnAckMessage(
                header(MqttMessageType.CONNACK),
                new MqttConnAckVariableHeader(
                    hasReasons() ? reason : without, false, MqttProperties.NO_PROPERTIES)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static MqttFixedHeader header(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }

  private void readPublish(ChannelHandlerContext context, MqttPublishMessage publish) {
    MqttPublishVariableHeader header = publish.variableHeader();
    String topic = header.topicName();
    Integer alias = number(header.properties(), TOPIC_ALIAS.value());
    if (alias != null && topic.isEmpty()) {
      topic = refusedAliases.get(alias);
      if (topic == null) {
        // Known to the broker, or an error that it answers.
        forward(context, publish, "");
        return;
      }
    }
    String flaw = BrokerNames.topicFlaw(topic);
    if (flaw == null) {
      if (alias != null) {
        refusedAliases.remove(alias);
      }
      forward(context, publish, BrokerNames.topicInside(topic));
      return;
    }
    if (alias != null && alias > 0) {
      refusedAliases.put(alias, topic);
    }
    MqttQoS qos = publish.fixedHeader().qosLevel();
    ReferenceCountUtil.release(publish);
    refusals.add(What.TOPIC, client, topic, flaw);
    if (qos == MqttQoS.AT_MOST_ONCE) {
      return;
    }
    if (!hasReasons()) {
      context.close();
      return;
    }
    context.writeAndFlush(
        new MqttMessage(
            header(qos == MqttQoS.AT_LEAST_ONCE ? MqttMessageType.PUBACK : MqttMessageType.PUBREC),
            new MqttPubReplyMessageVariableHeader(
                header.packetId(), TOPIC_NAME_INVALID, MqttProperties.NO_PROPERTIES)));
  }

  private static void forward(
      ChannelHandlerContext context, MqttPublishMessage publish, String inside) {
    MqttProperties properties = publish.variableHeader().properties();
    boolean expires = number(properties, PUBLICATION_EXPIRY_INTERVAL.value()) != null;
    context.fireChannelRead(
        renamed(publish, inside, expires ? withoutExpiry(properties) : properties));
  }

  private static MqttPublishMessage renamed(
      MqttPublishMessage publish, String topic, MqttProperties properties) {
    MqttPublishVariableHeader header = publish.variableHeader();
    // Names that are the same are the same object.
    return topic == header.topicName() && properties == header.properties()
        ? publish
        : new MqttPublishMessage(
            publish.fixedHeader(),
            new MqttPublishVariableHeader(topic, header.packetId(), properties),
            publish.payload());
  }

  private static MqttProperties withoutExpiry(MqttProperties properties) {
    MqttProperties kept = new MqttProperties();
    for (MqttProperties.MqttProperty<?> property : properties.listAll()) {
      if (property.propertyId() != PUBLICATION_EXPIRY_INTERVAL.value()) {
        kept.add(property);
      }
    }
    return kept;
  }

  private static Integer number(MqttProperties properties, int id) {
    return properties != null
            && properties.getProperty(id) instanceof MqttProperties.IntegerProperty number
        ? number.value()
        : null;
  }

  private void readSubscribe(ChannelHandlerContext context, MqttSubscribeMessage subscribe) {
    for (MqttTopicSubscription one : subscribe.payload().topicSubscriptions()) {
      String flaw = BrokerNames.filterFlaw(one.topicFilter());
      if (flaw != null) {
        // Nothing in a SUBSCRIBE can be left out without changing the answer to the rest.
        refusals.add(What.FILTER, client, one.topicFilter(), flaw);
        context.close();
        return;
      }
    }
    subscribe
        .payload()
        .topicSubscriptions()
        .forEach(one -> one.setTopicFilter(BrokerNames.filterInside(one.topicFilter())));
    context.fireChannelRead(subscribe);
  }

  @Override
  public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
    if (packet instanceof MqttPublishMessage publish) {
      context.write(
          renamed(
              publish,
              BrokerNames.topicOutside(publish.variableHeader().topicName()),
              publish.variableHeader().properties()),
          promise);
    } else {
      context.write(packet, promise);
    }
  }
}
