package city.sawang.jobs.startpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names everything that the jobs read: a cluster and its topics.
 *
 * @param clusterId of the cluster
 * @param topicIds by the name of the topic
 */
public record KafkaLog(String clusterId, SortedMap<String, String> topicIds) {
  private static final int NAME_BYTES = 6;

  public KafkaLog {
    topicIds = new TreeMap<>(topicIds);
  }

  /** A short name that no other log has: what {@code --new-log} accepts. */
  public String name() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((clusterId + topicIds).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  LogIdentity of(String topic) {
    return new LogIdentity(clusterId, topic, topicIds.getOrDefault(topic, ""));
  }
}
