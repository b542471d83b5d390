package city.sawang.grafana.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a person does about an alert at night, a page for each rule.
 *
 * @param pages texts by the names of their files
 */
public record Runbooks(Map<String, String> pages) {
  /** What stands before the name of a page in {@code runbook_url}. */
  static final String ADDRESS = "${SAWANG_RUNBOOKS}";

  public Runbooks {
    pages = Map.copyOf(pages);
  }

  /**
   * @param directory {@code deploy/grafana/runbooks}
   */
  public static Runbooks read(Path directory) throws IOException {
    var pages = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        pages.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return new Runbooks(pages);
  }

  /** The page of the rule with this uid. */
  static String name(String uid) {
    return uid.replaceFirst("^sawang-", "") + ".md";
  }
}
