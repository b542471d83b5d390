/**
 * From the signs of single lamps to the outages of circuits, gateways and cities, and from outages to
 * the incidents that they explain (INCIDENTS.md#outages).
 */
package city.sawang.jobs.incident.outage;
