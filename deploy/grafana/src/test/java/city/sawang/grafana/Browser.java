package city.sawang.grafana;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Chromium that is installed on this machine; the tests bring none. */
final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Pattern COMPLAINT = Pattern.compile(".*:(?:ERROR|WARNING|INFO):CONSOLE.*");
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Path program;

  /**
   * A page as it stands when its scripts are done.
   *
   * @param dom the document, written out as HTML
   * @param console what its scripts said or broke at
   */
  record Page(String dom, List<String> console) {}

  private Browser(Path program) {
    this.program = program;
  }

  static Optional<Browser> ofThisMachine() {
    return Stream.of(
            System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Browser::new);
  }

  /**
   * @param home an empty directory for what the browser keeps
   */
  Page open(String url, int width, int height, Path home) throws IOException, InterruptedException {
    Path dom = home.resolve("dom.html");
    Path console = home.resolve("console.log");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--enable-logging=stderr",
                "--user-data-dir=" + home.resolve("profile"),
                "--window-size=%d,%d".formatted(width, height),
                // Time stands still while an answer is under way, and then runs for so long.
                "--virtual-time-budget=4000",
                "--dump-dom",
                url)
            .redirectOutput(dom.toFile())
            .redirectError(console.toFile())
            .start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException("%s did not show %s within %s".formatted(program, url, LIMIT));
    }
    try (Stream<String> lines = Files.lines(console, StandardCharsets.UTF_8)) {
      return new Page(
          Files.readString(dom), lines.filter(line -> COMPLAINT.matcher(line).matches()).toList());
    }
  }
}
