package city.sawang.jobs.source;

import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.RegistryCity;
import city.sawang.schemas.avro.RegistryController;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Passes on the registry records of controllers and their tombstones; a controller's record carries
 * what the jobs need of its city, so records of cities end here.
 */
public final class FilterControllers extends ProcessFunction<RawRecord, RawRecord> {
  private static final long serialVersionUID = 1L;

  /** Records that are none of the records of their topic. */
  public static final OutputTag<QuarantineRow> DAMAGED = new OutputTag<>("damaged-registry") {};

  private transient AvroMessages messages;

  @Override
  public void open(OpenContext context) {
    messages = new AvroMessages();
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<RawRecord> out) {
    if (record.value() == null) {
      if (ControllerKey.isValid(record.key())) {
        out.collect(record);
      }
      return;
    }
    String problem;
    try {
      SpecificRecord message = messages.decode(record.value());
      if (message instanceof RegistryCity) {
        return;
      }
      if (message instanceof RegistryController controller
          && Topics.key(controller.getCityId(), controller.getControllerId())
              .equals(record.key())) {
        out.collect(record);
        return;
      }
      problem = message.getSchema().getName() + " under the key " + record.key();
    } catch (IllegalArgumentException e) {
      problem = e.getMessage();
    }
    context.output(
        DAMAGED,
        QuarantineRow.damaged(
            Topics.REGISTRY,
            record.timestampMillis(),
            record.topicPartitionOffset() + ": " + problem,
            record.value()));
  }
}
