package city.sawang.grafana.server;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Handler;
import java.util.Set;

/**
 * Sets the security headers of every answer, and on a loopback address refuses requests for another
 * host name: a web page elsewhere could otherwise point its own name here and read (DNS rebinding).
 */
final class SecurityHeaders implements Handler {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

  private final boolean loopbackOnly;

  SecurityHeaders(String bind) {
    this.loopbackOnly = LOOPBACK.contains(bind) || "::1".equals(bind);
  }

  @Override
  public void handle(Context context) {
    context.header("Content-Security-Policy", POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    String host = String.valueOf(context.header("Host"));
    if (loopbackOnly && !LOOPBACK.contains(host.replaceFirst(":\\d+$", ""))) {
      throw new ForbiddenResponse("this server answers under 127.0.0.1 and localhost only");
    }
  }
}
