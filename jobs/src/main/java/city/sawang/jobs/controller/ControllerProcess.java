package city.sawang.jobs.controller;

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
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Judges every reading of a controller once: whether it is new, how late it is by the controller's
 * own clock, where it was measured, and which quarter hours it changes. The first input are the
 * readings, the second the registry records of the same key; the main output is the stream of
 * accepted readings that every later question subscribes to. {@link Routing} says what goes to the
 * other outputs.
 *
 * <p>The watermark plays no part. A reading that comes before its registry record is taken as one
 * of an unregistered controller; when the record comes, its quarter hours are emitted once more.
 *
 * <p>State, per controller: the compact log of accepted readings within the horizon and a little
 * more (freed by the {@link ControllerMeter} as the controller's own clock goes on), a summary of
 * about 100 bytes, what its counters have counted at each lamp (about 30 bytes a lamp), and the
 * registry record; {@link ControllerState} says what lies together. A controller that falls silent
 * keeps its last horizon of readings, about 20 bytes each, for as long as the job lives.
 */
public class ControllerProcess
    extends KeyedCoProcessFunction<String, RawRecord, RawRecord, AcceptedReading> {
  private static final long serialVersionUID = 1L;

  /** What lamp controllers contribute to quarter hours, whenever a contribution changes. */
  public static final OutputTag<LampContributions> QUARTER_HOURS =
      new OutputTag<>("quarter-hours", ContributionType.INSTANCE);

  /** What feeder and cabinet meters contribute to quarter hours. */
  public static final OutputTag<LampContributions> METER_QUARTER_HOURS =
      new OutputTag<>("meter-quarter-hours", ContributionType.INSTANCE);

  /** One event per reading that is accepted or a duplicate, and changes of what is missing. */
  public static final OutputTag<LedgerHour> LEDGER = new OutputTag<>("ledger") {};

  /**
   * Accepted readings (left) and the registry records of their controllers (right) in the order in
   * which they were taken. What keeps its own state of a controller subscribes here and stays in
   * this task: to exchange the readings by the same key once more costs more than most questions.
   */
  public static final OutputTag<Either<AcceptedReading, RawRecord>> NEWS =
      new OutputTag<>(
          "news",
          new EitherTypeInfo<>(
              TypeInformation.of(AcceptedReading.class), TypeInformation.of(RawRecord.class)));

  /** Conflicts of identity, and bytes that are no reading. */
  public static final OutputTag<QuarantineRow> REFUSED = new OutputTag<>("refused") {};

  private final long horizonMillis;
  private transient AvroMessages messages;
  private transient ControllerMeter meter;
  private transient ExpectedState expected;
  private transient KeyedControllerState state;
  private transient KeyedRegistration registrations;
  private transient Map<ReadingOutcome, Counter> outcomes;
  private transient Counter damaged;

  /**
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   */
  public ControllerProcess(Duration horizon) {
    this.horizonMillis = horizon.toMillis();
  }

  /** Makes the meter where the operator runs; a proof overrides it with one that is broken. */
  protected ControllerMeter meter(MeteringRules rules) {
    return new ControllerMeter(rules);
  }

  @Override
  public void open(OpenContext context) {
    messages = new AvroMessages();
    meter = meter(new MeteringRules(horizonMillis));
    expected = new ExpectedState();
    state = new KeyedControllerState(getRuntimeContext());
    registrations =
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
  public void processElement1(RawRecord record, Context context, Collector<AcceptedReading> out)
      throws Exception {
    SpecificRecord message;
    try {
      message = messages.decode(record.value());
    } catch (IllegalArgumentException e) {
      refuse(record, e.getMessage(), context, out);
      return;
    }
    if (message instanceof Reading reading
        && record.key().equals(Topics.key(reading.getCityId(), reading.getControllerId()))) {
      emit(Routing.of(judge(reading, record)), context, out);
    } else if (!(message instanceof Heartbeat)) {
      String schema = message.getSchema().getName();
      refuse(record, "a " + schema + " under the key " + record.key(), context, out);
    }
  }

  @Override
  public void processElement2(RawRecord record, Context context, Collector<AcceptedReading> out)
      throws Exception {
    context.output(NEWS, Either.Right(record));
    // Without a checkpoint the whole registry is read again: mostly nothing has changed.
    if (!Arrays.equals(record.value(), registrations.bytes())) {
      emit(Routing.of(reassign(record)), context, out);
    }
  }

  private Outcome judge(Reading reading, RawRecord record) throws Exception {
    ControllerState known = state.load();
    if (known.registration() == null) {
      known = known.withRegistration(registrations.get(record.key()));
    }
    Registration registration = known.registration();
    Acceptance acceptance =
        meter.accept(
            state.log(), known.meter(), registration.placement(), MeterReadings.of(reading));
    outcomes.get(acceptance.outcome()).inc();
    if (acceptance instanceof Acceptance.Metered metered) {
      state.store(known.after(metered.state(), state.log()));
      return new Outcome.Accepted(
          accepted(reading, registration, timeliness(metered)),
          metered.contributions(),
          metered.missing());
    } else if (acceptance instanceof Acceptance.TooLate) {
      return new Outcome.Accepted(
          accepted(reading, registration, Timeliness.TOO_LATE), List.of(), List.of());
    }
    return acceptance.outcome() == ReadingOutcome.CONFLICT
        ? new Outcome.Conflict(reading, record.value())
        : new Outcome.Duplicate(reading.getCityId(), reading.getReceivedAt());
  }

  private static Timeliness timeliness(Acceptance.Metered metered) {
    return metered.outcome() == ReadingOutcome.IN_TIME ? Timeliness.IN_TIME : Timeliness.LATE;
  }

  private AcceptedReading accepted(
      Reading reading, Registration registration, Timeliness timeliness) {
    Optional<LampAssignment> served = registration.at(reading.getObservedAt());
    boolean isMeter = registration.meter() || reading.getKind() == DeviceKind.METER;
    Expectation expectation =
        served.isEmpty() || isMeter
            ? AcceptedReading.NOTHING_EXPECTED
            : expected.at(
                served.get().light(), registration.placement().zone(), reading.getObservedAt());
    return AcceptedReadings.of(reading, served, isMeter, timeliness, expectation);
  }

  /** Takes over what the registry says now; nothing is reassigned before the first reading. */
  private Outcome reassign(RawRecord record) throws Exception {
    ControllerState known = state.load();
    Registration before = registrations.get(record.key());
    Registration after = registrations.replace(record.key(), record.value());
    ControllerState now = known.withRegistration(after);
    if (known.meter().isEmpty()) {
      state.store(now);
      return Outcome.Reassigned.NOTHING;
    }
    if (before.meter() == after.meter()) {
      Reevaluation changed =
          meter.replace(state.log(), known.meter(), before.placement(), after.placement());
      state.store(now.after(changed.state(), state.log()));
      return Outcome.Reassigned.of(after.meter(), changed.contributions(), List.of());
    }
    // What was taken for a lamp is a meter, or the other way round: others subscribe to it.
    List<IntervalContribution> retracted =
        emitAll(before.placement(), known).contributions().stream()
            .<IntervalContribution>map(IntervalRetraction::of)
            .toList();
    Reevaluation all = emitAll(after.placement(), known);
    state.store(now.after(all.state(), state.log()));
    return Outcome.Reassigned.of(after.meter(), all.contributions(), retracted);
  }

  /** All its quarter hours, as if the controller had been known in no city before. */
  private Reevaluation emitAll(ControllerAssignments here, ControllerState known) {
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

  private void refuse(
      RawRecord record, String problem, Context context, Collector<AcceptedReading> out) {
    damaged.inc();
    emit(Routing.of(new Outcome.Damaged(record, problem)), context, out);
  }

  private static void emit(Routing routing, Context context, Collector<AcceptedReading> out) {
    for (AcceptedReading reading : routing.accepted()) {
      out.collect(reading);
      context.output(NEWS, Either.Left(reading));
    }
    routing.lamps().forEach(lamp -> context.output(QUARTER_HOURS, lamp));
    routing.meters().forEach(meter -> context.output(METER_QUARTER_HOURS, meter));
    routing.ledger().forEach(event -> context.output(LEDGER, event));
    routing.refused().forEach(row -> context.output(REFUSED, row));
  }
}
