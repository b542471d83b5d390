/** Whether a process may be called ready, and who asks: dead threads, and the health endpoints. */
package city.sawang.local.health;
