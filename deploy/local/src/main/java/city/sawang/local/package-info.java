/**
 * What every package of this room may use: the failures whose message is for the person at the
 * terminal.
 */
package city.sawang.local;
