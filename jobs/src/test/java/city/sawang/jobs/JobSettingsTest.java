package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.jobs.JobSettings.Output;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.sink.DatabaseAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSettingsTest {
  private static final List<String> LEAST =
      List.of(
          "--kafka", "k:9092", "--jdbc-url", "jdbc:postgresql://d/s", "--checkpoints", "file:///c");

  private static JobSettings parse(String... more) {
    List<String> arguments = new ArrayList<>(LEAST);
    arguments.addAll(List.of(more));
    return JobArguments.parse(arguments, Map.of());
  }

  @Test
  void defaultsAreThoseOfOneMachine() {
    JobSettings settings = parse();
    assertThat(settings.withIncidents(true).outputs()).containsExactlyInAnyOrder(Output.values());
    assertThat(settings)
        .isEqualTo(
            new JobSettings(
                "k:9092",
                new DatabaseAddress("jdbc:postgresql://d/s", "sawang", ""),
                EnumSet.complementOf(EnumSet.of(Output.INCIDENTS)),
                new JobSettings.Consumers("sawang-jobs", ""),
                1,
                Duration.ofDays(3),
                Duration.ofSeconds(5),
                URI.create("file:///c"),
                StateBackend.HASHMAP,
                2_000,
                Duration.ofMillis(300),
                Double.POSITIVE_INFINITY));
  }

  @Test
  void everySettingGoesThereAndBack() {
    // given
    JobSettings settings =
        new JobSettings(
            "a:1,b:2",
            new DatabaseAddress("jdbc:postgresql://other/db", "sink", "secret"),
            Set.of(Output.READINGS, Output.LEDGER),
            new JobSettings.Consumers("other-group", "0123456789ab"),
            7,
            Duration.ofDays(10),
            Duration.ofSeconds(30),
            URI.create("file:///var/lib/checkpoints"),
            StateBackend.ROCKSDB,
            500,
            Duration.ofMillis(50),
            20_000);
    // when
    JobSettings parsed =
        JobArguments.parse(
            JobArguments.of(settings), Map.of(JobArguments.PASSWORD_VARIABLE, "secret"));
    // then
    assertThat(parsed).isEqualTo(settings);
  }

  @Test
  void thePasswordIsNeitherInTheArgumentsNorInTheText() {
    JobSettings settings =
        JobSettings.of(
            "k:9092",
            new DatabaseAddress("jdbc:postgresql://d/s", "sink", "secret"),
            URI.create("file:///c"));
    assertThat(JobArguments.of(settings)).noneMatch(argument -> argument.contains("secret"));
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kafka               | nonsense            | kafka: nonsense, expected host:port",
        "--jdbc-url            | jdbc:mysql://d/s    | jdbc-url: jdbc:mysql://d/s, expected",
        "--group-id            | a b                 | group-id: a b, expected",
        "--parallelism         | 0                   | parallelism: 0, expected 1…128",
        "--parallelism         | 129                 | parallelism: 129, expected 1…128",
        "--parallelism         | two                 | --parallelism: two, expected something like"
            + " 1",
        "--horizon             | PT1M                | horizon: PT1M, expected PT1H…PT1440H",
        "--checkpoint-interval | PT0S                | checkpoint-interval: PT0S, expected",
        "--checkpoints         | relative/path       | checkpoints: relative/path, expected",
        "--state-backend       | memory              | --state-backend: memory, expected",
        "--outputs             | READINGS,TEA        | --outputs: READINGS,TEA, expected",
        "--sink-rows           | 0                   | sink-rows: 0, expected 1…50000",
        "--sink-delay          | PT2M                | sink-delay: PT2M, expected",
        "--backlog-rate        | 10                  | backlog-rate: 10.0, expected 1000…Infinity",
        "--backlog-rate        | NaN                 | backlog-rate: NaN, expected 1000…Infinity",
        "--paralelism          | 2                   | did you mean --parallelism?",
      })
  void nonsenseIsRefusedByNameValueAndExpectation(String name, String value, String message) {
    List<String> arguments = new ArrayList<>(LEAST);
    int at = arguments.indexOf(name);
    if (at >= 0) {
      arguments.set(at + 1, value);
    } else {
      arguments.addAll(List.of(name, value));
    }
    assertThatThrownBy(() -> JobArguments.parse(arguments, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatHasNoDefaultMustBeGiven() {
    assertThatThrownBy(() -> JobArguments.parse(LEAST.subList(0, 4), Map.of()))
        .hasMessage("--checkpoints is missing");
  }

  @Test
  void aSettingGivenTwiceIsRefused() {
    assertThatThrownBy(() -> parse("--kafka", "x:1")).hasMessage("--kafka: given twice");
  }

  @Test
  void aNameWithoutValueIsRefused() {
    assertThatThrownBy(() -> parse("--parallelism")).hasMessageContaining("expected --name value");
  }
}
