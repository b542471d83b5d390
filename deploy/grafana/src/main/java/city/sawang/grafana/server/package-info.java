/** The {@code dashboards} role: serves pages and their data to a browser where there is no Grafana. */
package city.sawang.grafana.server;
