package city.sawang.schemas.yaml;

/**
 * Where a key or value stands in a YAML file.
 *
 * @param file as the reader of a message knows it
 * @param line counted from 1; 0: the file as a whole
 * @param column counted from 1; 0: the line as a whole
 * @param path of the key, e.g. {@code deployments[0].kind}; empty: the file's own mapping
 */
public record YamlPlace(String file, int line, int column, String path) {}
