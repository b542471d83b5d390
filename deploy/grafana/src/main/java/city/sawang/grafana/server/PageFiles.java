package city.sawang.grafana.server;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Serves what the page loads, read once: its own scripts, and charts and maps out of the WebJars. */
final class PageFiles {
  private static final List<String> OWN =
      List.of(
          "app.js",
          "charts.js",
          "copy.js",
          "dom.js",
          "format.js",
          "icon.svg",
          "kept.js",
          "language.js",
          "map.js",
          "panels.js",
          "shapes.js",
          "style.css",
          "table.js",
          "theme.js",
          "zone.js");

  /** Versions stand in the paths: a newer library is a change here and in index.html, and a test asks for both. */
  private static final List<String> WEBJARS =
      List.of(
          "echarts/5.5.0/echarts.min.js",
          "leaflet/1.9.4/dist/leaflet.css",
          "leaflet/1.9.4/dist/leaflet.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "html", "text/html; charset=utf-8");

  private final Map<String, byte[]> byPath = new HashMap<>();
  private final byte[] shell = read("/city/sawang/grafana/static/index.html");
  private final AsyncResponses answers;

  PageFiles(AsyncResponses answers) {
    this.answers = answers;
    OWN.forEach(name -> byPath.put("/static/" + name, read("/city/sawang/grafana/static/" + name)));
    WEBJARS.forEach(
        name -> byPath.put("/webjars/" + name, read("/META-INF/resources/webjars/" + name)));
  }

  /** The one HTML page, for every address that people see. */
  void page(Context context) {
    send(context, shell, "html", "no-cache");
  }

  /** A script, a style sheet or a picture. */
  void file(Context context) {
    byte[] body = byPath.get(context.path());
    if (body == null) {
      throw new NotFoundResponse("no such file");
    }
    // The project's own files change with the program and have no version in their names.
    boolean versioned = context.path().startsWith("/webjars/");
    String type = context.path().replaceFirst(".*\\.", "");
    send(context, body, type, versioned ? "public, max-age=31536000, immutable" : "no-cache");
  }

  private void send(Context context, byte[] body, String type, String caching) {
    context.contentType(TYPES.get(type));
    context.header("Cache-Control", caching);
    answers.sendShared(context, body);
  }

  private static byte[] read(String resource) {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("read " + resource, e);
    }
  }
}
