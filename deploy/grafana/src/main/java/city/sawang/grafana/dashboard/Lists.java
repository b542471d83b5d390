package city.sawang.grafana.dashboard;

import java.util.List;

/** A list that a JSON file leaves out is empty. */
final class Lists {
  private Lists() {}

  static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
