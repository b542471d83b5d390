package city.sawang.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Monitors the jobs by Flink's REST, asked from time to time by {@link #check}: state, age of
 * the newest checkpoint, restarts.
 */
public final class JobsMonitor {
  /** A job without a complete checkpoint for so long does not get its data through. */
  private static final Duration OLDEST_CHECKPOINT = Duration.ofSeconds(60);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

  /** A check that does not come back says nothing about the jobs any more. */
  private static final Duration OLDEST_CHECK = Duration.ofSeconds(4);

  /**
   * @param waitingTasks tasks that do not run yet: a job is RUNNING for Flink before the first does
   * @param lastCheckpointMillis completion of the newest checkpoint, or the start of the job when
   *     there is none yet
   * @param cause what the newest restart was about; empty: there was none
   */
  private record Seen(
      String state, int waitingTasks, long lastCheckpointMillis, long restarts, String cause) {
    boolean isRunning() {
      return state.equals("RUNNING") && waitingTasks == 0;
    }

    String shownState() {
      return waitingTasks == 0 || !state.equals("RUNNING")
          ? state
          : "%d tasks short of running".formatted(waitingTasks);
    }

    String history() {
      return cause.isEmpty()
          ? ""
          : ", %d restarts, the last one for: %s".formatted(restarts, cause);
    }
  }

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI rest;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Map<String, Seen> jobs = new ConcurrentHashMap<>();
  private volatile Optional<String> problem = Optional.of("jobs: not checked yet");
  private volatile long checkedAt = System.nanoTime();

  public JobsMonitor(URI rest, MeterRegistry metrics, Clock clock) {
    this.rest = rest;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Asks once. */
  public void check() throws InterruptedException {
    try {
      Map<String, Seen> seen = new TreeMap<>();
      for (JsonNode job : get("/jobs/overview").path("jobs")) {
        String name = job.path("name").asText();
        // Of several runs of a job under one name the newest counts.
        if (!seen.containsKey(name) || !isOver(job)) {
          seen.put(name, ask(job));
        }
      }
      seen.forEach(this::show);
      problem = Optional.empty();
      checkedAt = System.nanoTime();
    } catch (IOException e) {
      problem = Optional.of("jobs: Flink does not answer at " + rest + ": " + e);
    }
  }

  private static boolean isOver(JsonNode job) {
    return switch (job.path("state").asText()) {
      case "FINISHED", "CANCELED", "FAILED" -> true;
      default -> false;
    };
  }

  private Seen ask(JsonNode job) throws IOException, InterruptedException {
    String id = job.path("jid").asText();
    JsonNode latest = get("/jobs/" + id + "/checkpoints").path("latest").path("completed");
    long checkpoint = latest.path("latest_ack_timestamp").asLong(job.path("start-time").asLong());
    JsonNode restarts = get("/jobs/" + id + "/metrics?get=numRestarts");
    String state = job.path("state").asText();
    long count = restarts.path(0).path("value").asLong(0);
    boolean inTrouble = count > 0 || !state.equals("RUNNING");
    JsonNode tasks = job.path("tasks");
    int waiting = tasks.path("total").asInt() - tasks.path("running").asInt();
    return new Seen(state, waiting, checkpoint, count, inTrouble ? cause(id) : "");
  }

  /** The innermost cause of the newest failure, its first line. */
  private String cause(String job) throws IOException, InterruptedException {
    JsonNode newest =
        get("/jobs/" + job + "/exceptions?maxExceptions=1")
            .path("exceptionHistory")
            .path("entries")
            .path(0);
    String[] causes = newest.path("stacktrace").asText().split("(?m)^Caused by: ", -1);
    String innermost = causes[causes.length - 1];
    return innermost.lines().findFirst().orElse("");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(rest.resolve(path)).timeout(ANSWER_LIMIT).GET().build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP " + response.statusCode() + " for " + path);
    }
    return json.readTree(response.body());
  }

  private void show(String name, Seen seen) {
    if (jobs.put(name, seen) == null) {
      Gauge.builder("sawang.job.checkpoint.age.seconds", () -> checkpointAge(name).toMillis() / 1e3)
          .description("Since the newest complete checkpoint")
          .tag("job", name)
          .register(metrics);
      FunctionCounter.builder("sawang.job.restarts", jobs, map -> map.get(name).restarts())
          .description("Restarts since the JobManager runs")
          .tag("job", name)
          .register(metrics);
      Gauge.builder("sawang.job.running", () -> isRunning(name) ? 1 : 0)
          .description("1: the job runs")
          .tag("job", name)
          .register(metrics);
    }
  }

  private Duration checkpointAge(String name) {
    return Duration.ofMillis(clock.millis() - jobs.get(name).lastCheckpointMillis());
  }

  private boolean isRunning(String name) {
    return jobs.get(name).isRunning();
  }

  /** Why the jobs are not ready to get data through; empty: they are. */
  public List<String> notReadyReasons() {
    List<String> notReadyReasons = new ArrayList<>();
    problem.ifPresent(notReadyReasons::add);
    if (problem.isEmpty() && System.nanoTime() - checkedAt > OLDEST_CHECK.toNanos()) {
      notReadyReasons.add("jobs: Flink does not answer at " + rest);
    }
    if (problem.isEmpty() && jobs.isEmpty()) {
      notReadyReasons.add("jobs: none was submitted");
    }
    jobs.forEach(
        (name, seen) -> {
          if (!isRunning(name)) {
            notReadyReasons.add("job " + name + " is " + seen.shownState() + seen.history());
          } else if (checkpointAge(name).compareTo(OLDEST_CHECKPOINT) > 0) {
            notReadyReasons.add(
                "job %s: last checkpoint %d s ago%s"
                    .formatted(name, checkpointAge(name).toSeconds(), seen.history()));
          }
        });
    return notReadyReasons;
  }
}
