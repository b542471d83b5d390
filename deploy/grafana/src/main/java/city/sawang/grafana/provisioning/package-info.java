/** What Grafana is given: data sources written from the registry, and a strict reader of the provisioning files. */
package city.sawang.grafana.provisioning;
