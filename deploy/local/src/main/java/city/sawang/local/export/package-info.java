/**
 * Public views as files: CSV and Parquet with a data dictionary beside them, and the open data of a
 * whole installation as a directory that any web server can serve.
 */
package city.sawang.local.export;
