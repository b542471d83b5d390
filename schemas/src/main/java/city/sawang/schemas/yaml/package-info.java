/**
 * Reads YAML files whose every mistake is to be named with its place: the registry's city files and
 * the vendor profiles. {@link city.sawang.schemas.yaml.YamlMapping} is the door.
 */
package city.sawang.schemas.yaml;
