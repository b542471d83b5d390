package city.sawang.local.services;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Carries the counters of our operators (those in a metric group named {@code sawang_…}) into the
 * registry of this process, summed over subtasks. Flink's thousand own metrics stay in its web UI.
 */
public final class FlinkMetricsReporter implements MetricReporter, MetricReporterFactory {
  private static final String OURS = "sawang_";

  // Flink makes the reporter itself, so the registry cannot be handed to its constructor.
  private static final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
  private static final Map<String, Sum> sums = new ConcurrentHashMap<>();

  /** One figure of all subtasks; what a finished subtask had counted stays counted. */
  private static final class Sum {
    private final String name;
    private final List<Tag> tags;
    private final Set<Counter> running = ConcurrentHashMap.newKeySet();
    private long finished;

    Sum(String name, List<Tag> tags) {
      this.name = name;
      this.tags = tags;
    }

    void showIn(MeterRegistry registry) {
      FunctionCounter.builder(name, this, Sum::value).tags(tags).register(registry);
    }

    synchronized void remove(Counter counter) {
      if (running.remove(counter)) {
        finished += counter.getCount();
      }
    }

    synchronized double value() {
      return finished + running.stream().mapToLong(Counter::getCount).sum();
    }
  }

  /** The option that makes Flink report here. */
  public static Configuration reporting() {
    Configuration configuration = new Configuration();
    configuration.setString(
        "metrics.reporter.sawang.factory.class", FlinkMetricsReporter.class.getName());
    return configuration;
  }

  /** From now on this registry shows the counters. */
  public static void showIn(MeterRegistry registry) {
    registries.add(registry);
    sums.values().forEach(sum -> sum.showIn(registry));
  }

  private static Sum shown(Sum sum) {
    registries.forEach(sum::showIn);
    return sum;
  }

  @Override
  public MetricReporter createMetricReporter(java.util.Properties properties) {
    return new FlinkMetricsReporter();
  }

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}

  @Override
  public void notifyOfAddedMetric(Metric metric, String metricName, MetricGroup group) {
    if (!(metric instanceof Counter counter)) {
      return;
    }
    String scope = LogicalScopeProvider.castFrom(group).getLogicalScope(name -> name, '.');
    int ours = scope.indexOf(OURS);
    if (ours < 0) {
      return;
    }
    List<Tag> tags = tags(scope.substring(ours), group);
    String name = name(scope.substring(ours), metricName);
    sums.computeIfAbsent(name + tags, key -> shown(new Sum(name, tags))).running.add(counter);
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String metricName, MetricGroup group) {
    if (metric instanceof Counter counter) {
      sums.values().forEach(sum -> sum.remove(counter));
    }
  }

  /** {@code sawang_sink.table} and {@code rows_written} become {@code sawang.sink.rows.written}. */
  private static String name(String scope, String metricName) {
    int end = scope.indexOf('.');
    String part = end < 0 ? scope : scope.substring(0, end);
    return (part + "_" + metricName).replace('_', '.');
  }

  private static List<Tag> tags(String scope, MetricGroup group) {
    List<Tag> tags = new ArrayList<>();
    for (String key : scope.split("\\.", -1)) {
      String value = group.getAllVariables().get("<" + key + ">");
      if (value != null) {
        tags.add(Tag.of(key, value));
      }
    }
    return tags;
  }
}
