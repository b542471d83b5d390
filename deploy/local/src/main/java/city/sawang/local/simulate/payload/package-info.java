/**
 * What is said and in which bytes: the values of one report, and the messages of each vendor that
 * carry them.
 */
package city.sawang.local.simulate.payload;
