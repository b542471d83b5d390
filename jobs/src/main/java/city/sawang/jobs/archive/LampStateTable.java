package city.sawang.jobs.archive;

import city.sawang.jobs.archive.LampNow.Heard;
import city.sawang.jobs.archive.LampNow.Measured;
import city.sawang.jobs.archive.LampNow.Said;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code store.lamp_state}: what is known of each lamp's controller, a member at a time. Each member
 * stands beside the instant of the reading that said it, and only a later one replaces it: while a
 * restarted job catches up, "now" does not jump back. What was observed in what is now the future
 * (our clock was set back) yields to the next reading that was not.
 *
 * <p>The rules stand twice, here for a row that is there and in {@link LampNow#merge} for one that
 * still waits; a test compares them.
 */
public final class LampStateTable {
  private static final List<String> KEY = List.of("city_id", "controller_id");

  /** As far as the bridge lets a device's clock go ahead of ours. */
  private static final String SOON = "now() + INTERVAL '5 minutes'";

  private static final String IS_NEWER =
      "(excluded.%1$s >= lamp_state.%1$s OR (lamp_state.%1$s IS NULL AND excluded.%1$s IS NOT NULL)"
          + " OR (lamp_state.%1$s > SOON AND excluded.%1$s <= SOON))";

  /** The present run goes on, or another one begins. */
  private static final String SINCE =
      """
      CASE WHEN lamp_state.lamp_id <> excluded.lamp_id THEN excluded.%1$s_since
        WHEN lamp_state.%1$s = excluded.%1$s AND AS_RIGHT
          AND lamp_state.%1$s_observed_at <= excluded.%1$s_observed_at
          AND excluded.%1$s_since - lamp_state.%1$s_observed_at <= excluded.silence_s * INTERVAL '1 second'
        THEN least(lamp_state.%1$s_since, excluded.%1$s_since) ELSE excluded.%1$s_since END""";

  private static final String AS_RIGHT =
      "coalesce(lamp_state.%1$s_expected <> lamp_state.%1$s, false) = coalesce(excluded.%1$s_expected <> excluded.%1$s, false)";

  private static final List<StateMember> MEMBERS =
      List.of(
          member("observed_at", LampNow::heard, Heard::observedAt)
              .with(SinkColumn.text("lamp_id", LampNow::lampId))
              .with(SinkColumn.integer("silence_s", LampNow::silenceSeconds))
              .with(SinkColumn.instant("received_at", part(LampNow::heard, Heard::receivedAt))),
          compared("lit", LampNow::light),
          compared("relay_on", LampNow::relay),
          said("unjudged", LampNow::unjudged),
          member("power_observed_at", LampNow::power, Measured::observedAt)
              .with(SinkColumn.bigint("active_power_mw", part(LampNow::power, Measured::value)))
              .with(SinkColumn.bigint("expected_mw", part(LampNow::power, Measured::expected))),
          member("voltage_observed_at", LampNow::voltage, Measured::observedAt)
              .with(
                  SinkColumn.bigint("supply_voltage_mv", part(LampNow::voltage, Measured::value))),
          member("dim_observed_at", LampNow::dim, Measured::observedAt)
              .with(
                  SinkColumn.integer(
                      "dim_actual_bp", part(LampNow::dim, dim -> (int) dim.value()))));

  public static final Table<LampNow> TABLE =
      new Table<>(
          "store.lamp_state",
          Stream.concat(
                  Stream.of(
                      SinkColumn.text("city_id", LampNow::cityId),
                      SinkColumn.text("controller_id", LampNow::controllerId)),
                  MEMBERS.stream().flatMap(member -> member.columns().stream()))
              .toList(),
          KEY,
          MEMBERS.stream()
              .flatMap(StateMember::assignments)
              .collect(
                  Collectors.joining(
                      ",\n  ",
                      "DO UPDATE SET ",
                      MEMBERS.stream()
                          .map(member -> newer(member.at()))
                          .collect(Collectors.joining(" OR ", "\nWHERE ", "")))),
          now -> false,
          LampNow::merge);

  private LampStateTable() {}

  /** Columns that are said together, at the instant in column {@code at}. */
  private record StateMember(String at, List<SinkColumn<LampNow>> columns) {
    StateMember with(SinkColumn<LampNow> column) {
      List<SinkColumn<LampNow>> more = new ArrayList<>(columns);
      more.add(column);
      return new StateMember(at, more);
    }

    Stream<String> assignments() {
      return columns.stream()
          .map(
              column ->
                  "%1$s = CASE WHEN CASE WHEN lamp_state.lamp_id <> excluded.lamp_id THEN %2$s ELSE %3$s END THEN %4$s ELSE lamp_state.%1$s END"
                      .formatted(column.name(), newer("observed_at"), newer(at), value(column)));
    }

    private String value(SinkColumn<LampNow> column) {
      if (!column.name().endsWith("_since")) {
        return "excluded." + column.name();
      }
      String said = column.name().replace("_since", "");
      boolean compared = columns.stream().anyMatch(c -> c.name().equals(said + "_expected"));
      return SINCE.replace("AS_RIGHT", compared ? AS_RIGHT : "true").formatted(said);
    }
  }

  private static String newer(String at) {
    return IS_NEWER.formatted(at).replace("SOON", SOON);
  }

  private static StateMember said(String name, Part<LampNow, Said> said) {
    return member(name + "_observed_at", said, Said::observedAt)
        .with(SinkColumn.bool(name, part(said, Said::value)))
        .with(SinkColumn.instant(name + "_since", part(said, Said::since)));
  }

  private static StateMember compared(String name, Part<LampNow, Said> said) {
    return said(name, said).with(SinkColumn.bool(name + "_expected", part(said, Said::expected)));
  }

  private static <M> StateMember member(
      String at, Part<LampNow, M> member, Part<M, Object> observedAt) {
    return new StateMember(at, List.of(SinkColumn.instant(at, part(member, observedAt))));
  }

  @FunctionalInterface
  private interface Part<T, P> extends Function<T, P>, Serializable {}

  /** A part of a member; null when the member was not said. */
  private static <M> SinkColumn.Value<LampNow> part(Part<LampNow, M> member, Part<M, Object> part) {
    return now -> {
      M said = member.apply(now);
      return said == null ? null : part.apply(said);
    };
  }
}
