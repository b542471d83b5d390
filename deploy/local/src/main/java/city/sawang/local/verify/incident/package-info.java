/**
 * Holds the incidents that a platform raised against what a simulator broke: found, missed, or false.
 */
package city.sawang.local.verify.incident;
