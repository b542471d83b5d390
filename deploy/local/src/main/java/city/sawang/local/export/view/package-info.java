/**
 * What there is to export: the public views that a login may read, their columns and kinds of value,
 * the periods they are cut by, and their data dictionary.
 */
package city.sawang.local.export.view;
