package city.sawang.local.cli.option;

import city.sawang.schemas.Identifiers;
import picocli.CommandLine.ITypeConverter;

/**
 * Ids of cities as people type them, in the spelling of the registry, which is that in lower case: ids
 * are compared without regard to case.
 */
public final class CityIdConverter implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    return Identifiers.comparable(text.strip());
  }
}
