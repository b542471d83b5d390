package city.sawang.local.house;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks what documents and comments of a checkout refer to: links, anchors, specifications that a
 * reader of the repository cannot open, and the length of decisions. Every finding is one line:
 * file, place, what is wrong.
 */
final class Documents {
  private static final Set<String> SKIPPED_DIRECTORIES =
      Set.of(".git", "target", "node_modules", ".idea");
  private static final Pattern TEXT_FILE =
      Pattern.compile(
          ".*\\.(md|java|sql|ya?ml|json|avsc|jslt|js|css|html|xml|properties|sh|csv)|sawang|run");

  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern CODE_SPAN = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\">");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *#*$");

  /** {@code METERING.md#split} in a comment or text, with or without directories before it. */
  private static final Pattern CITATION =
      Pattern.compile("((?:[\\w.-]+/)*)([A-Z]+\\.md)#([A-Za-z0-9_-]+)");

  private static final List<Pattern> UNREACHABLE =
      List.of(
          Pattern.compile("§"),
          Pattern.compile("\\b(domain|contract|house|vocabulary|traps|integrations)\\.md\\b"),
          Pattern.compile("(?i)\\bissues? #?\\d+\\b"),
          Pattern.compile("(?<![\\w.}/])/(work|root|home|Users)/\\w"));

  private static final Pattern DECISION = Pattern.compile("(?m)^## +(.*)$");
  private static final Pattern DATED = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\S.*");
  private static final int DECISION_LINES = 15;
  private static final int LINE_LENGTH = 120;

  private final Path root;
  private final Map<Path, String> texts = new HashMap<>();

  /**
   * @param root of the checkout
   */
  Documents(Path root) {
    this.root = root;
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> !isSkipped(root.relativize(file)))
          .filter(file -> TEXT_FILE.matcher(file.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .forEach(file -> texts.put(file.normalize(), read(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("walk " + root, e);
    }
  }

  /** Relative links of Markdown files whose file or anchor does not exist. */
  List<String> brokenLinks() {
    List<String> findings = new ArrayList<>();
    for (Path document : markdown()) {
      String text = CODE_SPAN.matcher(withoutFences(texts.get(document))).replaceAll("``");
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        String target = link.group(1);
        String anchor = link.group(2);
        if (target.startsWith("http") || target.startsWith("mailto:")) {
          continue;
        }
        Path file = target.isEmpty() ? document : document.resolveSibling(target).normalize();
        if (!Files.exists(file)) {
          findings.add(name(document) + ": no file " + target);
        } else if (anchor != null && isMarkdown(file) && !anchors(file).contains(anchor)) {
          findings.add(name(document) + ": no anchor " + target + "#" + anchor);
        }
      }
    }
    return findings;
  }

  /** Citations such as {@code METERING.md#split} in any file that no document answers. */
  List<String> brokenCitations() {
    List<String> findings = new ArrayList<>();
    for (Path file : files()) {
      String text = texts.get(file);
      if (isMarkdown(file)) {
        text = LINK.matcher(text).replaceAll("]()");
      }
      Matcher citation = CITATION.matcher(text);
      while (citation.find()) {
        List<Path> documents = documentsFor(file, citation.group(1), citation.group(2));
        if (documents.size() != 1) {
          findings.add(at(file, text, citation) + " names " + documents.size() + " documents");
        } else if (!anchors(documents.get(0)).contains(citation.group(3))) {
          findings.add(at(file, text, citation) + " has no such anchor");
        }
      }
    }
    return findings;
  }

  /**
   * Places that cite what a reader of the repository cannot open: a specification elsewhere, a
   * number of an issue tracker, a path of somebody's machine.
   *
   * @param except files that are known to, by the beginning of their path
   */
  List<String> unreachableSources(Set<String> except) {
    List<String> findings = new ArrayList<>();
    for (Path file : files()) {
      if (except.stream().anyMatch(name(file)::startsWith)) {
        continue;
      }
      String text = texts.get(file);
      for (Pattern pattern : UNREACHABLE) {
        Matcher source = pattern.matcher(text);
        while (source.find()) {
          findings.add(at(file, text, source));
        }
      }
    }
    return findings;
  }

  /** Entries of RATIONALE.md that have no date or are longer than a reader will read. */
  List<String> unfitDecisions() {
    List<String> findings = new ArrayList<>();
    for (Path document : markdown()) {
      if (!document.endsWith("RATIONALE.md")) {
        continue;
      }
      String text = texts.get(document);
      List<MatchResult> headings = DECISION.matcher(text).results().toList();
      for (int i = 0; i < headings.size(); i++) {
        MatchResult heading = headings.get(i);
        int end = i + 1 < headings.size() ? headings.get(i + 1).start() : text.length();
        int lines = linesOf(text.substring(heading.end(), end));
        if (!DATED.matcher(heading.group(1)).matches()) {
          findings.add(name(document) + ": no date: " + heading.group(1));
        }
        if (lines > DECISION_LINES) {
          findings.add(name(document) + ": " + lines + " lines: " + heading.group(1));
        }
      }
      if (headings.isEmpty()) {
        findings.add(name(document) + ": no decision");
      }
    }
    return findings;
  }

  /** Markdown files, sorted. */
  List<Path> markdown() {
    return files().stream().filter(Documents::isMarkdown).toList();
  }

  String text(Path file) {
    return texts.get(file);
  }

  private List<Path> files() {
    return texts.keySet().stream().sorted().toList();
  }

  private static boolean isMarkdown(Path file) {
    return file.getFileName().toString().endsWith(".md");
  }

  private static boolean isSkipped(Path relative) {
    for (Path part : relative) {
      if (SKIPPED_DIRECTORIES.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }

  /**
   * With a path: the document there, from the root or from the file. Without: the nearest one of
   * that name in a directory above; when there is none, all of that name.
   */
  private List<Path> documentsFor(Path file, String directories, String name) {
    if (!directories.isEmpty()) {
      return Stream.of(root.resolve(directories + name), file.resolveSibling(directories + name))
          .map(Path::normalize)
          .filter(texts::containsKey)
          .distinct()
          .toList();
    }
    for (Path above = file.getParent();
        above != null && above.startsWith(root);
        above = above.getParent()) {
      if (texts.containsKey(above.resolve(name))) {
        return List.of(above.resolve(name));
      }
    }
    return markdown().stream().filter(document -> document.endsWith(name)).toList();
  }

  private Set<String> anchors(Path document) {
    String text = texts.get(document);
    Set<String> anchors =
        ANCHOR
            .matcher(text)
            .results()
            .map(anchor -> anchor.group(1))
            .collect(toCollection(HashSet::new));
    Set<String> slugs = new TreeSet<>();
    for (MatchResult heading : HEADING.matcher(withoutFences(text)).results().toList()) {
      String slug = slug(heading.group(1));
      String numbered = slug;
      for (int i = 1; !slugs.add(numbered); i++) {
        numbered = slug + "-" + i;
      }
    }
    anchors.addAll(slugs);
    return anchors;
  }

  /** As forges make them of a heading. */
  private static String slug(String heading) {
    return heading
        .replaceAll("<[^>]*>", "")
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{M}\\p{N} _-]", "")
        .strip()
        .replace(' ', '-');
  }

  private static String withoutFences(String text) {
    return FENCE.matcher(text).replaceAll("");
  }

  private static int linesOf(String entry) {
    return ANCHOR
        .matcher(entry)
        .replaceAll("")
        .lines()
        .filter(line -> !line.isBlank())
        .mapToInt(line -> (line.codePointCount(0, line.length()) + LINE_LENGTH - 1) / LINE_LENGTH)
        .sum();
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private String at(Path file, String text, Matcher found) {
    long line = 1 + text.substring(0, found.start()).chars().filter(c -> c == '\n').count();
    return name(file) + ":" + line + ": " + found.group();
  }
}
