package city.sawang.jobs.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether a request to Flink's REST interface is let through. Flink itself knows no rights:
 * with {@code web.cancel.enable} off a PATCH still cancels a job, a POST still takes a savepoint
 * wherever its sender says, and every page of the internet may read along.
 *
 * @param ownName the name or address that the interface is reached by, besides {@code localhost}
 * @param token whoever brings it may do everything; empty: nobody
 */
record RestAccess(String ownName, String token) {
  private static final String BEARER = "Bearer ";

  /** Old ways to cancel and stop a job by a GET. */
  private static final List<String> CHANGING = List.of("yarn-cancel", "yarn-stop");

  /**
   * What of a request is judged.
   *
   * @param uri as it was sent
   * @param path decoded
   * @param hosts every Host header
   * @param origins every Origin header
   * @param authorization of the Authorization header; empty: there is none
   */
  record Asked(
      String method,
      String uri,
      String path,
      List<String> hosts,
      List<String> origins,
      String authorization) {}

  /** Why a request is refused; empty: it is let through. */
  Optional<String> refusal(Asked asked) {
    if (!asked.uri().startsWith("/")) {
      return Optional.of("expected a path");
    }
    if (asked.hosts().size() != 1 || !isOurs(asked.hosts().get(0))) {
      // A page whose name leads to this machine for its second look would be of our origin.
      return Optional.of("this host goes by another name");
    }
    if (!asked.origins().stream().allMatch(("http://" + asked.hosts().get(0))::equals)) {
      return Optional.of("pages of another origin may not ask");
    }
    if (hasToken(asked.authorization())) {
      return Optional.empty();
    }
    if (!asked.method().equals("GET") && !asked.method().equals("HEAD")) {
      return Optional.of("it may be looked at, not changed");
    }
    return Arrays.stream(asked.path().split("/", -1)).anyMatch(CHANGING::contains)
        ? Optional.of("it may be looked at, not changed")
        : Optional.empty();
  }

  private boolean hasToken(String authorization) {
    return !token.isEmpty()
        && authorization.startsWith(BEARER)
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
  }

  /** An address cannot be made to lead elsewhere; of names only those that are ours. */
  private boolean isOurs(String host) {
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals(ownName.toLowerCase(Locale.ROOT))
        || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
        || name.matches("\\[[0-9a-f:.]+]");
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') && host.substring(colon + 1).matches("[0-9]{1,5}")
        ? host.substring(0, colon)
        : host;
  }
}
