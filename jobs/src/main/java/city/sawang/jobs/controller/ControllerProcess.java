package city.sawang.jobs.controller;

import city.sawang.jobs.archive.LampStateRow;
import city.sawang.jobs.archive.ReadingRow;
import city.sawang.jobs.expected.Expectation;
import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.metering.Acceptance;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.ReadingOutcome;
import city.sawang.jobs.metering.Reevaluation;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalRetraction;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.MissingSequence;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.Reading;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Everything that is to be known about one controller, in one place: whether a reading is new, how
 * late it is by the controller's own clock, and what it does to the quarter hours of its lamp. One
 * place, so that no two operators can ever disagree about a reading. Its first input are the
 * readings, its second the registry records of the same key; main output is the archive.
 *
 * <p>The watermark plays no part. A reading that comes before its registry record is taken as one
 * of an unregistered controller; when the record comes, the figures are told again.
 *
 * <p>State, per controller: the compact log of accepted readings within the horizon and a little
 * more (freed by the {@link ControllerMeter} as the controller's own clock goes on), a summary of
 * about 100 bytes, what its counters have counted at each lamp (about 30 bytes a lamp), and the
 * registry record; {@link ControllerState} tells what lies together. A controller that falls silent
 * keeps its last horizon of readings, about 20 bytes each, for as long as the job lives.
 */
public final class ControllerProcess
    extends KeyedCoProcessFunction<String, RawRecord, RawRecord, ReadingRow> {
  private static final long serialVersionUID = 1L;

  /** The newest reading of a lamp's controller. */
  public static final OutputTag<LampStateRow> LAMP_STATES = new OutputTag<>("lamp-state") {};

  /** What this controller says about quarter hours, whenever it says something else. */
  public static final OutputTag<LampContributions> QUARTER_HOURS =
      new OutputTag<>("quarter-hours", ContributionType.INSTANCE);

  /** The same of a feeder or cabinet meter. */
  public static final OutputTag<LampContributions> METER_QUARTER_HOURS =
      new OutputTag<>("meter-quarter-hours", ContributionType.INSTANCE);

  /** Quarter hours that a reading would have changed if it had not come too late. */
  public static final OutputTag<RestatementDue> RESTATEMENT_DUE =
      new OutputTag<>("restatement-due") {};

  /** One event per reading, and what became known about missing ones. */
  public static final OutputTag<LedgerHour> LEDGER = new OutputTag<>("ledger") {};

  /** Conflicts of identity, and bytes that are no reading. */
  public static final OutputTag<QuarantineRow> REFUSED = new OutputTag<>("refused") {};

  /** Makes the meter, where the operator runs. */
  @FunctionalInterface
  public interface Meters extends Function<MeteringRules, ControllerMeter>, Serializable {}

  private final long horizonMillis;
  private final Meters meters;
  private transient AvroMessages messages;
  private transient ControllerMeter meter;
  private transient ExpectedState expected;
  private transient KeyedControllerState state;
  private transient KeyedRegistration registry;
  private transient Map<ReadingOutcome, Counter> outcomes;
  private transient Counter damaged;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   */
  public ControllerProcess(Duration horizon) {
    this(horizon, ControllerMeter::new);
  }

  /** The same with a meter of another make. */
  public ControllerProcess(Duration horizon, Meters meters) {
    this.horizonMillis = horizon.toMillis();
    this.meters = meters;
  }

  @Override
  public void open(OpenContext context) {
    messages = new AvroMessages();
    meter = meters.apply(new MeteringRules(horizonMillis));
    expected = new ExpectedState();
    state = new KeyedControllerState(getRuntimeContext());
    registry =
        new KeyedRegistration(
            getRuntimeContext().getState(new ValueStateDescriptor<>("registry", byte[].class)),
            messages);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("sawang_jobs");
    outcomes = new EnumMap<>(ReadingOutcome.class);
    for (ReadingOutcome outcome : ReadingOutcome.values()) {
      outcomes.put(outcome, metrics.counter("readings_" + outcome.name().toLowerCase(Locale.ROOT)));
    }
    damaged = metrics.counter("readings_damaged");
  }

  @Override
  public void processElement1(RawRecord record, Context context, Collector<ReadingRow> out)
      throws Exception {
    SpecificRecord message;
    try {
      message = messages.decode(record.value());
    } catch (IllegalArgumentException e) {
      refuse(record, e.getMessage(), context);
      return;
    }
    if (message instanceof Reading reading
        && record.key().equals(Topics.key(reading.getCityId(), reading.getControllerId()))) {
      take(reading, record.value(), context, out);
    } else if (!(message instanceof Heartbeat)) {
      refuse(
          record, "a " + message.getSchema().getName() + " under the key " + record.key(), context);
    }
  }

  @Override
  public void processElement2(RawRecord record, Context context, Collector<ReadingRow> out)
      throws Exception {
    ControllerState known = state.load();
    // The registry is loaded anew at every start: mostly it says what it said before.
    if (Arrays.equals(record.value(), registry.bytes())) {
      return;
    }
    Registration before = registry.get(record.key());
    Registration after = registry.replace(record.key(), record.value());
    ControllerState now = known.withRegistration(after);
    if (known.meter().isEmpty()) {
      state.store(now);
    } else if (before.meter() != after.meter()) {
      // What was taken for a lamp is a meter, or the other way round: others listen now.
      List<IntervalContribution> retracted = new ArrayList<>();
      for (IntervalContribution said : tellAll(before.placement(), known).contributions()) {
        retracted.add(IntervalRetraction.of(said));
      }
      tell(retracted, before.meter(), context);
      publish(tellAll(after.placement(), known), now, after.meter(), context);
    } else {
      Reevaluation reevaluation =
          meter.replace(state.log(), known.meter(), before.placement(), after.placement());
      publish(reevaluation, now, after.meter(), context);
    }
  }

  private void take(Reading reading, byte[] avro, Context context, Collector<ReadingRow> out)
      throws Exception {
    ControllerState known = state.load();
    if (known.registration() == null) {
      known = known.withRegistration(registry.get(context.getCurrentKey()));
    }
    Registration registered = known.registration();
    Acceptance acceptance =
        meter.accept(state.log(), known.meter(), registered.placement(), MeterReadings.of(reading));
    ReadingOutcome outcome = acceptance.outcome();
    outcomes.get(outcome).inc();
    LampAssignment lamp = registered.at(reading.getObservedAt());
    String city = reading.getCityId();
    long receivedAt = reading.getReceivedAt();
    switch (outcome) {
      case IN_TIME -> context.output(LEDGER, LedgerHour.inTime(city, receivedAt));
      case LATE -> context.output(LEDGER, LedgerHour.lateCorrected(city, receivedAt));
      case TOO_LATE -> context.output(LEDGER, LedgerHour.tooLate(city, receivedAt));
      case DUPLICATE -> context.output(LEDGER, LedgerHour.duplicate(city, receivedAt));
      // Counted where all refused payloads are counted.
      case CONFLICT -> context.output(REFUSED, QuarantineRow.conflict(reading, avro));
    }
    if (outcome == ReadingOutcome.TOO_LATE) {
      context.output(
          RESTATEMENT_DUE,
          new RestatementDue(
              city,
              lamp == null ? reading.getControllerId() : lamp.lampId(),
              MeteringInterval.quarterOf(reading.getObservedAt()),
              RestatementDue.TOO_LATE));
    }
    if (outcome.isAccepted()) {
      out.collect(
          ReadingRow.of(
              reading,
              lamp == null ? null : lamp.lampId(),
              Registration.suspicions(lamp, reading),
              outcome.name()));
    }
    boolean isMeter = registered.meter() || reading.getKind() == DeviceKind.METER;
    if (outcome == ReadingOutcome.IN_TIME && !isMeter) {
      context.output(LAMP_STATES, lampState(reading, lamp, registered.placement().zone()));
    }
    if (acceptance instanceof Acceptance.Metered metered) {
      for (MissingSequence missing : metered.missing()) {
        context.output(LEDGER, LedgerHour.missing(city, missing.receivedHour(), missing.delta()));
      }
      state.store(known.after(metered.state(), state.log()));
      tell(metered.contributions(), isMeter, context);
    }
  }

  /** Everything about it is new to somebody who knew the controller in no city. */
  private Reevaluation tellAll(ControllerAssignments here, ControllerState known) {
    ControllerAssignments nowhere =
        new ControllerAssignments(
            "",
            here.controllerId(),
            here.zone(),
            here.cityLatMicro(),
            here.cityLonMicro(),
            here.assignments());
    return meter.replace(state.log(), known.meter(), nowhere, here);
  }

  /** Remembers what came of it and tells the contributions. */
  private void publish(
      Reevaluation reevaluation, ControllerState known, boolean isMeter, Context context)
      throws Exception {
    state.store(known.after(reevaluation.state(), state.log()));
    tell(reevaluation.contributions(), isMeter, context);
  }

  private static void tell(
      List<IntervalContribution> contributions, boolean isMeter, Context context) {
    OutputTag<LampContributions> kind = isMeter ? METER_QUARTER_HOURS : QUARTER_HOURS;
    for (LampContributions lamp : LampContributions.byLamp(contributions)) {
      context.output(kind, lamp);
    }
  }

  private LampStateRow lampState(Reading reading, LampAssignment lamp, String zone) {
    if (lamp == null) {
      return LampStateRow.of(reading, null, null, null);
    }
    Expectation expectation = expected.at(lamp.light(), zone, reading.getObservedAt());
    return LampStateRow.of(reading, lamp.lampId(), expectation.lit(), expectation.milliwatts());
  }

  private void refuse(RawRecord record, String problem, Context context) {
    damaged.inc();
    context.output(
        REFUSED,
        QuarantineRow.damaged(
            Topics.READINGS,
            record.timestampMillis(),
            record.topicPartitionOffset() + ": " + problem,
            record.value()));
  }
}
