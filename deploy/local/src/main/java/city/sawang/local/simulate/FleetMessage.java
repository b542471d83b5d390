package city.sawang.local.simulate;

import city.sawang.local.simulate.payload.SimulatedReading;
import java.util.List;

/**
 * One message on its way out.
 *
 * @param dueAt when it is sent, on the fleet's clock
 * @param device decides the connection, so that one device's messages keep their order
 * @param topic MQTT topic
 * @param payload bytes
 * @param readings what a correct platform finds in it; empty for a malformed payload
 */
record FleetMessage(
    long dueAt, String device, String topic, byte[] payload, List<SimulatedReading> readings) {

  /** The same message at another time. */
  FleetMessage dueAt(long otherTime) {
    return new FleetMessage(otherTime, device, topic, payload, readings);
  }
}
