package city.sawang.local.broker;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelPipeline;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolHandler;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManagerFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.routing.RoutingHandler;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManagerFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.spi.core.remoting.Connection;

/** Artemis's MQTT with a {@link PacketGate} in front of it on every connection. */
public final class GatedMqtt extends MQTTProtocolManagerFactory {
  private final List<ReservedClientId> reserved;
  private final BrokerRefusals refusals;

  /**
   * @param reserved client ids that only their logins may use
   * @param metrics where refusals are counted
   */
  public GatedMqtt(List<ReservedClientId> reserved, MeterRegistry metrics) {
    this.reserved = List.copyOf(reserved);
    this.refusals = new BrokerRefusals(metrics);
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // Artemis's own signature.
  public ProtocolManager createProtocolManager(
      ActiveMQServer server,
      Map<String, Object> parameters,
      List<BaseInterceptor> incoming,
      List<BaseInterceptor> outgoing)
      throws Exception {
    return new Gated(super.createProtocolManager(server, parameters, incoming, outgoing));
  }

  private final class Gated implements ProtocolManager<MQTTInterceptor, RoutingHandler> {
    private final ProtocolManager<MQTTInterceptor, RoutingHandler> mqtt;

    Gated(ProtocolManager<MQTTInterceptor, RoutingHandler> mqtt) {
      this.mqtt = mqtt;
    }

    @Override
    public void addChannelHandlers(ChannelPipeline pipeline) {
      mqtt.addChannelHandlers(pipeline);
      pipeline.addBefore(
          pipeline.context(MQTTProtocolHandler.class).name(),
          "gate",
          new PacketGate(reserved, refusals));
    }

    @Override
    public ProtocolManagerFactory<MQTTInterceptor> getFactory() {
      return GatedMqtt.this;
    }

    @Override
    public void updateInterceptors(List<BaseInterceptor> incoming, List<BaseInterceptor> outgoing) {
      mqtt.updateInterceptors(incoming, outgoing);
    }

    @Override
    public ConnectionEntry createConnectionEntry(Acceptor acceptor, Connection connection) {
      return mqtt.createConnectionEntry(acceptor, connection);
    }

    @Override
    public void handleBuffer(RemotingConnection connection, ActiveMQBuffer buffer) {
      mqtt.handleBuffer(connection, buffer);
    }

    @Override
    public boolean isProtocol(byte[] begin) {
      return mqtt.isProtocol(begin);
    }

    @Override
    public boolean acceptsNoHandshake() {
      return mqtt.acceptsNoHandshake();
    }

    @Override
    public void handshake(NettyServerConnection connection, ActiveMQBuffer buffer) {
      mqtt.handshake(connection, buffer);
    }

    @Override
    public List<String> websocketSubprotocolIdentifiers() {
      return mqtt.websocketSubprotocolIdentifiers();
    }

    @Override
    public void setAnycastPrefix(String prefix) {
      mqtt.setAnycastPrefix(prefix);
    }

    @Override
    public void setMulticastPrefix(String prefix) {
      mqtt.setMulticastPrefix(prefix);
    }

    @Override
    public Map<SimpleString, RoutingType> getPrefixes() {
      return mqtt.getPrefixes();
    }

    @Override
    public void setSecurityDomain(String domain) {
      mqtt.setSecurityDomain(domain);
    }

    @Override
    public String getSecurityDomain() {
      return mqtt.getSecurityDomain();
    }

    @Override
    public RoutingHandler getRoutingHandler() {
      return mqtt.getRoutingHandler();
    }
  }
}
