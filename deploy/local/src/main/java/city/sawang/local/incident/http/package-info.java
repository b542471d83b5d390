/** Incidents over HTTP: what {@code sawang incident} does, for programs and pages. */
package city.sawang.local.incident.http;
