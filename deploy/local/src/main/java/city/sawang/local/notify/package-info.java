/**
 * Notifications: who hears of an incident, and whether it arrived (CONTRACT.md#notifications). The
 * jobs know nothing of it and never wait for it.
 */
package city.sawang.local.notify;
