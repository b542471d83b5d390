package city.sawang.jobs.source;

import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.QuarantinedPayload;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Turns the bridges' refusals into rows; bytes that are no refusal become a row themselves. */
public final class DecodeRefusals extends RichMapFunction<RawRecord, QuarantineRow> {
  private static final long serialVersionUID = 1L;

  private transient AvroMessages messages;

  @Override
  public void open(OpenContext context) {
    messages = new AvroMessages();
  }

  @Override
  public QuarantineRow map(RawRecord record) {
    String problem;
    try {
      SpecificRecord message =
          messages.decode(record.value() == null ? new byte[0] : record.value());
      if (message instanceof QuarantinedPayload refused) {
        return QuarantineRow.of(refused);
      }
      problem = "a " + message.getSchema().getName() + ", expected a QuarantinedPayload";
    } catch (IllegalArgumentException e) {
      problem = e.getMessage();
    }
    return QuarantineRow.damaged(
        Topics.QUARANTINE,
        record.timestampMillis(),
        record.topicPartitionOffset() + ": " + problem,
        record.value());
  }
}
