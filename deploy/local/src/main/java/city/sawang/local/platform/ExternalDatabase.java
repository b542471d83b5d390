package city.sawang.local.platform;

import city.sawang.local.InvalidInput;
import city.sawang.local.services.PlatformDatabase;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A database that somebody else runs, given by its address with the owner's login in it. */
public final class ExternalDatabase {
  private ExternalDatabase() {}

  /** Migrates it and makes our logins there. */
  static PlatformDatabase prepare(String jdbcUrl, UnaryOperator<String> password)
      throws SQLException {
    return PlatformDatabase.prepare(withoutLogin(jdbcUrl), login(jdbcUrl), password);
  }

  /**
   * The login in an address.
   *
   * @throws InvalidInput when there is none
   */
  public static PlatformDatabase.Login login(String jdbcUrl) {
    Properties parts = Driver.parseURL(jdbcUrl, null);
    String user = parts == null ? null : PGProperty.USER.getOrDefault(parts);
    String secret = parts == null ? null : PGProperty.PASSWORD.getOrDefault(parts);
    if (user == null || secret == null) {
      throw new InvalidInput(
          "--jdbc-url names no login: expected"
              + " jdbc:postgresql://host:port/database?user=…&password=…");
    }
    return new PlatformDatabase.Login(user, secret);
  }

  /** The address without user and password, so that other logins can be used with it. */
  public static String withoutLogin(String jdbcUrl) {
    int question = jdbcUrl.indexOf('?');
    if (question < 0) {
      return jdbcUrl;
    }
    StringBuilder kept = new StringBuilder(jdbcUrl.substring(0, question));
    char separator = '?';
    for (String option : jdbcUrl.substring(question + 1).split("&", -1)) {
      if (!option.startsWith("user=") && !option.startsWith("password=")) {
        kept.append(separator).append(option);
        separator = '&';
      }
    }
    return kept.toString();
  }
}
