/**
 * What is broken in a simulated fleet, where, from when to when: chosen by seed before the play, written
 * to lamps and meters, and written down as the truth that detection is scored against.
 */
package city.sawang.local.simulate.fault;
