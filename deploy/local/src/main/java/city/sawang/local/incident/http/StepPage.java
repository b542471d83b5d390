package city.sawang.local.incident.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The page on which a person takes steps on an incident, for a phone, in Thai and English. It is the
 * same file for all: its script asks this server for the incident that the address names, so nothing
 * that comes from telemetry or people is ever part of a page's text.
 */
final class StepPage {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of("steps.js", "text/javascript", "steps.css", "text/css");

  private StepPage() {}

  /** The files that the page needs; they say nothing and need no login. */
  static void addFiles(RoutesConfig routes) {
    TYPES.forEach((name, type) -> routes.get("/static/" + name, file(name, type)));
  }

  private static Handler file(String name, String type) {
    byte[] content = read(name);
    return context -> context.contentType(type + "; charset=utf-8").result(content);
  }

  /** Answers with the page. */
  static void show(Context context) {
    context
        .contentType("text/html; charset=utf-8")
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .result(read("steps.html"));
  }

  private static byte[] read(String name) {
    try (InputStream file = StepPage.class.getResourceAsStream(name)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("read " + name, e);
    }
  }
}
