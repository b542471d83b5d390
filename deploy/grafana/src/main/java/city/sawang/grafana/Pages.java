package city.sawang.grafana;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The one HTML page; its scripts draw everything. */
final class Pages {
  private static final String SHELL = read("static/index.html");

  private Pages() {}

  static void shell(Context context) {
    context.header("Cache-Control", "no-cache");
    context.html(SHELL);
  }

  private static String read(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + name, e);
    }
  }
}
