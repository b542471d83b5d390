package city.sawang.schemas;

import java.time.ZoneId;

/**
 * The time zone of what belongs to no city: a document that is published for the country, a lamp
 * that no registry knows. A city's own zone comes from its registry.
 */
public final class HomeZone {
  /** Its IANA name. */
  public static final String NAME = "Asia/Bangkok";

  public static final ZoneId ID = ZoneId.of(NAME);

  private HomeZone() {}
}
