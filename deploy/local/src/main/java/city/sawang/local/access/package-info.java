/** Logins of the database for people: who may read which public views of which cities. */
package city.sawang.local.access;
