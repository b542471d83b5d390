/** What a dashboard asks of the database: macros and variables expanded as Grafana does, and the answer as frames of values. */
package city.sawang.grafana.query;
