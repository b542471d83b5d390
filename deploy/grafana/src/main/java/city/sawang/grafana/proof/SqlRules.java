package city.sawang.grafana.proof;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.DashboardZone;
import city.sawang.grafana.dashboard.Variable;
import city.sawang.grafana.query.Intervals;
import city.sawang.grafana.query.SqlTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the SQL of a dashboard or an alert: public views, a bounded period, local days, safe variables. */
final class SqlRules {
  private static final Set<String> PUBLIC_SCHEMAS =
      Set.of("registry", "operations", "energy", "quality", "audit", "open_data");

  /** Views that grow with time: a query without a period would read years. */
  private static final Pattern GROWING =
      Pattern.compile(
          "\\b(operations\\.(reading|incident|notification)|energy\\.\\w+|quality\\.(ledger|quarantine)|audit\\.\\w+|open_data\\.\\w+)\\b");

  private static final Pattern TABLE =
      Pattern.compile("(?i)\\b(?:from|join)\\s+([a-z_][a-z0-9_]*)\\.([a-z_][a-z0-9_]*)");
  private static final Pattern BARE_TABLE =
      Pattern.compile("(?i)\\b(?:from|join)\\s+([a-z_][a-z0-9_]*)\\b(?!\\s*[.(])");
  private static final Pattern WRITES =
      Pattern.compile(
          "(?i)\\b(insert|update|delete|truncate|drop|alter|create|grant|revoke|copy|set|call|do|lock|vacuum)\\b");

  /** A fixed time back from the end of the period, such as 31 days. */
  private static final Pattern LOOK_BACK =
      Pattern.compile(
          "BETWEEN \\$__timeTo\\(\\)::timestamptz - INTERVAL '\\d+ (days|hours)' AND \\$__timeTo\\(\\)");

  /** One night, at the end of the period. */
  private static final Pattern ONE_NIGHT = Pattern.compile("\\bnight = \\(+\\$__timeTo\\(\\)");

  /** What is open, or was until then: an index knows it, however long ago it began. */
  private static final Pattern NOT_OVER =
      Pattern.compile(
          "\\bcoalesce\\((?:\\w+\\.)?cleared_at, 'infinity'\\) >=? |\\bcleared_at IS NULL\\b");

  /** One incident of one city, or what it explains. */
  private static final Pattern ONE_INCIDENT =
      Pattern.compile("\\b(?:incident|parent)_id = \\$\\{incident:sqlstring}");

  /** {@code extract(hour FROM x)} reads no table. */
  private static final Pattern PART_OF_VALUE =
      Pattern.compile("(?i)\\b(extract|substring)\\s*\\(\\s*\\w+\\s+from\\b");

  /** The state of a lamp is decided once, in the view. */
  private static final Pattern OWN_STATE =
      Pattern.compile(
          "(?is)\\bcase\\b(?:(?!\\bend\\b).)*\\b(?:expected_)?lit\\b|\\bexpected_lit\\b|\\bnot\\s+(?:\\w+\\.)?online\\b");

  private static final Pattern BOUND = Pattern.compile("(?i)\\b(?:least|greatest)\\s*\\(");

  /** What least, greatest and coalesce make of NULL: nothing at all becomes 100 % or 0 %. */
  private static final Set<String> ALL_OR_NONE = Set.of("0", "0.0", "1", "1.0", "100", "100.0");

  private static final Pattern DEFAULT = Pattern.compile("(?i)\\bcoalesce\\s*\\(");
  private static final Pattern RATIO =
      Pattern.compile("(?i)/|\\b(?:availability|completeness|\\w+_(?:share|ratio|pct))\\b");

  /** After a guard, or as the threshold of a comparison. */
  private static final Pattern GUARDED =
      Pattern.compile("(?is)\\bwhen\\b[^;]*>\\s*0\\s+then\\s*$|[<>]=?\\s*$");

  private static final Pattern MEAN_OF_RATIOS =
      Pattern.compile("(?i)\\bavg\\s*\\(\\s*(?:\\w+\\.)?(?:availability|completeness)\\b");

  /** There is one availability: of what is known, by seconds, and NULL where nothing is. */
  private static final Pattern AVAILABILITY =
      Pattern.compile(
          "CASE WHEN sum\\((\\w+\\.|)expected_lit_seconds\\) > 0 AND sum\\(\\1lit_seconds \\+ \\1dark_seconds\\) > 0 "
              + "THEN greatest\\(1 - sum\\(\\1dark_seconds\\)::numeric / sum\\(\\1expected_lit_seconds\\), 0\\) END");

  private static final Pattern OWN_AVAILABILITY =
      Pattern.compile(
          "(?i)\\b1(?:\\.0*)?\\s*-\\s*(?:sum\\s*)?\\(*\\s*(?:1\\s*-\\s*)?(?:\\w+\\.)?(?:dark_seconds|availability)\\b");

  private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'");
  private static final Pattern QUOTED_NAME = Pattern.compile("\"[^\"]*\"");
  private static final Pattern LOCAL_DAY =
      Pattern.compile(
          "(?i)date_trunc\\s*\\(\\s*'(day|week|month|year)'|::\\s*date\\b|extract\\s*\\(\\s*(hour|day|dow|isodow|doy|week|month|year)\\b");
  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{(\\w+)(?::(\\w+))?}|(\\w+))");
  private static final Set<String> MACROS =
      Set.of(
          "__timeFilter",
          "__timeFrom",
          "__timeTo",
          "__timeGroup",
          "__timeGroupAlias",
          "__unixEpochFilter",
          "__unixEpochFrom",
          "__unixEpochTo",
          "__unixEpochGroup",
          "__unixEpochGroupAlias");
  private static final Set<String> BUILT_IN =
      Set.of("__interval", "__interval_ms", "__from", "__to", "__range_s");

  /** A Thai letter takes three. */
  private static final int LONGEST_NAME_BYTES = 63;

  /** Wider buckets would begin at midnight in UTC, which is in the morning of a local day. */
  private static final Duration WIDEST_BUCKET = Duration.ofHours(1);

  private SqlRules() {}

  /** Reasons to refuse the SQL of an alert rule: Grafana reads its file for environment variables. */
  static List<String> ofAlert(String sql) {
    var reasons = new ArrayList<>(ofAny(sql));
    if (sql.contains("$")) {
      reasons.add("a $ in a provisioning file is an environment variable to Grafana: use now()");
    }
    if (GROWING.matcher(sql).find()
        && !sql.contains("now() - INTERVAL")
        && !NOT_OVER.matcher(sql).find()) {
      reasons.add(
          "reads a growing view without a period: expected >= now() - INTERVAL, or what is not over");
    }
    return reasons;
  }

  /** Reasons to refuse the SQL of a panel, an annotation or a variable. */
  static List<String> ofDashboard(String sql, Dashboard dashboard) {
    var reasons = new ArrayList<>(ofAny(sql));
    macros(sql, reasons);
    variables(sql, dashboard, reasons);
    boolean bounded =
        sql.contains("$__timeFrom()") && sql.contains("$__timeTo()")
            || LOOK_BACK.matcher(sql).find()
            || ONE_NIGHT.matcher(sql).find()
            || NOT_OVER.matcher(sql).find()
            || ONE_INCIDENT.matcher(sql).find();
    if (GROWING.matcher(sql).find() && !sql.contains("$__timeFilter(") && !bounded) {
      reasons.add(
          "reads a growing view without a period: expected $__timeFilter, $__timeFrom and $__timeTo, a fixed time back from $__timeTo, one night, one incident, or what is not over");
    }
    return reasons;
  }

  private static List<String> ofAny(String sql) {
    var reasons = new ArrayList<String>();
    String code =
        PART_OF_VALUE
            .matcher(QUOTED_NAME.matcher(LITERAL.matcher(sql).replaceAll("''")).replaceAll("\"\""))
            .replaceAll("$1(");
    if (code.contains(";") || code.contains("--") || code.contains("/*")) {
      reasons.add("holds a semicolon or a comment: expected one plain SELECT");
    }
    Matcher write = WRITES.matcher(code);
    if (write.find()) {
      reasons.add("holds the word %s: expected one plain SELECT".formatted(write.group()));
    }
    QUOTED_NAME
        .matcher(LITERAL.matcher(sql).replaceAll("''"))
        .results()
        .map(MatchResult::group)
        .filter(name -> name.getBytes(StandardCharsets.UTF_8).length - 2 > LONGEST_NAME_BYTES)
        .forEach(
            name ->
                reasons.add(
                    "name %s is longer than %d bytes, where PostgreSQL cuts it: expected a short one and a displayName"
                        .formatted(name, LONGEST_NAME_BYTES)));
    if (OWN_STATE.matcher(code).find()) {
      reasons.add(
          "decides the state of a lamp by a CASE or condition of its own: expected column state of operations.lamp_now");
    }
    figuresOfNothing(code, reasons);
    Matcher table = TABLE.matcher(code);
    while (table.find()) {
      if (!PUBLIC_SCHEMAS.contains(table.group(1).toLowerCase(Locale.ROOT))) {
        reasons.add(
            "reads %s.%s: expected a public view".formatted(table.group(1), table.group(2)));
      }
    }
    Matcher bare = BARE_TABLE.matcher(code);
    while (bare.find()) {
      reasons.add("reads %s without its schema".formatted(bare.group(1)));
    }
    if (LOCAL_DAY.matcher(sql).find() && !sql.contains(DashboardZone.IN_SQL)) {
      reasons.add(
          "takes a day or an hour in UTC: expected %s first".formatted(DashboardZone.IN_SQL));
    }
    return reasons;
  }

  /** Of nothing there is no figure: NULL, and neither 100 % nor 0 %. */
  private static void figuresOfNothing(String code, List<String> reasons) {
    Matcher bound = BOUND.matcher(code);
    while (bound.find()) {
      if (arguments(code, bound.end()).stream().anyMatch(ALL_OR_NONE::contains)
          && !GUARDED.matcher(code.substring(0, bound.start())).find()) {
        reasons.add(
            "%s…) makes a figure of nothing, for it passes over NULL: expected CASE WHEN … > 0 THEN %s…) END"
                .formatted(bound.group(), bound.group()));
      }
    }
    Matcher given = DEFAULT.matcher(code);
    while (given.find()) {
      List<String> arguments = arguments(code, given.end());
      if (ALL_OR_NONE.contains(arguments.get(arguments.size() - 1))
          && RATIO.matcher(arguments.get(0)).find()) {
        reasons.add("coalesce makes a figure of nothing: expected NULL where a ratio is unknown");
      }
    }
    if (OWN_AVAILABILITY.matcher(AVAILABILITY.matcher(code).replaceAll("")).find()) {
      reasons.add(
          "has an availability of its own: expected column availability, or of many rows %s"
              .formatted(
                  "CASE WHEN sum(expected_lit_seconds) > 0 AND sum(lit_seconds + dark_seconds) > 0 THEN greatest(1 - sum(dark_seconds)::numeric / sum(expected_lit_seconds), 0) END"));
    }
    if (MEAN_OF_RATIOS.matcher(code).find()) {
      reasons.add(
          "takes a mean of ratios, in which a lamp of one reading weighs as much as one of a thousand: expected a ratio of sums");
    }
  }

  /** The arguments of a call whose parenthesis opens before {@code from}. */
  private static List<String> arguments(String code, int from) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int begin = from;
    for (int i = from; i < code.length(); i++) {
      char c = code.charAt(i);
      boolean end = c == ')' && depth == 0;
      if (end || c == ',' && depth == 0) {
        arguments.add(code.substring(begin, i).strip());
        begin = i + 1;
      }
      if (end) {
        break;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return arguments.isEmpty() ? List.of("") : arguments;
  }

  private static void macros(String sql, List<String> reasons) {
    for (SqlTemplate.Macro macro : new SqlTemplate(sql).macros()) {
      if (!MACROS.contains(macro.name())) {
        reasons.add(
            "macro $%s is not used here: expected one of %s"
                .formatted(macro.name(), MACROS.stream().sorted().toList()));
        continue;
      }
      if (macro.arguments().stream().anyMatch(argument -> argument.contains("("))) {
        reasons.add(
            "an argument of $%s holds a parenthesis, at which Grafana would end it"
                .formatted(macro.name()));
      }
      if (macro.name().contains("Group") && macro.arguments().size() > 1) {
        bucket(macro.arguments().get(1).replace("'", ""), reasons);
      }
    }
  }

  private static void bucket(String width, List<String> reasons) {
    if (width.contains("$")) {
      return;
    }
    try {
      if (Intervals.parse(width).compareTo(WIDEST_BUCKET) > 0) {
        reasons.add(
            "groups by %s, which Grafana cuts at midnight UTC: expected at most 1h, or a local night"
                .formatted(width));
      }
    } catch (IllegalArgumentException e) {
      reasons.add(e.getMessage());
    }
  }

  private static void variables(String sql, Dashboard dashboard, List<String> reasons) {
    String code = LITERAL.matcher(sql).replaceAll("''");
    if (LITERAL
        .matcher(sql)
        .results()
        .map(MatchResult::group)
        .anyMatch(one -> REFERENCE.matcher(one).find())) {
      reasons.add("a variable stands within quotes: expected ${name:sqlstring} without quotes");
    }
    Matcher reference = REFERENCE.matcher(code);
    while (reference.find()) {
      String name = reference.group(1) == null ? reference.group(3) : reference.group(1);
      if (BUILT_IN.contains(name) || MACROS.contains(name)) {
        continue;
      }
      Variable variable = dashboard.variable(name).orElse(null);
      if (variable == null) {
        reasons.add("variable $%s is not defined".formatted(name));
      } else if (reference.group(2) != null && !"sqlstring".equals(reference.group(2))) {
        reasons.add(
            "variable %s is put in as %s: expected sqlstring".formatted(name, reference.group(2)));
      } else if (reference.group(2) == null && !variable.list()) {
        reasons.add(
            "variable %s is put in unquoted: expected ${%s:sqlstring}".formatted(name, name));
      } else if (variable.list() && !code.contains("ARRAY[" + reference.group() + "]")) {
        reasons.add(
            "variable %s may be an empty list: expected = ANY (ARRAY[$%s]::text[])"
                .formatted(name, name));
      }
    }
  }
}
