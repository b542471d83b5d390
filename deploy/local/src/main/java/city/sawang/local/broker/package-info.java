/** What the embedded MQTT broker lets in, and the names under which it is kept there. */
package city.sawang.local.broker;
