package city.sawang.jobs;

import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.schemas.text.NearMatch;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * {@link JobSettings} as program arguments {@code --name value}, as a cluster passes them to {@link
 * SawangJobs#main}. The password stays out of the arguments, which every web page of Flink shows:
 * it travels in the environment variable {@value #PASSWORD_VARIABLE}.
 */
public final class JobArguments {
  public static final String PASSWORD_VARIABLE = "SAWANG_JDBC_PASSWORD";

  private static final Set<String> REQUIRED =
      new TreeSet<>(Set.of("kafka", "jdbc-url", "checkpoints"));

  /**
   * Defaults of what is not given. Where from and where to must be given ({@link #REQUIRED}):
   * these values only show in a message what one looks like.
   */
  private static final JobSettings DEFAULTS =
      JobSettings.of(
          "localhost:9092",
          new DatabaseAddress("jdbc:postgresql://localhost:5432/sawang", "sawang", ""),
          URI.create("file:///var/lib/sawang/checkpoints"));

  private JobArguments() {}

  /** The arguments that {@link #parse} turns into the same settings. */
  public static List<String> of(JobSettings settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("kafka", settings.kafka());
    values.put("jdbc-url", settings.database().url());
    values.put("jdbc-user", settings.database().user());
    values.put("outputs", JobSettings.namesOf(settings.outputs()));
    values.put("group-id", settings.consumers().groupId());
    values.put("new-log", settings.consumers().newLog());
    values.put("parallelism", settings.parallelism());
    values.put("horizon", settings.horizon());
    values.put("checkpoint-interval", settings.checkpointInterval());
    values.put("checkpoints", settings.checkpoints());
    values.put("state-backend", settings.stateBackend().flinkName());
    values.put("sink-rows", settings.sinkRows());
    values.put("sink-delay", settings.sinkDelay());
    values.put("backlog-rate", settings.backlogRate());
    List<String> arguments = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          arguments.add("--" + name);
          arguments.add(value.toString());
        });
    return arguments;
  }

  /**
   * @param environment the variables of the process
   * @throws IllegalArgumentException naming the argument, its value and what was expected
   */
  public static JobSettings parse(List<String> arguments, Map<String, String> environment) {
    Map<String, String> values = pairs(arguments);
    Values given = new Values(values);
    JobSettings settings =
        new JobSettings(
            given.take("kafka", DEFAULTS.kafka(), Function.identity()),
            new DatabaseAddress(
                given.take("jdbc-url", DEFAULTS.database().url(), Function.identity()),
                given.take("jdbc-user", DEFAULTS.database().user(), Function.identity()),
                environment.getOrDefault(PASSWORD_VARIABLE, "")),
            given.take("outputs", DEFAULTS.outputs(), JobArguments::outputs),
            new JobSettings.Consumers(
                given.take("group-id", DEFAULTS.consumers().groupId(), Function.identity()),
                given.take("new-log", DEFAULTS.consumers().newLog(), Function.identity())),
            given.take("parallelism", DEFAULTS.parallelism(), Integer::parseInt),
            given.take("horizon", DEFAULTS.horizon(), Duration::parse),
            given.take("checkpoint-interval", DEFAULTS.checkpointInterval(), Duration::parse),
            given.take("checkpoints", DEFAULTS.checkpoints(), URI::create),
            given.take("state-backend", DEFAULTS.stateBackend(), JobArguments::stateBackend),
            given.take("sink-rows", DEFAULTS.sinkRows(), Integer::parseInt),
            given.take("sink-delay", DEFAULTS.sinkDelay(), Duration::parse),
            given.take("backlog-rate", DEFAULTS.backlogRate(), Double::parseDouble));
    given.requireAllTaken();
    for (String name : REQUIRED) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException("--" + name + " is missing");
      }
    }
    return settings;
  }

  private static Map<String, String> pairs(List<String> arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!name.startsWith("--") || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(name + ": expected --name value");
      }
      if (values.put(name.substring(2), arguments.get(i + 1)) != null) {
        throw new IllegalArgumentException(name + ": given twice");
      }
    }
    return values;
  }

  private static Set<JobSettings.Output> outputs(String text) {
    Set<JobSettings.Output> outputs = EnumSet.noneOf(JobSettings.Output.class);
    Arrays.stream(text.split(","))
        .map(name -> JobSettings.Output.valueOf(name.strip().toUpperCase(Locale.ROOT)))
        .forEach(outputs::add);
    return outputs;
  }

  private static StateBackend stateBackend(String text) {
    return StateBackend.valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Takes values by name and remembers the names, so that a name nobody takes is found. */
  private static final class Values {
    private final Map<String, String> values;
    private final Set<String> known = new TreeSet<>();

    Values(Map<String, String> values) {
      this.values = values;
    }

    <T> T take(String name, T otherwise, Function<String, T> parse) {
      known.add(name);
      String text = values.get(name);
      if (text == null) {
        return otherwise;
      }
      try {
        return parse.apply(text);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "--" + name + ": " + text + ", expected something like " + otherwise, e);
      }
    }

    void requireAllTaken() {
      for (String name : values.keySet()) {
        if (!known.contains(name)) {
          String near =
              NearMatch.of(name, known).map(one -> "; did you mean --" + one + "?").orElse(".");
          throw new IllegalArgumentException(
              "--" + name + " is unknown" + near + " Known: " + known);
        }
      }
    }
  }
}
