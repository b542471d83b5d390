package city.sawang.local.incident.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Login and password of a request: those of a login of the database, by RFC 7617.
 *
 * @param user 1 to 63 characters, as PostgreSQL has it
 */
record BasicLogin(String user, String password) {
  private static final String SCHEME = "basic ";
  private static final int LONGEST_USER = 63;

  /**
   * @param header of {@code Authorization}; null when there is none
   * @return empty when it is none that can be read
   */
  static Optional<BasicLogin> of(String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String pair;
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      pair = new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    // PostgreSQL's protocol ends texts with a NUL.
    boolean readable = colon > 0 && colon <= LONGEST_USER && pair.indexOf('\0') < 0;
    return readable
        ? Optional.of(new BasicLogin(pair.substring(0, colon), pair.substring(colon + 1)))
        : Optional.empty();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BasicLogin[user=" + user + "]";
  }
}
