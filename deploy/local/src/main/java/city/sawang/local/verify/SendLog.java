package city.sawang.local.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ledger file in memory: what was sent, and which of it was acknowledged. Read as a stream; the
 * torn last line of a killed simulator is left out, because its message never left.
 */
final class SendLog {
  private static final int HISTORICAL = 1;
  private static final int LAMP_ON = 2;
  static final int NO_CLOCK = 4;
  static final int NO_COUNTER = 8;
  static final int NO_POWER = 16;
  static final int NO_SEQUENCE = 32;
  private static final int OMITTED = NO_CLOCK | NO_COUNTER | NO_POWER | NO_SEQUENCE;
  private static final int FIRST_REFUSAL = 128;

  /** Numbers of a reading; logs of other versions may have fewer or more. */
  private static final int TUPLE = 7;

  private static final long UNKNOWN = -1;

  private final SentReadings readings = new SentReadings();
  private final Map<String, UnnumberedReadings> unnumbered = new LinkedHashMap<>();
  private final Map<String, TrueEnergy> drawn = new HashMap<>();
  private final Map<String, Long> circuits = new HashMap<>();
  private final Map<MalformedKey, Integer> malformed = new HashMap<>();
  private int[] messageStart = new int[1024];
  private int[] messageReadings = new int[1024];
  private int readingsUsed;
  private long readingsSent;
  private long[] malformedSha = new long[1024];
  private String[] malformedTopic = new String[1024];
  private byte[] answer = new byte[1024];
  private int messages;
  private long refused;
  private long acknowledged;
  private long startedAt = Long.MAX_VALUE;
  private long lastAt = Long.MIN_VALUE;
  private boolean complete;

  /** Payloads without a reading are known by topic and content. */
  record MalformedKey(String topic, long sha) {}

  /** What a device has truly used between the first and the last reading that was sent; mWh. */
  static final class TrueEnergy {
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    long milliwattHours() {
      return first > last ? 0 : last - first;
    }

    private void add(long total) {
      first = Math.min(first, total);
      last = Math.max(last, total);
    }
  }

  private SendLog() {}

  /**
   * @throws IOException when the file cannot be read or is no ledger, naming the line
   */
  static SendLog read(Path file) throws IOException {
    SendLog ledger = new SendLog();
    JsonFactory json = new JsonFactory();
    try (JsonParser parser = json.createParser(file.toFile())) {
      ledger.read(parser, file);
    }
    ledger.settle();
    return ledger;
  }

  private void read(JsonParser parser, Path file) throws IOException {
    int line = 0;
    try {
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        line = parser.currentLocation().getLineNr();
        String first = parser.nextFieldName();
        if (line == 1 && !"ledger".equals(first)) {
          throw new IOException(file + ":1: no ledger, expected {\"ledger\":1,… first");
        }
        switch (first) {
          case "ledger" -> header(parser);
          case "lamp" -> lamp(parser);
          case "meter" -> meter(parser);
          case "sent" -> sent(parser);
          case "ack" -> ack(parser);
          case "end" -> {
            complete = true;
            skipRest(parser);
          }
          default -> skipRest(parser);
        }
      }
    } catch (JsonEOFException torn) {
      // A killed simulator was in the middle of a line.
      complete = false;
    } catch (RuntimeException e) {
      throw new IOException(file + ":" + line + ": " + e.getMessage(), e);
    }
  }

  private static void skipRest(JsonParser parser) throws IOException {
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      parser.nextToken();
      parser.skipChildren();
    }
  }

  private void header(JsonParser parser) throws IOException {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("at")) {
        startedAt = parser.getLongValue();
        lastAt = startedAt;
      }
    }
  }

  private void meter(JsonParser parser) throws IOException {
    Map<String, String> members = members(parser, "meter");
    readings.describe(
        SimulatedDevice.meter(
            members.get("city"),
            members.get("meter"),
            members.getOrDefault("feeder", ""),
            Long.parseLong(members.getOrDefault("stepMwh", "1"))));
  }

  private static Map<String, String> members(JsonParser parser, String first) throws IOException {
    Map<String, String> members = new HashMap<>();
    String name = first;
    do {
      parser.nextToken();
      members.put(name, parser.getText());
      name = parser.nextFieldName();
    } while (name != null);
    return members;
  }

  private void lamp(JsonParser parser) throws IOException {
    Map<String, String> members = members(parser, "lamp");
    circuits.merge(
        members.get("city") + '/' + members.getOrDefault("feeder", ""),
        Long.parseLong(members.get("nominalMw")),
        Long::sum);
    int bits = Integer.parseInt(members.getOrDefault("registerBits", "0"));
    long step = Long.parseLong(members.getOrDefault("stepMwh", "1"));
    readings.describe(
        new SimulatedDevice(
            members.get("city"),
            members.get("controller"),
            false,
            members.getOrDefault("feeder", ""),
            1_000 * Long.parseLong(members.get("interval")),
            bits == 0 ? 0 : (1L << bits) * step,
            step));
  }

  private void sent(JsonParser parser) throws IOException {
    parser.nextToken();
    int id = parser.getIntValue();
    long at = 0;
    String topic = "";
    String device = "";
    long sha = 0;
    List<long[]> tuples = new ArrayList<>(1);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "at" -> at = parser.getLongValue();
        case "topic" -> topic = parser.getText();
        case "device" -> device = parser.getText();
        case "sha" -> sha = Long.parseUnsignedLong(parser.getText(), 16);
        case "readings" -> tuples(parser, tuples);
        default -> parser.skipChildren();
      }
    }
    lastAt = Math.max(lastAt, at);
    message(id, at, topic, device, sha, tuples);
  }

  private static void tuples(JsonParser parser, List<long[]> tuples) throws IOException {
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      long[] tuple = new long[TUPLE];
      tuple[TUPLE - 1] = UNKNOWN;
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        if (i < TUPLE) {
          tuple[i] = parser.getLongValue();
        }
      }
      tuples.add(tuple);
    }
  }

  private void message(
      int id, long at, String topic, String device, long sha, List<long[]> tuples) {
    if (id + 1 >= messageStart.length) {
      int length = Math.max(id + 2, messageStart.length * 2);
      messageStart = Arrays.copyOf(messageStart, length);
      malformedSha = Arrays.copyOf(malformedSha, length);
      malformedTopic = Arrays.copyOf(malformedTopic, length);
      answer = Arrays.copyOf(answer, length);
    }
    messages = Math.max(messages, id);
    messageStart[id] = readingsUsed;
    String[] level = device.isEmpty() ? levels(topic) : device.split("/");
    for (long[] t : tuples) {
      int omitted = (int) t[5] & OMITTED;
      SentReadings.Content content =
          new SentReadings.Content(
              t[0],
              t[1],
              t[2],
              (omitted & NO_COUNTER) == 0 ? t[3] : 0,
              (omitted & NO_POWER) == 0 ? t[4] : 0,
              (t[5] & HISTORICAL) != 0,
              (t[5] & LAMP_ON) != 0,
              omitted);
      if (t[TUPLE - 1] != UNKNOWN) {
        drawn
            .computeIfAbsent(SimulatedDevice.key(level[0], level[1]), k -> new TrueEnergy())
            .add(t[TUPLE - 1]);
      }
      if (!content.numbered()) {
        unnumbered(level[0], level[1]).sent(id, at, content);
        continue;
      }
      if (readingsUsed == messageReadings.length) {
        messageReadings = Arrays.copyOf(messageReadings, readingsUsed * 2);
      }
      messageReadings[readingsUsed++] = readings.add(level[0], level[1], content, 0);
    }
    readingsSent += tuples.size();
    messageStart[id + 1] = readingsUsed;
    if (tuples.isEmpty()) {
      malformedTopic[id] = topic;
      malformedSha[id] = sha;
    }
  }

  /** City and controller of a native topic. */
  private static String[] levels(String topic) {
    String[] level = topic.split("/");
    return new String[] {level[2], level[3]};
  }

  private UnnumberedReadings unnumbered(String city, String controller) {
    return unnumbered.computeIfAbsent(
        SimulatedDevice.key(city, controller),
        k -> {
          int known = readings.deviceOf(city, controller);
          return new UnnumberedReadings(
              known == SentReadings.NONE
                  ? SimulatedDevice.lamp(city, controller)
                  : readings.devices().get(known));
        });
  }

  private void ack(JsonParser parser) throws IOException {
    parser.nextToken();
    int id = parser.getIntValue();
    int reason = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("reason")) {
        reason = parser.getIntValue();
      } else if (name.equals("at")) {
        lastAt = Math.max(lastAt, parser.getLongValue());
      }
    }
    if (reason < FIRST_REFUSAL) {
      answer[id] = 1;
    } else {
      refused++;
    }
  }

  private void settle() {
    for (int id = 1; id <= messages; id++) {
      if (answer[id] != 1) {
        continue;
      }
      acknowledged++;
      for (int i = messageStart[id]; i < messageStart[id + 1]; i++) {
        readings.mark(messageReadings[i], SentReadings.ACKNOWLEDGED);
      }
      if (malformedTopic[id] != null) {
        malformed.merge(new MalformedKey(malformedTopic[id], malformedSha[id]), 1, Integer::sum);
      }
    }
  }

  /** Whether the broker has acknowledged this message. */
  boolean isAcknowledged(int id) {
    return answer[id] == 1;
  }

  SentReadings readings() {
    return readings;
  }

  /** Devices whose readings have no sequence number, by {@link SimulatedDevice#key}. */
  Map<String, UnnumberedReadings> unnumbered() {
    return unnumbered;
  }

  /** Nominal power of all lamps of a circuit, in mW. */
  long circuitMilliwatts(String cityId, String feederId) {
    return circuits.getOrDefault(cityId + '/' + feederId, 0L);
  }

  /** What each device has truly used, by {@link SimulatedDevice#key}. */
  Map<String, TrueEnergy> drawn() {
    return drawn;
  }

  /** How often each payload without a reading was sent and acknowledged. */
  Map<MalformedKey, Integer> malformed() {
    return malformed;
  }

  /** Readings in all messages, those of repeated messages counted again. */
  long readingsSent() {
    return readingsSent;
  }

  long messages() {
    return messages;
  }

  long acknowledged() {
    return acknowledged;
  }

  long refusals() {
    return refused;
  }

  /** When the simulator began, milliseconds since the epoch. */
  long startedAt() {
    return startedAt;
  }

  /** The newest instant in the file. */
  long lastAt() {
    return lastAt;
  }

  /** Whether the simulator ended in order, so that nothing was sent after {@link #lastAt}. */
  boolean complete() {
    return complete;
  }
}
