package city.sawang.schemas.registry;

import java.util.List;

/** Everything that the files of a registry directory declare; valid as a whole. */
public record Registry(List<City> cities) {
  public Registry {
    cities = List.copyOf(cities);
  }
}
