package city.sawang.schemas;

/** Names the Kafka topics and MQTT levels of CONTRACT.md#kafka and CONTRACT.md#mqtt, once for all rooms. */
public final class Topics {
  /**
   * Accepted readings and the bridges' heartbeats; key city/controller. Its last partitions may be
   * reserved for backlog, see {@link Lanes}.
   */
  public static final String READINGS = "lighting.readings.v1";

  /** Refused payloads with their bytes and the reason. */
  public static final String QUARANTINE = "lighting.quarantine.v1";

  /** Cities and controllers; compacted. */
  public static final String REGISTRY = "lighting.registry.v1";

  /** Changes of incidents as CloudEvents; key city/incident. */
  public static final String INCIDENTS = "lighting.incidents.v1";

  /** Signed nightly statements; reserved by the contract. */
  public static final String STATEMENTS = "lighting.statements.v1";

  /** Root of the native MQTT topics: {@code lighting/v1/{city}/{device}/{reading|meter|status}}. */
  public static final String MQTT_ROOT = "lighting/v1/";

  private Topics() {}

  /**
   * Key of a record in {@link #READINGS} and of a controller in {@link #REGISTRY}; both topics have
   * the same number of partitions, but for those that {@link Lanes} reserves.
   */
  public static String key(String cityId, String controllerId) {
    return cityId + '/' + controllerId;
  }

  /** Key of a record in {@link #INCIDENTS}: all of one incident stay in order. */
  public static String incidentKey(String cityId, String incidentId) {
    return cityId + '/' + incidentId;
  }
}
