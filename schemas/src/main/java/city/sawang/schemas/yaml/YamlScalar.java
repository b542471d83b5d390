package city.sawang.schemas.yaml;

/** A single value as it is written, and where. */
public record YamlScalar(YamlPlace place, String text) {}
