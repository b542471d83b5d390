/**
 * The door to exports for the command: lists what a login may read, writes views as files, and the
 * open data of a whole installation.
 */
package city.sawang.local.export;
