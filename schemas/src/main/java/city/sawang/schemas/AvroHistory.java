package city.sawang.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Loads every version of a record that was released, kept as resource {@code
 * avro-history/<Record>/v<n>.avsc} and beginning with that of 0.1.0. With them a newer reader
 * understands bytes that an older writer left in Kafka, and a test refuses a change that would end
 * that.
 */
public final class AvroHistory {
  private AvroHistory() {}

  /**
   * @param record simple name, e.g. {@code Reading}
   * @return its versions, oldest first; the newest is the current one
   */
  public static List<Schema> versions(String record) {
    var versions = new ArrayList<Schema>();
    Schema version;
    while ((version = load(resource(record, versions.size() + 1))) != null) {
      versions.add(version);
    }
    return List.copyOf(versions);
  }

  static String resource(String record, int version) {
    return "avro-history/" + record + "/v" + version + ".avsc";
  }

  private static Schema load(String resource) {
    try (InputStream in = AvroHistory.class.getClassLoader().getResourceAsStream(resource)) {
      // A parser per file: two versions define the same names.
      return in == null ? null : new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + resource, e);
    }
  }
}
