/** Is a dashboard right? A linter over the files, and a run of every query as the login of its data source. */
package city.sawang.grafana.proof;
