package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.schemas.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Publishes incidents: every change as a CloudEvent in {@link Topics#INCIDENTS}
 * (CONTRACT.md#incident-events). At least once: what a restart repeats has the id that it had.
 *
 * <p>It shows Flink's Kafka sink as one without committer and state, neither of which it uses at
 * this guarantee: so a checkpoint of a job with events is resumed by a job without, and the other
 * way round.
 *
 * @param bootstrap {@code host:port,…}
 */
public record IncidentEvents(String bootstrap, KafkaSink<IncidentChange> kafka)
    implements Sink<IncidentChange> {
  private static final int ANSWER_SECONDS = 20;
  private static final String LINGER_MILLIS = "20";
  private static final String DELIVERY_MILLIS = "120000";

  /**
   * @param bootstrap {@code host:port,…}
   */
  public static Sink<IncidentChange> to(String bootstrap) {
    return new IncidentEvents(
        bootstrap,
        KafkaSink.<IncidentChange>builder()
            .setBootstrapServers(bootstrap)
            .setRecordSerializer(new IncidentEventSchema())
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setProperty(ProducerConfig.ACKS_CONFIG, "all")
            .setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true")
            .setProperty(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS)
            .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
            .setProperty(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS)
            .build());
  }

  /** Sends the changes of incidents there. */
  public static void define(DataStream<IncidentChange> changes, Sink<IncidentChange> events) {
    changes.sinkTo(events).name("incident-event-sink").uid("incident-event-sink");
  }

  @Override
  public SinkWriter<IncidentChange> createWriter(WriterInitContext context) throws IOException {
    requireTopic();
    return kafka.createWriter(context);
  }

  /**
   * Kafka's producer would wait for a topic that is not there for a minute, and all readings behind
   * it.
   */
  private void requireTopic() throws IOException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      admin
          .describeTopics(List.of(Topics.INCIDENTS))
          .allTopicNames()
          .get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "topic "
              + Topics.INCIDENTS
              + " of Kafka "
              + bootstrap
              + ": expected to be there as the other ones are, or a job without --incidents",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking for topic " + Topics.INCIDENTS, e);
    }
  }
}
