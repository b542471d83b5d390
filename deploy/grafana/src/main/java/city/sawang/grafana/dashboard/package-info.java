/** Dashboard files: what stands in them, and a reader that refuses whatever the page does not draw. */
package city.sawang.grafana.dashboard;
