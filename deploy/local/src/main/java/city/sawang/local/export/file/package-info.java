/** Rows as a file: CSV and Parquet, written beside the name and moved to it when whole. */
package city.sawang.local.export.file;
