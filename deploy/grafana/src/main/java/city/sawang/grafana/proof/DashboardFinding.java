package city.sawang.grafana.proof;

/**
 * One mistake in a dashboard or an alert rule, which must be fixed before it is shown.
 *
 * @param file name of the file below its directory
 * @param where panel, variable, annotation or alert, by its name
 * @param reason one sentence: what is wrong and what was expected
 */
public record DashboardFinding(String file, String where, String reason) {
  @Override
  public String toString() {
    return "%s: %s: %s".formatted(file, where, reason);
  }
}
