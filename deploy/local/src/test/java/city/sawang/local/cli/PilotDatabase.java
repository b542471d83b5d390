package city.sawang.local.cli;

import city.sawang.local.platform.Ports;
import city.sawang.local.platform.RegistryLoader;
import city.sawang.local.services.PlatformDatabase;
import city.sawang.local.services.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The database that {@code up} starts, with the pilot cities, and commands that are run against it. */
record PilotDatabase(PostgresServer server, PlatformDatabase database) implements AutoCloseable {
  /** What a command said. */
  record Ran(int exit, String out, String err) {}

  static PilotDatabase start(Path directory) throws Exception {
    PostgresServer server =
        new PostgresServer(
            directory.resolve("postgresql"), Ports.HOST, Ports.auto().postgres(), "owner's secret");
    PlatformDatabase database = server.prepareDatabase(login -> "secret of " + login);
    RegistryLoader.intoDatabase(
        PlatformDatabase.source(database.url(), database.owner()),
        RegistryLoader.read(Path.of("../registry")),
        Instant.parse("2026-11-22T12:00:00Z"));
    return new PilotDatabase(server, database);
  }

  /** Runs a command as its owner. */
  Ran run(List<String> arguments) {
    return run(database.owner(), arguments);
  }

  /** Runs a command as a login. */
  Ran run(PlatformDatabase.Login login, List<String> arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine command =
        Sawang.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    var all = new ArrayList<>(arguments);
    all.add("--jdbc-url=" + database.withLogin(login).replace(" ", "%20"));
    int exit = command.execute(all.toArray(new String[0]));
    return new Ran(exit, out.toString(), err.toString());
  }

  /** Runs a command as its owner, with something on its standard input. */
  Ran run(String input, List<String> arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
