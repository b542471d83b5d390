/**
 * The services of the platform, one class each: a service runs once constructed and is gone once
 * closed. Also what watches them: monitors and metrics.
 */
package city.sawang.local.services;
