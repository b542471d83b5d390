/**
 * What citizens may have, as a directory that any web server can serve: data, map, entities, catalogue
 * and index.
 */
package city.sawang.local.export.opendata;
