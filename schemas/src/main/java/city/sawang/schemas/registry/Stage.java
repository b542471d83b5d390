package city.sawang.schemas.registry;

/** How far a lamp has come on its way from the donor to the street, and off it again. */
public enum Stage {
  DONATED,
  DELIVERED,
  INSTALLED,
  COMMISSIONED,
  REPORTING,
  RETIRED;

  /** Whether a controller must be known: a lamp that works has one. */
  boolean needsController() {
    return this == COMMISSIONED || this == REPORTING;
  }

  /** Whether nothing is expected of the lamp yet. */
  boolean isBeforeCommissioning() {
    return compareTo(COMMISSIONED) < 0;
  }
}
