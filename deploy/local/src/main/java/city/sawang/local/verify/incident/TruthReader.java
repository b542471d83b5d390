package city.sawang.local.verify.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a file of {@code simulate --truth}. Of a killed simulator the last line may be torn; it is
 * left out.
 */
final class TruthReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;

  private final Path file;
  private final Map<String, InjectedTruth.LampTruth> lamps = new HashMap<>();
  private final Map<Integer, InjectedTruth.Fault> faults = new TreeMap<>();
  private final Map<String, Integer> missing = new TreeMap<>();
  private long from;
  private long until = Long.MIN_VALUE;
  private ZoneId zone;

  private TruthReader(Path file) {
    this.file = file;
  }

  /**
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when it is no truth; the message says which line and why
   */
  static InjectedTruth read(Path file) throws IOException {
    TruthReader reader = new TruthReader(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      String line = lines.readLine();
      while (line != null) {
        String next = lines.readLine();
        reader.line(++number, line, next == null);
        line = next;
      }
    }
    if (reader.zone == null) {
      throw reader.wrong(1, "it is empty");
    }
    return new InjectedTruth(
        reader.from,
        reader.until,
        reader.zone,
        reader.lamps,
        new ArrayList<>(reader.faults.values()),
        reader.missing);
  }

  private void line(int number, String text, boolean last) throws IOException {
    JsonNode line;
    try {
      line = JSON.readTree(text);
    } catch (JsonProcessingException torn) {
      if (last) {
        return;
      }
      throw wrong(number, "is no JSON");
    }
    if (number == 1) {
      head(line);
    } else if (line.has("lamp")) {
      InjectedTruth.LampTruth lamp = lamp(line);
      lamps.put(InjectedTruth.key(lamp.cityId(), lamp.lampId()), lamp);
    } else if (line.has("fault")) {
      InjectedTruth.Fault fault = fault(number, line);
      faults.put(fault.id(), fault);
    } else if (line.has("repaired")) {
      faults.computeIfPresent(
          line.get("repaired").asInt(), (id, fault) -> repaired(fault, line.get("to").asLong()));
    } else if (line.has("played")) {
      until = line.get("played").asLong();
    } else if (line.has("end")) {
      until = line.get("end").asLong();
    } else if (line.has("missing")) {
      missing.put(line.get("missing").asText(), line.get("count").asInt());
    } else {
      throw wrong(number, "is of no known kind");
    }
  }

  private void head(JsonNode line) {
    if (line.path("truth").asInt() != VERSION) {
      throw wrong(1, "expected a truth of version " + VERSION);
    }
    try {
      zone = ZoneId.of(line.path("zone").asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(file + ", line 1: its zone is none", e);
    }
    from = line.path("from").asLong();
    until = from;
  }

  private static InjectedTruth.LampTruth lamp(JsonNode line) {
    return new InjectedTruth.LampTruth(
        line.path("city").asText(),
        line.get("lamp").asText(),
        line.path("latitude").asDouble(),
        line.path("longitude").asDouble(),
        line.path("nightPowered").asBoolean());
  }

  private InjectedTruth.Fault fault(int number, JsonNode line) {
    try {
      return new InjectedTruth.Fault(
          line.get("fault").asInt(),
          new Subject(
              line.path("code").asText(),
              line.path("scope").asText(),
              line.path("city").asText(),
              line.path("subject").asText()),
          InjectedTruth.Demand.valueOf(line.path("demand").asText()),
          line.path("from").asLong(),
          Long.MAX_VALUE,
          line.path("due").asLong(),
          line.path("form").asText(),
          line.path("interval").asLong() * 1000);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ", line " + number + ": demand is '" + line.path("demand").asText() + "'", e);
    }
  }

  private static InjectedTruth.Fault repaired(InjectedTruth.Fault f, long to) {
    return new InjectedTruth.Fault(
        f.id(), f.subject(), f.demand(), f.from(), to, f.due(), f.form(), f.intervalMillis());
  }

  private IllegalArgumentException wrong(int number, String what) {
    return new IllegalArgumentException(
        file + ", line " + number + ": " + what + "; expected a file of 'simulate --truth'");
  }
}
