package city.sawang.local;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.cli.Sawang;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern VERB = Pattern.compile("deploy/sawang ([a-z]+(?: [a-z]+)?)");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(Checkout.file(""), 4)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("/target/"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Path document) throws IOException {
    List<String> broken =
        LINK.matcher(Files.readString(document))
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.startsWith("http"))
            .filter(link -> !Files.exists(document.resolveSibling(link)))
            .toList();

    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandIsOneOfTheCommandLine(Path document) throws IOException {
    var verbs = Sawang.commandLine().getSubcommands();
    List<String> unknown =
        VERB.matcher(Files.readString(document))
            .results()
            .map(MatchResult::group)
            .map(command -> command.split(" ")[1])
            .filter(verb -> !verbs.containsKey(verb))
            .toList();

    assertThat(unknown).isEmpty();
  }
}
