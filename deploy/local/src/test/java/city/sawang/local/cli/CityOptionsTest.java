package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.cli.option.CityIdConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every command reads ids of cities without regard to case. */
class CityOptionsTest {
  private static final Set<String> NAMES = Set.of("--city", "--cities");

  private static List<OptionSpec> cityOptions(CommandLine command) {
    List<OptionSpec> found = new ArrayList<>();
    command.getCommandSpec().options().stream()
        .filter(option -> NAMES.contains(option.longestName()))
        .forEach(found::add);
    command.getSubcommands().values().forEach(subcommand -> found.addAll(cityOptions(subcommand)));
    return found;
  }

  @Test
  void everyCommandTakesACityAsPeopleTypeIt() {
    assertThat(cityOptions(Sawang.commandLine()))
        .hasSizeGreaterThan(8)
        .allSatisfy(
            option ->
                assertThat(option.converters())
                    .as("%s of %s", option.longestName(), option.command().qualifiedName())
                    .hasAtLeastOneElementOfType(CityIdConverter.class));
  }

  @Test
  void theSpellingOfTheRegistryComesOut() {
    assertThat(new CityIdConverter().convert(" Mueang-NAN ")).isEqualTo("mueang-nan");
  }
}
