package city.sawang.jobs.startpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * Names the log that an offset counts in: Kafka gives both ids by chance when a cluster is formatted
 * and when a topic is made, so no two logs have the same.
 *
 * @param clusterId of the cluster
 * @param topic its name, which many logs share
 * @param topicId of the topic
 */
record LogIdentity(String clusterId, String topic, String topicId) implements Serializable {
  static LogIdentity read(DataInput in) throws IOException {
    return new LogIdentity(in.readUTF(), in.readUTF(), in.readUTF());
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(clusterId);
    out.writeUTF(topic);
    out.writeUTF(topicId);
  }

  @Override
  public String toString() {
    return "%s %s of cluster %s".formatted(topic, topicId, clusterId);
  }
}
