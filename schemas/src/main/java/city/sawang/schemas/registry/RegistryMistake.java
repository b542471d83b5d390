package city.sawang.schemas.registry;

/**
 * One mistake in a registry file, with what is needed to correct it: place, value, expectation.
 *
 * @param file path below the registry directory, e.g. {@code mueang-nan/lamps.csv}
 * @param line counted from 1; 0 when the file as a whole is meant
 * @param column name of the CSV column, or path of the YAML key, e.g. {@code
 *     deployments[0].kind}; empty when the line as a whole is meant
 * @param value what stands there; empty when nothing does
 * @param expectation what should stand there
 */
public record RegistryMistake(
    String file, int line, String column, String value, String expectation) {
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + (column.isEmpty() ? "" : " " + column)
        + (value.isEmpty() ? "" : " '" + value + "'")
        + ": expected "
        + expectation;
  }
}
