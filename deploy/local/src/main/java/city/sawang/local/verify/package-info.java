/**
 * Compares what a simulated fleet sent with what Kafka and the database hold, and recalculates
 * every quarter hour with a second, independent implementation of the metering rules.
 */
package city.sawang.local.verify;
