package city.sawang.ingest.mqtt;

/** The broker in memory keeps the contract that Paho and a real broker keep. */
class InMemoryBrokerTest extends MqttTransportContract {
  private final InMemoryBroker broker = new InMemoryBroker();

  @Override
  MqttTransport transport() {
    return broker;
  }

  @Override
  String broker() {
    return InMemoryBroker.URI;
  }
}
