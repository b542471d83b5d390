package city.sawang.jobs.figures;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.coverage.ActiveInterval;
import city.sawang.jobs.coverage.ActivityDetector;
import city.sawang.jobs.coverage.FirstNightTable;
import city.sawang.jobs.coverage.SilenceFiller;
import city.sawang.jobs.lamp.LampFigures;
import city.sawang.jobs.lamp.LampFiguresState;
import city.sawang.jobs.lamp.LampKey;
import city.sawang.jobs.lamp.LampQuarterHourRow;
import city.sawang.jobs.lamp.LampTables;
import city.sawang.jobs.lamp.MeterFigures;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.rollup.DeltaAggregation;
import city.sawang.jobs.rollup.RollUpFigures;
import city.sawang.jobs.rollup.RollUpKey;
import city.sawang.jobs.rollup.RollUpQuarterHourRow;
import city.sawang.jobs.rollup.RollUpTables;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * All operators from readings to tables without a cluster. What waits between two operators is
 * delivered in an order that chance decides, and the whole can be stopped, spread over another
 * number of subtasks and sent back to where it was before.
 */
final class FiguresRoad implements AutoCloseable {
  /** Elements on their way between operators at most. */
  private static final int MOST_WAITING = 100;

  private static final int EDGES = 7;

  /** Lets gaps be filled in several batches, which are one otherwise. */
  private static final int SMALL_BATCH = 20;

  /** Something that waits between two operators. */
  private interface Delivery {
    void run() throws Exception;
  }

  final TreeMap<String, String> tables = new TreeMap<>();
  final Map<String, IntervalContribution> contributions = new HashMap<>();
  final List<RestatementDue> restatementDue = new ArrayList<>();
  final List<InvariantViolation> violations = new ArrayList<>();

  private final AvroMessages messages = new AvroMessages();
  private final Random chance;
  private final List<Queue<Delivery>> edges = new ArrayList<>();
  private final KeyedStage<AcceptedReading> controllers;
  private final KeyedStage<LampContributions> filler;
  private final KeyedStage<LampQuarterHourRow> lamps;
  private final KeyedStage<MeasureDelta> meters;
  private final KeyedStage<RollUpQuarterHourRow> feeders;
  private final KeyedStage<RollUpQuarterHourRow> cities;
  private ActivityDetector activity;
  private ActivityDetector meterActivity;
  private OneInputStreamOperatorTestHarness<MeasureDelta, MeasureDelta> feederSums;
  private OneInputStreamOperatorTestHarness<MeasureDelta, MeasureDelta> citySums;

  FiguresRoad(long seed, EnergyFigures.Retention kept) throws Exception {
    chance = new Random(seed);
    for (int i = 0; i < EDGES; i++) {
      edges.add(new ArrayDeque<>());
    }
    Duration horizon = kept.horizon();
    controllers =
        new KeyedStage<AcceptedReading>(
                (subtasks, i) ->
                    new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new ControllerProcess(horizon)),
                        RawRecord::key,
                        RawRecord::key,
                        Types.STRING,
                        KeyedStage.MAX_PARALLELISM,
                        subtasks,
                        i),
                this::accepted)
            .side(ControllerProcess.QUARTER_HOURS, this::toLamps)
            .side(ControllerProcess.METER_QUARTER_HOURS, this::toMeters);
    filler =
        new KeyedStage<LampContributions>(
                (subtasks, i) ->
                    new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(
                            new SilenceFiller(horizon, kept.silence(), SMALL_BATCH)),
                        ActiveInterval::cityId,
                        FiguresRoad::cityOf,
                        Types.STRING,
                        KeyedStage.MAX_PARALLELISM,
                        subtasks,
                        i),
                lamp -> later(1, () -> lamps().first(LampKey.of(lamp), lamp)))
            .side(SilenceFiller.FIRST_NIGHT, night -> put(FirstNightTable.TABLE, night))
            .side(
                SilenceFiller.NIGHT_FINAL,
                night -> later(2, () -> lamps().second(LampKey.ofNight(night), night)));
    lamps =
        new KeyedStage<LampQuarterHourRow>(
                (subtasks, i) ->
                    new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new LampFigures(horizon, kept.silence())),
                        LampKey::of,
                        LampKey::ofNight,
                        TypeInformation.of(LampKey.class),
                        KeyedStage.MAX_PARALLELISM,
                        subtasks,
                        i),
                row -> put(LampTables.QUARTER_HOUR, row))
            .side(LampFigures.NIGHTS, row -> put(LampTables.NIGHT, row))
            .side(
                LampFigures.DELTAS,
                difference ->
                    later(
                        3,
                        () -> {
                          add(feederSums, difference);
                          add(citySums, difference);
                        }))
            .side(LampFigures.RESTATEMENT_DUE, restatementDue::add)
            .side(LampFigures.VIOLATIONS, violations::add);
    meters =
        new KeyedStage<MeasureDelta>(
                (subtasks, i) ->
                    new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new MeterFigures(horizon, kept.silence())),
                        LampKey::of,
                        TypeInformation.of(LampKey.class),
                        KeyedStage.MAX_PARALLELISM,
                        subtasks,
                        i),
                difference -> later(4, () -> add(feederSums, difference)))
            .side(MeterFigures.RESTATEMENT_DUE, restatementDue::add)
            .side(MeterFigures.VIOLATIONS, violations::add);
    feeders =
        new KeyedStage<RollUpQuarterHourRow>(
                (subtasks, i) ->
                    new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(RollUpFigures.ofFeeders(kept.rollups())),
                        RollUpKey::of,
                        TypeInformation.of(RollUpKey.class),
                        KeyedStage.MAX_PARALLELISM,
                        subtasks,
                        i),
                row -> put(RollUpTables.FEEDER_QUARTER_HOUR, row))
            .side(RollUpFigures.RESTATEMENT_DUE, restatementDue::add);
    cities =
        new KeyedStage<RollUpQuarterHourRow>(
                (subtasks, i) ->
                    new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(RollUpFigures.ofCities(kept.rollups())),
                        RollUpKey::of,
                        TypeInformation.of(RollUpKey.class),
                        KeyedStage.MAX_PARALLELISM,
                        subtasks,
                        i),
                row -> put(RollUpTables.CITY_QUARTER_HOUR, row))
            .side(RollUpFigures.NIGHTS, row -> put(RollUpTables.CITY_NIGHT, row))
            .side(RollUpFigures.MONTHS, row -> put(RollUpTables.CITY_MONTH, row))
            .side(RollUpFigures.RESTATEMENT_DUE, restatementDue::add);
    for (KeyedStage<?> stage : stages()) {
      stage.start(1);
    }
    startLocal();
  }

  /** Does what the sink does with a row. */
  private <R> void put(Table<R> table, R row) {
    TreeMap<String, Object> values = new TreeMap<>();
    for (SinkColumn<R> column : table.columns()) {
      values.put(column.name(), column.value().apply(row));
    }
    values.remove("revision");
    String key = table.name() + table.key().stream().map(values::get).map(String::valueOf).toList();
    if (table.gone().test(row)) {
      tables.remove(key);
    } else {
      tables.put(key, values.toString());
    }
  }

  private KeyedStage<LampQuarterHourRow> lamps() {
    return lamps;
  }

  private List<KeyedStage<?>> stages() {
    return List.of(controllers, filler, lamps, meters, feeders, cities);
  }

  private void startLocal() throws Exception {
    activity = ActivityDetector.ofLamps();
    activity.open(null);
    meterActivity = ActivityDetector.ofMeters();
    meterActivity.open(null);
    feederSums = new OneInputStreamOperatorTestHarness<>(DeltaAggregation.byFeeder());
    citySums = new OneInputStreamOperatorTestHarness<>(DeltaAggregation.byCity());
    feederSums.setup();
    feederSums.open();
    citySums.setup();
    citySums.open();
  }

  private static String cityOf(RawRecord record) {
    return record.key().substring(0, record.key().indexOf('/'));
  }

  private void later(int edge, Delivery delivery) {
    edges.get(edge).add(delivery);
  }

  private static void add(
      OneInputStreamOperatorTestHarness<MeasureDelta, MeasureDelta> sums, MeasureDelta difference)
      throws Exception {
    sums.processElement(new StreamRecord<>(difference));
  }

  private void accepted(AcceptedReading reading) {
    if (reading.isTooLate()) {
      restatementDue.add(RestatementDue.tooLate(reading));
    }
  }

  private void toLamps(LampContributions lamp) {
    for (IntervalContribution one : lamp.contributions()) {
      String key = one.cityId() + "/" + one.lampId() + "/" + one.controllerId();
      contributions.put(key + "/" + one.periodStart(), one);
    }
    detect(activity, lamp);
    later(5, () -> lamps.first(LampKey.of(lamp), lamp));
  }

  private void toMeters(LampContributions lamp) {
    for (IntervalContribution one : lamp.contributions()) {
      contributions.put(
          "meter/" + one.cityId() + "/" + one.controllerId() + "/" + one.periodStart(), one);
    }
    detect(meterActivity, lamp);
    later(6, () -> meters.first(LampKey.of(lamp), lamp));
  }

  private void detect(ActivityDetector detector, LampContributions lamp) {
    List<ActiveInterval> quarters = new ArrayList<>();
    detector.flatMap(lamp, new ListCollector<>(quarters));
    for (ActiveInterval quarter : quarters) {
      later(0, () -> filler.first(quarter.cityId(), quarter));
    }
  }

  void read(Reading reading) throws Exception {
    String key = Topics.key(reading.getCityId(), reading.getControllerId());
    controllers.first(key, new RawRecord(key, messages.encode(reading), 0, "test"));
    deliver(chance.nextInt(4));
    // An operator may lag behind another one, but never by days: Flink's buffers are bounded.
    while (edges.stream().mapToInt(Queue::size).sum() > MOST_WAITING) {
      deliver(MOST_WAITING);
    }
  }

  void register(RegistryController record) throws Exception {
    String key = Topics.key(record.getCityId(), record.getControllerId());
    RawRecord bytes = new RawRecord(key, messages.encode(record), 0, "test");
    controllers.second(key, bytes);
    filler.second(record.getCityId(), bytes);
    deliver(chance.nextInt(4));
  }

  private void deliver(int most) throws Exception {
    for (int i = 0; i < most; i++) {
      List<Queue<Delivery>> waiting = edges.stream().filter(edge -> !edge.isEmpty()).toList();
      if (waiting.isEmpty()) {
        return;
      }
      waiting.get(chance.nextInt(waiting.size())).remove().run();
    }
    if (chance.nextInt(50) == 0) {
      flush();
    }
    if (chance.nextInt(20) == 0) {
      filler.passTime();
    }
  }

  private void flush() throws Exception {
    for (var sums : List.of(feederSums, citySums)) {
      sums.getOperator().prepareSnapshotPreBarrier(1);
    }
    for (MeasureDelta difference : feederSums.extractOutputValues()) {
      feeders.first(RollUpKey.of(difference), difference);
    }
    for (MeasureDelta difference : citySums.extractOutputValues()) {
      cities.first(RollUpKey.of(difference), difference);
    }
    feederSums.getOutput().clear();
    citySums.getOutput().clear();
  }

  /** Everything that waits arrives. */
  void settle() throws Exception {
    while (filler.hasTimers() || edges.stream().anyMatch(edge -> !edge.isEmpty())) {
      filler.passTime();
      deliver(100);
    }
    flush();
  }

  /** Bytes of all quarter hours and nights of lamps in the state. */
  int lampStateBytes() throws Exception {
    LampFiguresState state = lamps.value("lamp", LampFiguresState.class);
    return lamps.bytes("quarters", Long.class)
        + lamps.bytes("nights", Integer.class)
        + (state.chunk == null ? 0 : state.chunk.length)
        + (state.nightSums == null ? 0 : state.nightSums.length);
  }

  /** What a checkpoint would hold. */
  record Checkpoint(List<OperatorSubtaskState> states, List<Integer> subtasks) {}

  Checkpoint checkpoint() throws Exception {
    settle();
    List<OperatorSubtaskState> states = new ArrayList<>();
    List<Integer> subtasks = new ArrayList<>();
    for (KeyedStage<?> stage : stages()) {
      subtasks.add(stage.subtasks());
      states.add(stage.snapshot());
    }
    return new Checkpoint(states, subtasks);
  }

  /** Starts again from a checkpoint; the tables stay as they are. */
  void restore(Checkpoint checkpoint, int subtasks) throws Exception {
    edges.forEach(Queue::clear);
    List<KeyedStage<?>> stages = stages();
    for (int i = 0; i < stages.size(); i++) {
      stages.get(i).restore(subtasks, checkpoint.states().get(i), checkpoint.subtasks().get(i));
    }
    closeLocal();
    startLocal();
  }

  private void closeLocal() throws Exception {
    feederSums.close();
    citySums.close();
  }

  @Override
  public void close() throws Exception {
    for (KeyedStage<?> stage : stages()) {
      stage.close();
    }
    closeLocal();
  }
}
