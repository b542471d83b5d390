/**
 * The services of the platform, one class each: a service runs once constructed and is gone once
 * closed. Also what watches them: monitors, metrics, health.
 */
package city.sawang.local.services;
