/**
 * A fleet of simulated street lights that speaks real MQTT: the same topics and bytes as devices,
 * with the faults of the field, and a ledger of everything it said. Nothing here knows Kafka, Flink
 * or the database.
 */
package city.sawang.local.simulate;
