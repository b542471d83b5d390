package city.sawang.jobs.example;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.ReadingsJob;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.example.CountPerLamp.Count;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.flink.FlinkConfiguration;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rule is added to the readings job by one line, and nothing of the job knows of it: under the
 * settings of production, on a Flink in this JVM.
 */
class ExampleRuleIT {
  @TempDir private Path directory;

  private final AvroMessages messages = new AvroMessages();

  private RawRecord record(String topic, String controller, SpecificRecord message) {
    return new RawRecord(
        Topics.key("mueang-nan", controller), messages.encode(message), EVENING, topic);
  }

  private RawRecord record(Reading.Builder reading) {
    return record(Topics.READINGS, reading.getControllerId(), reading.build());
  }

  @Test
  @Timeout(120)
  void acceptedReadingsAreCountedPerLamp() throws Exception {
    // given: one reading twice, one in conflict, one of a controller that nobody registered
    List<RawRecord> readings = new ArrayList<>();
    for (int minute = 0; minute < 10; minute++) {
      readings.add(record(reading("c1", EVENING + minute * 60_000, minute)));
    }
    readings.add(record(reading("c1", EVENING, 0)));
    readings.add(record(reading("c1", EVENING, 0).setDigest(7)));
    readings.add(record(reading("c9", EVENING, 0)));
    RawRecord registry = record(Topics.REGISTRY, "c1", registered("c1", "c1"));
    JobSettings settings =
        JobSettings.of(
            "127.0.0.1:9092",
            new DatabaseAddress("jdbc:postgresql://127.0.0.1/unused", "unused", ""),
            directory.toUri());
    Configuration configuration = FlinkConfiguration.of(settings.flink());
    // Flink's own sink that collects results here has no uid.
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    // when
    DataStream<AcceptedReading> accepted =
        ReadingsJob.define(
            new ReadingsJob.Sources(
                environment.fromData(readings).uid("readings"),
                none(environment, registry, "backlog"),
                environment.fromData(registry).uid("registry"),
                none(environment, registry, "quarantine")),
            discardAll(),
            new ControllerProcess(settings.horizon()),
            settings);
    DataStream<Count> counts = CountPerLamp.on(accepted);
    // then
    Map<String, Long> last = new TreeMap<>();
    try (CloseableIterator<Count> results = counts.executeAndCollect("example")) {
      results.forEachRemaining(count -> last.merge(count.lampId(), count.readings(), Math::max));
    }
    assertThat(last).containsExactly(Map.entry("c1", 10L), Map.entry("c9", 1L));
  }

  private static DataStream<RawRecord> none(
      StreamExecutionEnvironment environment, RawRecord any, String name) {
    return environment
        .fromData(any)
        .uid(name)
        .filter(record -> false)
        .name("no-" + name)
        .uid("no-" + name);
  }

  private static ReadingsJob.Sinks discardAll() {
    return new ReadingsJob.Sinks(
        discard(),
        discard(),
        new EnergyFigures.FigureSinks(
            discard(), discard(), discard(), discard(), discard(), discard(), discard(), discard(),
            discard()),
        discard(),
        discard());
  }

  private static <R> Sink<R> discard() {
    return new DiscardingSink<>();
  }
}
