package city.sawang.jobs.startpoint;

import java.io.Serializable;
import java.util.Optional;

/**
 * Judges whether kept offsets count in the log that Kafka holds.
 *
 * @param servers {@code host:port,…}
 * @param topic of which the offsets are
 * @param acceptedLog name of a log that may be read from its beginning although other offsets are
 *     kept, or {@value #COPY} and the name of one in which they count too; empty: none
 */
record LogBound(String servers, String topic, String acceptedLog) implements Serializable {
  /** Before the name of a log that is a copy of the former one, with the same offsets. */
  static final String COPY = "copy:";

  /** What to do with kept offsets. */
  enum Verdict {
    /** They count in this log. */
    READ_ON,
    /** They count in another one, and this one may be read from its beginning. */
    BEGIN_ANEW
  }

  /**
   * @param kept the log the offsets count in; empty: they were never bound to one
   * @param found the log that Kafka holds
   * @throws OtherLog when they count in another one that nobody accepted
   */
  Verdict judge(String where, Optional<LogIdentity> kept, KafkaLog found) {
    if (kept.isEmpty()
        || kept.get().equals(found.of(topic))
        || acceptedLog.equals(COPY + found.name())) {
      return Verdict.READ_ON;
    }
    if (!acceptedLog.equals(found.name())) {
      throw new OtherLog(where, kept.get(), found);
    }
    return Verdict.BEGIN_ANEW;
  }

  KafkaLog ask() {
    try (KafkaLogs kafka = new KafkaLogs(servers)) {
      return kafka.ask();
    }
  }
}
