package city.sawang.ingest.profile;

import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;

import city.sawang.ingest.decode.Refusal;
import city.sawang.schemas.avro.TimeSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * SenML in JSON (RFC 8428): resolves base fields and relative times, and groups the records of one
 * device at one time.
 */
final class Senml {
  /** Times below are relative to the time of receipt (RFC 8428, 4.5.3). */
  private static final BigDecimal ABSOLUTE_FROM = BigDecimal.valueOf(1L << 28);

  private static final int SUPPORTED_VERSION = 10;
  private static final int WATT_HOUR_DECIMALS = 9;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:./_-]*");
  private static final Set<String> VALUES = Set.of("v", "vs", "vb", "vd");
  private static final Set<String> FIELDS =
      Set.of("bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut");

  /** Units that are another one of ours times a factor; RFC 8428 section 12.1, RFC 8798. */
  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("kW", new Unit("W", "1000")),
          Map.entry("mW", new Unit("W", "0.001")),
          Map.entry("mV", new Unit("V", "0.001")),
          Map.entry("kV", new Unit("V", "1000")),
          Map.entry("mA", new Unit("A", "0.001")),
          Map.entry("kWh", new Unit("Wh", "1000")),
          Map.entry("MHz", new Unit("Hz", "1000000")),
          Map.entry("/100", new Unit("%", "1")));

  private record Unit(String base, String factor) {}

  private Senml() {}

  /**
   * @param pack a SenML pack
   * @param now time of receipt, epoch seconds
   * @return the resolved records: absolute name and time, no base fields, order of the pack
   * @throws Refusal NOT_OUR_SCHEMA when it is no SenML pack
   */
  static ArrayNode resolve(JsonNode pack, BigDecimal now) throws Refusal {
    ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
    for (Entry entry : entries(pack, now)) {
      resolved.add(entry.record);
    }
    return resolved;
  }

  /**
   * @return one object per device and time: {@code {"device", "observedAt": epoch ms,
   *     "timeSource": ARRIVAL where the time counts from the receipt, "values": [{"name", "unit",
   *     "value"}]}}; units are W, V, A, Wh, Hz, Cel … whatever multiple was sent
   */
  static ArrayNode byDeviceAndTime(JsonNode pack, BigDecimal now) throws Refusal {
    Map<String, ObjectNode> groups = new LinkedHashMap<>();
    for (Entry entry : entries(pack, now)) {
      long millis =
          entry
              .time
              .movePointRight(3)
              .setScale(0, RoundingMode.HALF_EVEN)
              .min(BigDecimal.valueOf(Long.MAX_VALUE))
              .max(BigDecimal.valueOf(-Long.MAX_VALUE))
              .longValueExact();
      ObjectNode group =
          groups.computeIfAbsent(
              entry.device + ' ' + millis,
              key -> {
                ObjectNode made = JsonNodeFactory.instance.objectNode();
                made.put("device", entry.device).put("observedAt", millis).putArray("values");
                if (entry.relative) {
                  made.put("timeSource", TimeSource.ARRIVAL.name());
                }
                return made;
              });
      ((ArrayNode) group.get("values")).add(entry.value());
    }
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    groups.values().forEach(result::add);
    return result;
  }

  private static List<Entry> entries(JsonNode pack, BigDecimal now) throws Refusal {
    if (!pack.isArray() || pack.isEmpty()) {
      throw new Refusal(NOT_OUR_SCHEMA, "a SenML pack is an array of records");
    }
    Base base = new Base();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < pack.size(); i++) {
      JsonNode record = pack.get(i);
      if (!record.isObject()) {
        throw new Refusal(NOT_OUR_SCHEMA, "SenML record " + i + " is no object");
      }
      base.update(record, i);
      Entry entry = entry(record, base, now, i);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static Entry entry(JsonNode record, Base base, BigDecimal now, int index) throws Refusal {
    String local = text(record, "n", index, "");
    String name = base.name + local;
    boolean hasSum = record.has("s");
    String valueField = null;
    for (String field : VALUES) {
      if (record.has(field)) {
        if (valueField != null) {
          throw bad(index, "has several values");
        }
        valueField = field;
      }
    }
    if (valueField == null && !hasSum) {
      if (base.value.signum() == 0 || record.has("bn") || record.has("bt")) {
        // A record may only set base fields for those that follow.
        return null;
      }
      valueField = "v";
    }
    if (!NAME.matcher(name).matches()) {
      throw bad(index, "has the name " + Refusal.quote(name) + ", expected " + NAME);
    }
    BigDecimal time = base.time.add(number(record, "t", index));
    boolean relative = time.compareTo(ABSOLUTE_FROM) < 0;
    if (relative) {
      time = now.add(time);
    }
    String unit = text(record, "u", index, base.unit);
    ObjectNode resolved = JsonNodeFactory.instance.objectNode();
    resolved.put("n", name);
    if (!unit.isEmpty()) {
      resolved.put("u", unit);
    }
    resolved.put("t", time);
    if ("v".equals(valueField)) {
      resolved.put("v", base.value.add(number(record, "v", index)));
    } else if (valueField != null) {
      resolved.set(valueField, record.get(valueField));
    }
    if (hasSum) {
      resolved.put("s", base.sum.add(number(record, "s", index)));
    }
    return Entry.of(base.name, local, unit, time, relative, resolved);
  }

  private static Refusal bad(int index, String what) {
    return new Refusal(NOT_OUR_SCHEMA, "SenML record " + index + ' ' + what);
  }

  private static BigDecimal number(JsonNode record, String field, int index) throws Refusal {
    JsonNode value = record.get(field);
    if (value == null) {
      return BigDecimal.ZERO;
    }
    if (!value.isNumber()) {
      throw bad(index, "has a " + field + " that is no number");
    }
    BigDecimal number = value.decimalValue();
    // Sums of numbers far apart would need as many digits as their distance.
    if (number.signum() != 0 && Math.abs((long) number.precision() - number.scale()) > 30) {
      throw bad(index, "has a " + field + " beyond any measurement");
    }
    return number;
  }

  private static String text(JsonNode record, String field, int index, String whenAbsent)
      throws Refusal {
    JsonNode value = record.get(field);
    if (value == null) {
      return whenAbsent;
    }
    if (!value.isTextual()) {
      throw bad(index, "has a " + field + " that is no text");
    }
    return value.textValue();
  }

  /** The base fields that hold from the record that sets them on. */
  private static final class Base {
    String name = "";
    String unit = "";
    BigDecimal time = BigDecimal.ZERO;
    BigDecimal value = BigDecimal.ZERO;
    BigDecimal sum = BigDecimal.ZERO;

    void update(JsonNode record, int index) throws Refusal {
      for (var fields = record.fieldNames(); fields.hasNext(); ) {
        String field = fields.next();
        if (field.endsWith("_") && !FIELDS.contains(field)) {
          throw bad(index, "has " + Refusal.quote(field) + ", which must be understood");
        }
      }
      name = text(record, "bn", index, name);
      unit = text(record, "bu", index, unit);
      time = record.has("bt") ? number(record, "bt", index) : time;
      value = record.has("bv") ? number(record, "bv", index) : value;
      sum = record.has("bs") ? number(record, "bs", index) : sum;
      if (record.has("bver") && record.get("bver").asInt() > SUPPORTED_VERSION) {
        throw bad(index, "has version " + record.get("bver") + ", expected at most 10");
      }
    }
  }

  /** A resolved record, and what of its name is the device. */
  private record Entry(
      String device,
      String name,
      String unit,
      BigDecimal time,
      boolean relative,
      ObjectNode record) {
    static Entry of(
        String baseName,
        String local,
        String unit,
        BigDecimal time,
        boolean relative,
        ObjectNode record) {
      if (!baseName.isEmpty() && !local.isEmpty()) {
        return new Entry(
            baseName.replaceFirst("[:/._-]+$", ""), local, unit, time, relative, record);
      }
      String whole = baseName + local;
      int cut = Math.max(whole.lastIndexOf(':'), whole.lastIndexOf('/'));
      // The last part is the quantity when it is a word; a serial number has digits.
      if (cut > 0 && whole.substring(cut + 1).matches("[A-Za-z_]+")) {
        return new Entry(
            whole.substring(0, cut), whole.substring(cut + 1), unit, time, relative, record);
      }
      return new Entry(whole, "", unit, time, relative, record);
    }

    ObjectNode value() {
      ObjectNode value = JsonNodeFactory.instance.objectNode();
      value.put("name", name);
      JsonNode number = record.get("v");
      if (number == null) {
        value.put("unit", unit);
        for (String field : VALUES) {
          if (record.has(field)) {
            value.set("value", record.get(field));
          }
        }
        return value;
      }
      if (unit.equals("J")) {
        return value
            .put("unit", "Wh")
            .put(
                "value",
                number
                    .decimalValue()
                    .divide(BigDecimal.valueOf(3600), WATT_HOUR_DECIMALS, RoundingMode.HALF_EVEN));
      }
      Unit multiple = UNITS.get(unit);
      if (multiple == null) {
        value.put("unit", unit).set("value", number);
        return value;
      }
      return value
          .put("unit", multiple.base)
          .put("value", number.decimalValue().multiply(new BigDecimal(multiple.factor)));
    }
  }
}
