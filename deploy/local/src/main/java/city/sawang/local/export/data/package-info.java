/**
 * One view as a directory: which rows are requested, a file a period, and the data package that lists
 * them with dictionary, licence and checksums.
 */
package city.sawang.local.export.data;
