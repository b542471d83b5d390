package city.sawang.jobs.startpoint;

/** Says that kept offsets count in another log than the one that Kafka holds, and what to do. */
public final class OtherLog extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OtherLog(String where, LogIdentity kept, KafkaLog found) {
    super(
        ("%s counts its offsets in %s, and Kafka holds %s: another log, of which nothing was read."
                + " Bring the former Kafka back, or read this one from its first record, keeping all"
                + " figures: start with --new-log %s")
            .formatted(where, kept, found.of(kept.topic()), found.name()));
  }
}
