package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.verify.DatabaseReader.PublishedHour;
import city.sawang.local.verify.DatabaseReader.QuarterHour;
import city.sawang.local.verify.DatabaseReader.StoredReading;
import city.sawang.schemas.avro.Reading;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker is checked: every kind of defect is planted into a faithful platform and named. */
class VerifierTest {
  @TempDir private Path directory;
  private FakePlatform platform;

  @BeforeEach
  void faithfulPlatform() {
    platform = new FakePlatform(directory);
  }

  private VerificationReport assertFound(DefectKind... kinds) throws Exception {
    VerificationReport report = platform.verify();
    List<DefectKind> found =
        Arrays.stream(DefectKind.values()).filter(k -> report.defects().count(k) > 0).toList();
    assertThat(found).as(report.table()).containsExactly(kinds);
    assertThat(report.clean()).isEqualTo(kinds.length == 0);
    return report;
  }

  @Test
  void aFaithfulPlatformIsClean() throws Exception {
    VerificationReport report = assertFound();

    assertThat(report.table()).contains("verdict: clean");
    assertThat(report.figures())
        .containsEntry("messages acknowledged", 4 * (36 + 1 + 2L))
        .containsEntry("readings of the ledger in Kafka, distinct", 4 * 36L)
        .containsEntry("readings of the ledger in quarantine", 4L)
        .containsEntry("quarter hours compared", 4 * 12L);
  }

  @Test
  void anAcknowledgedReadingThatNeverReachedKafkaIsLost() throws Exception {
    Reading gone = platform.kafkaReadings.remove(5).reading();
    platform.storedReadings.remove(5);
    platform.summarize();
    platform.quarterHours.replaceAll(q -> lessOne(q, gone));

    VerificationReport report = assertFound(DefectKind.LOST);

    assertThat(report.defects().examples(DefectKind.LOST).get(0).subject())
        .isEqualTo("mueang-nan/mueang-nan-c0");
    assertThat(report.table()).contains("boot 1 seq 5 was acknowledged");
  }

  @Test
  void readingsOfAKafkaThatWasThrownAwayAreNamedAndNotLost() throws Exception {
    platform.kafkaReadings.removeIf(place -> place.reading().getSeq() < 10);

    VerificationReport report = assertFound(DefectKind.OTHER_LOG);

    assertThat(report.table()).contains("it is another log than the one they came through");
  }

  /** The reading is away, the counter still covers its time. */
  private static QuarterHour lessOne(QuarterHour q, Reading gone) {
    boolean touched =
        q.lampId().equals("mueang-nan-l0")
            && q.periodStart() <= gone.getObservedAt()
            && gone.getObservedAt() < q.periodStart() + 900_000;
    return touched
        ? new QuarterHour(
            q.cityId(),
            q.lampId(),
            q.periodStart(),
            q.energy(),
            q.measured(),
            q.interpolated(),
            q.estimated(),
            q.unbooked(),
            q.readingsAccepted() - 1,
            q.decided())
        : q;
  }

  @Test
  void aRefusalThatIsNowhereIsLost() throws Exception {
    platform.kafkaQuarantine.remove(0);
    platform.summarize();

    assertFound(DefectKind.LOST);
  }

  @Test
  void aRefusalThatTheDatabaseDoesNotShowIsLost() throws Exception {
    platform.quarantine.remove("q1");

    assertFound(DefectKind.LOST);
  }

  @Test
  void aReadingThatTheArchiveSkippedIsLost() throws Exception {
    platform.storedReadings.remove(5);

    VerificationReport report = assertFound(DefectKind.LOST);

    assertThat(report.table()).contains("the database has later ones and not this");
  }

  @Test
  void aReadingThatNobodySentIsAPhantom() throws Exception {
    Reading invented =
        FakePlatform.reading(
            "mueang-nan",
            "mueang-nan-c0",
            new SentReadings.Content(
                FakePlatform.START + 1, 1, 99, 1_000_000, 60_000, false, true));
    platform.kafkaReadings.add(new FakePlatform.Place(1, invented));
    platform.summarize();

    assertFound(DefectKind.PHANTOM);
  }

  @Test
  void aReadingThatSaysSomethingElseIsAPhantom() throws Exception {
    StoredReading row = platform.storedReadings.get(3);
    platform.storedReadings.set(
        3,
        new StoredReading(
            row.cityId(),
            row.controllerId(),
            row.lampId(),
            row.observedAt(),
            row.boot(),
            row.seq(),
            row.energy() + 1,
            row.power()));

    assertFound(DefectKind.PHANTOM);
  }

  @Test
  void aReadingArchivedTwiceIsADuplicateEffect() throws Exception {
    StoredReading row = platform.storedReadings.get(3);
    platform.storedReadings.add(row);

    assertFound(DefectKind.DUPLICATE_EFFECT);
  }

  @Test
  void aReadingCountedTwiceInTheLedgerIsADuplicateEffect() throws Exception {
    PublishedHour hour = platform.ledgerHours.get(0);
    platform.ledgerHours.set(
        0,
        new PublishedHour(
            hour.cityId(),
            hour.hour(),
            hour.received(),
            hour.accepted() + 1,
            hour.inTime() + 1,
            0,
            0,
            hour.duplicate() - 1,
            hour.quarantined(),
            0));

    assertFound(DefectKind.DUPLICATE_EFFECT);
  }

  @Test
  void aLedgerThatDoesNotAddUpIsADuplicateEffect() throws Exception {
    PublishedHour hour = platform.ledgerHours.get(0);
    platform.ledgerHours.set(
        0,
        new PublishedHour(
            hour.cityId(),
            hour.hour(),
            hour.received(),
            hour.accepted(),
            hour.inTime(),
            0,
            0,
            hour.duplicate() - 1,
            hour.quarantined(),
            1));

    assertFound(DefectKind.DUPLICATE_EFFECT);
  }

  @Test
  void aQuarterThatCountsAReadingTwiceIsADuplicateEffect() throws Exception {
    platform.quarterHours.set(4, changed(platform.quarterHours.get(4), 0, 1));

    assertFound(DefectKind.DUPLICATE_EFFECT);
  }

  @Test
  void aQuarterThatIsOneMilliwattHourOffIsAWrongAggregate() throws Exception {
    QuarterHour first = platform.quarterHours.get(0);
    assertThat(first.interpolated()).isZero();
    platform.quarterHours.set(0, changed(first, 1, 0));

    assertFound(DefectKind.WRONG_AGGREGATE);
  }

  @Test
  void aQuarterThatIsMissingIsAWrongAggregate() throws Exception {
    platform.quarterHours.remove(7);

    assertFound(DefectKind.WRONG_AGGREGATE);
  }

  private static QuarterHour changed(QuarterHour q, long moreEnergy, int moreReadings) {
    return new QuarterHour(
        q.cityId(),
        q.lampId(),
        q.periodStart(),
        q.energy() + moreEnergy,
        q.measured() + moreEnergy,
        q.interpolated(),
        q.estimated(),
        q.unbooked(),
        q.readingsAccepted() + moreReadings,
        q.decided());
  }

  @Test
  void aDatabaseThatStoppedIsStalled() throws Exception {
    // Nothing of the last lamp arrives any more; its partition's other lamp is all there.
    platform.storedReadings.subList(3 * 36 + 10, 4 * 36).clear();

    VerificationReport report = assertFound(DefectKind.STALLED);

    assertThat(report.defects().count(DefectKind.STALLED)).isEqualTo(26);
  }

  @Test
  void aReadingUnderAnotherCityIsCrossCity() throws Exception {
    StoredReading row = platform.storedReadings.get(3);
    platform.storedReadings.add(
        new StoredReading(
            "satun",
            row.controllerId(),
            null,
            row.observedAt(),
            row.boot(),
            row.seq(),
            row.energy(),
            row.power()));

    VerificationReport report = assertFound(DefectKind.CROSS_CITY);

    assertThat(report.table()).contains("it was sent under mueang-nan");
  }

  @Test
  void energyUnderAnotherCityIsCrossCity() throws Exception {
    QuarterHour q = platform.quarterHours.get(4);
    platform.quarterHours.add(
        0,
        new QuarterHour(
            "satun",
            q.lampId(),
            q.periodStart(),
            q.energy(),
            q.measured(),
            q.interpolated(),
            q.estimated(),
            q.unbooked(),
            q.readingsAccepted(),
            q.decided()));

    assertFound(DefectKind.CROSS_CITY);
  }

  @Test
  void devicesOfTheFieldAreCleanToo() throws Exception {
    platform.withFieldDevices();

    VerificationReport report = assertFound();

    assertThat(report.figures()).containsEntry("readings without sequence number in Kafka", 37L);
  }

  /** Of the device without a clock the quarter hour in which its counter jumped. */
  private int jumped() {
    for (int i = 0; i < platform.quarterHours.size(); i++) {
      QuarterHour q = platform.quarterHours.get(i);
      if (q.lampId().equals("plug-l") && q.unbooked() > 0) {
        return i;
      }
    }
    throw new AssertionError("nothing has jumped");
  }

  @Test
  void aJumpThatIsForgottenIsAWrongAggregate() throws Exception {
    platform.withFieldDevices();
    QuarterHour q = platform.quarterHours.get(jumped());
    assertThat(q.unbooked()).isEqualTo(50_005_000);
    platform.quarterHours.set(jumped(), moved(q, 0, -q.unbooked()));

    assertFound(DefectKind.WRONG_AGGREGATE);
  }

  @Test
  void aJumpThatIsBookedIsAWrongAggregate() throws Exception {
    platform.withFieldDevices();
    QuarterHour q = platform.quarterHours.get(jumped());
    platform.quarterHours.set(jumped(), moved(q, q.unbooked(), -q.unbooked()));

    VerificationReport report = assertFound(DefectKind.WRONG_AGGREGATE);

    assertThat(report.table()).contains("the lamp used 175000");
  }

  @Test
  void oneMilliwattHourTooLittleOfACoarseCounterIsAWrongAggregate() throws Exception {
    platform.withFieldDevices();
    for (int i = 0; i < platform.quarterHours.size(); i++) {
      QuarterHour q = platform.quarterHours.get(i);
      if (q.lampId().equals("coarse-l") && q.interpolated() > 0) {
        platform.quarterHours.set(i, moved(q, -1, 0));
        break;
      }
    }

    VerificationReport report = assertFound(DefectKind.WRONG_AGGREGATE);

    assertThat(report.table()).contains("mWh are booked or unbooked, expected");
  }

  @Test
  void energyThatIsEstimatedBesideACounterIsAWrongAggregate() throws Exception {
    platform.withFieldDevices();
    QuarterHour q = platform.quarterHours.get(jumped());
    platform.quarterHours.set(
        jumped(),
        new QuarterHour(
            q.cityId(),
            q.lampId(),
            q.periodStart(),
            q.energy() + 5,
            q.measured(),
            q.interpolated(),
            5,
            q.unbooked(),
            q.readingsAccepted(),
            q.decided()));

    assertFound(DefectKind.WRONG_AGGREGATE);
  }

  @Test
  void aMeterThatIsOneMilliwattHourOffIsAWrongAggregate() throws Exception {
    platform.withFieldDevices();
    platform.meterQuarterHours.set(3, moved(platform.meterQuarterHours.get(3), 1, 0));

    VerificationReport report = assertFound(DefectKind.WRONG_AGGREGATE);

    assertThat(report.table()).contains("mueang-nan/coarse-f");
  }

  private static QuarterHour moved(QuarterHour q, long moreEnergy, long moreUnbooked) {
    return new QuarterHour(
        q.cityId(),
        q.lampId(),
        q.periodStart(),
        q.energy() == null ? null : q.energy() + moreEnergy,
        q.measured(),
        q.interpolated() + moreEnergy,
        q.estimated(),
        q.unbooked() + moreUnbooked,
        q.readingsAccepted(),
        q.decided());
  }

  @Test
  void aRepetitionThatIsArchivedIsADuplicateEffect() throws Exception {
    platform.withFieldDevices();
    StoredReading third =
        platform.storedReadings.stream()
            .filter(r -> r.controllerId().equals("plug"))
            .skip(2)
            .findFirst()
            .orElseThrow();
    platform.storedReadings.add(
        new StoredReading(
            third.cityId(),
            third.controllerId(),
            third.lampId(),
            FakePlatform.SENT_AT + 30 * 300_000L,
            null,
            null,
            third.energy(),
            third.power()));

    assertFound(DefectKind.DUPLICATE_EFFECT);
  }

  @Test
  void theReportNamesEveryKindAndItsExamples() throws Exception {
    platform.storedReadings.remove(5);
    Path report = directory.resolve("report.json");

    platform.verify().write(report);

    assertThat(report)
        .content()
        .contains("\"LOST\" : 1", "\"clean\" : false", "mueang-nan/mueang-nan-c0");
  }
}
