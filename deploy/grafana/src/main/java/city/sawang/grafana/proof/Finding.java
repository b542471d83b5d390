package city.sawang.grafana.proof;

/**
 * Something that must be mended before a dashboard may be shown.
 *
 * @param file name of the file below its directory
 * @param where panel, variable, annotation or alert, as people call it
 * @param reason one sentence: what is wrong and what was expected
 */
public record Finding(String file, String where, String reason) {
  @Override
  public String toString() {
    return "%s: %s: %s".formatted(file, where, reason);
  }
}
