package city.sawang.local.services;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stands in for Grafana: writes down how it was started, and says that it is well. */
public final class FakeGrafana {
  private FakeGrafana() {}

  /** Installs it below a directory, as a Grafana is: bin/grafana, conf. */
  static Path install(Path home) throws IOException {
    Files.createDirectories(home.resolve("conf"));
    Path binary = Files.createDirectories(home.resolve("bin")).resolve("grafana");
    Files.writeString(
        binary,
        """
        #!/bin/sh
        exec '%s' -Xmx32m -cp '%s' %s '%s' "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Path.of(
                    URI.create(
                        FakeGrafana.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString())),
                FakeGrafana.class.getName(),
                home.resolve("started")));
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  /** As it was started: arguments by their place, then the environment. */
  static List<String> started(Path home) throws IOException {
    return Files.readAllLines(home.resolve("started"));
  }

  /**
   * @param arguments the file to write to, and what Grafana was told
   */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i < arguments.length; i++) {
      lines.append(arguments[i]).append('\n');
    }
    environment.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    Files.writeString(Path.of(arguments[0]), lines);
    if (environment.getOrDefault("SAWANG_DATABASE", "").isEmpty()) {
      System.exit(3);
    }
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                environment.get("GF_SERVER_HTTP_ADDR"),
                Integer.parseInt(environment.get("GF_SERVER_HTTP_PORT"))),
            0);
    server.createContext(
        "/api/health",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }
}
