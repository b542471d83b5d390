/** What people do about incidents: their steps, the list, and planned works from a file. */
package city.sawang.local.incident;
