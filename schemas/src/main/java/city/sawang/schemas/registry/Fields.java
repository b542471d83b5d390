package city.sawang.schemas.registry;

/** Named values of one CSV row or one YAML mapping. */
interface Fields {
  /** The value of that name; absent when there is none or it is empty. */
  LocatedValue optional(String name);

  /** The value of that name; reported when there is none or it is empty. */
  default LocatedValue required(String name) {
    LocatedValue cell = optional(name);
    if (cell.isAbsent()) {
      cell.refuse("a value, this one is required");
    }
    return cell;
  }
}
