package city.sawang.local.incident;

import city.sawang.schemas.HomeZone;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How a list of incidents is printed: for people, or with every column of the view by name. */
public enum ListFormat {
  /** A line each, with the cause in words. */
  TEXT {
    @Override
    public void print(List<ListedIncident> incidents, boolean thai, PrintWriter out) {
      incidents.forEach(
          one ->
              out.printf(
                  "%-20s %-12s %-20s %-10s %-16s %-12s %8s h  %-11s %s  %s%s%n",
                  one.incidentId(),
                  one.cityId(),
                  one.code(),
                  one.scope(),
                  one.subjectId(),
                  one.state(),
                  one.darkLampHours(),
                  one.turn(),
                  local(one.openedAt()),
                  thai ? one.causeTh() : one.causeEn(),
                  remarks(one)));
      out.printf("%d listed%n", incidents.size());
    }
  },

  /** RFC 4180 with a header line; what is unknown is empty. */
  CSV {
    @Override
    public void print(List<ListedIncident> incidents, boolean thai, PrintWriter out) {
      out.print(String.join(",", COLUMNS) + "\r\n");
      incidents.forEach(
          one ->
              out.print(
                  row(one).values().stream().map(ListFormat::cell).collect(Collectors.joining(","))
                      + "\r\n"));
    }
  },

  /** An array of objects; what is unknown is null. */
  JSON {
    @Override
    public void print(List<ListedIncident> incidents, boolean thai, PrintWriter out)
        throws IOException {
      try (JsonGenerator json =
          new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).createGenerator(out)) {
        json.writeStartArray();
        for (ListedIncident one : incidents) {
          json.writeStartObject();
          for (var column : row(one).entrySet()) {
            json.writeFieldName(column.getKey());
            if (column.getValue() instanceof BigDecimal number) {
              json.writeNumber(number);
            } else if (column.getValue() == null) {
              json.writeNull();
            } else {
              json.writeString(column.getValue().toString());
            }
          }
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      out.println();
    }
  };

  private static final ZoneId ZONE = ZoneId.of(HomeZone.NAME);
  private static final List<String> COLUMNS =
      List.of(
          "incident_id",
          "city_id",
          "code",
          "scope",
          "subject_id",
          "parent_id",
          "severity",
          "state",
          "turn",
          "dark_lamp_hours",
          "opened_at",
          "cleared_at",
          "assignee",
          "shelved_until",
          "planned_until",
          "cause_en",
          "cause_th");

  /**
   * @param thai whether the cause of {@link #TEXT} is in Thai; the others have both
   */
  public abstract void print(List<ListedIncident> incidents, boolean thai, PrintWriter out)
      throws IOException;

  private static Map<String, Object> row(ListedIncident one) {
    Object[] values = {
      one.incidentId(),
      one.cityId(),
      one.code(),
      one.scope(),
      one.subjectId(),
      one.parentId(),
      one.severity(),
      one.state(),
      one.turn(),
      one.darkLampHours(),
      local(one.openedAt()),
      local(one.clearedAt()),
      one.assignee(),
      local(one.shelvedUntil()),
      local(one.plannedUntil()),
      one.causeEn(),
      one.causeTh()
    };
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      row.put(COLUMNS.get(i), values[i]);
    }
    return row;
  }

  private static String remarks(ListedIncident one) {
    return (one.assignee() == null ? "" : "  (given to " + one.assignee() + ")")
        + (one.shelvedUntil() == null ? "" : "  (shelved until " + local(one.shelvedUntil()) + ")")
        + (one.plannedUntil() == null ? "" : "  (planned until " + local(one.plannedUntil()) + ")");
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !text.isEmpty() ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** With the offset of the cities' time zone, to the second; null for null. */
  public static String local(Instant at) {
    return at == null
        ? null
        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            at.truncatedTo(ChronoUnit.SECONDS).atZone(ZONE));
  }
}
