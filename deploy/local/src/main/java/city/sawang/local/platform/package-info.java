/**
 * Assembles the services to a running platform: what {@code up} starts and in which order, its
 * ports, its data directory, its configuration files, and how it stops.
 */
package city.sawang.local.platform;
