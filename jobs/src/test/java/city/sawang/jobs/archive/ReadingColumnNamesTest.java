package city.sawang.jobs.archive;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.sink.SinkColumn;
import city.sawang.schemas.avro.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * Proves that every field of the Avro record {@link Reading} has its column in {@code store.reading}
 * by the same name and unit, and every column its field.
 */
class ReadingColumnNamesTest {
  /** Longest first: milliwatts end what milliwatt-hours begin. */
  private static final List<Map.Entry<String, String>> UNITS =
      List.of(
          Map.entry("millidecibel_milliwatts", "mdbm"),
          Map.entry("milliwatt_hours", "mwh"),
          Map.entry("milliwatts", "mw"),
          Map.entry("millivolts", "mv"),
          Map.entry("milliamperes", "ma"),
          Map.entry("millihertz", "mhz"),
          Map.entry("millicelsius", "mc"),
          Map.entry("millilux", "mlx"),
          Map.entry("basis_points", "bp"),
          Map.entry("seconds", "s"));

  /** The digest is the key of a reading without a sequence number. */
  private static final Map<String, String> NAMED_OTHERWISE = Map.of("digest", "reading_key");

  /** Added by the stream: which lamp the controller served then, and how late the reading was. */
  private static final List<String> OF_THE_STREAM = List.of("lamp_id", "lateness");

  @Test
  void everyFieldHasItsColumnAndEveryColumnItsField() {
    assertThat(differences(fields(Reading.getClassSchema()), written())).isEmpty();
  }

  @Test
  void aFieldWithoutAColumnAndAColumnWithoutAFieldAreFound() {
    List<String> fields = new ArrayList<>(fields(Reading.getClassSchema()));
    fields.add("apparentPowerMilliwatts");
    List<String> columns = new ArrayList<>(written());
    columns.remove("frequency_mhz");
    columns.add("supply_voltage_ma");

    assertThat(differences(fields, columns))
        .containsExactlyInAnyOrder(
            "field apparentPowerMilliwatts has no column apparent_power_mw",
            "field frequencyMillihertz has no column frequency_mhz",
            "column supply_voltage_ma has no field");
  }

  private static List<String> differences(List<String> fields, List<String> columns) {
    var differences = new ArrayList<String>();
    var unexplained = new ArrayList<>(columns);
    unexplained.removeAll(OF_THE_STREAM);
    for (String field : fields) {
      String column = NAMED_OTHERWISE.getOrDefault(field, column(field));
      if (!unexplained.remove(column)) {
        differences.add("field %s has no column %s".formatted(field, column));
      }
    }
    unexplained.forEach(column -> differences.add("column " + column + " has no field"));
    return differences;
  }

  /** activePowerMilliwatts: active_power_mw. */
  private static String column(String field) {
    StringBuilder words = new StringBuilder();
    for (char c : field.toCharArray()) {
      words.append(Character.isUpperCase(c) ? "_" : "").append(Character.toLowerCase(c));
    }
    String name = words.toString();
    for (Map.Entry<String, String> unit : UNITS) {
      if (name.endsWith("_" + unit.getKey())) {
        return name.substring(0, name.length() - unit.getKey().length()) + unit.getValue();
      }
    }
    return name;
  }

  private static List<String> fields(Schema schema) {
    return schema.getFields().stream().map(Schema.Field::name).toList();
  }

  private static List<String> written() {
    return ReadingTable.TABLE.columns().stream().map(SinkColumn::name).toList();
  }
}
