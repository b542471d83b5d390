package city.sawang.ingest.clock;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the times that pass through a decoder, accepted and refused ones, and says when our own
 * clock is the one that is wrong. It changes nothing of what is decoded.
 */
public final class ClockWatch implements PayloadDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final long JUDGE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PayloadDecoder decoder;
  private final IntSupplier registeredDevices;
  private final LongSupplier nanoTime;
  private final ClockEvidence evidence = new ClockEvidence();
  private final AtomicLong judgedAt;
  private volatile Optional<ClockSuspicion> suspicion = Optional.empty();

  /**
   * @param registeredDevices how many devices the registry knows; it may stop counting at three
   */
  public ClockWatch(PayloadDecoder decoder, IntSupplier registeredDevices) {
    this(decoder, registeredDevices, System::nanoTime);
  }

  /**
   * @param nanoTime a clock that nobody sets
   */
  ClockWatch(PayloadDecoder decoder, IntSupplier registeredDevices, LongSupplier nanoTime) {
    this.decoder = decoder;
    this.registeredDevices = registeredDevices;
    this.nanoTime = nanoTime;
    this.judgedAt = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public List<Decoded> decode(Arrival arrival) {
    List<Decoded> results = decoder.decode(arrival);
    // A broker's stored copy is as old as it likes.
    if (!arrival.retained()) {
      for (Decoded one : results) {
        observe(one, arrival);
      }
    }
    long now = nanoTime.getAsLong();
    if (now - judgedAt.get() >= JUDGE_EVERY_NANOS) {
      judge(now);
    }
    return results;
  }

  private void observe(Decoded one, Arrival arrival) {
    if (one instanceof Decoded.Accepted accepted) {
      Reading reading = accepted.reading();
      if (reading.getTimeSource() == TimeSource.DEVICE && !reading.getHistorical()) {
        observe(
            reading.getCityId() + '/' + reading.getControllerId(),
            reading.getObservedAt(),
            arrival);
      }
    } else if (one instanceof Decoded.Refused refused && refused.claimedAtMillis().isPresent()) {
      String device =
          refused.payload().getControllerId() == null
              ? arrival.topic()
              : refused.payload().getCityId() + '/' + refused.payload().getControllerId();
      observe(device, refused.claimedAtMillis().getAsLong(), arrival);
    }
  }

  private void observe(String device, long claimedAtMillis, Arrival arrival) {
    evidence.observe(device, claimedAtMillis - arrival.receivedAtMillis(), nanoTime.getAsLong());
  }

  /** Why our clock is suspected; empty when it is not. */
  public Optional<ClockSuspicion> suspicion() {
    judge(nanoTime.getAsLong());
    return suspicion;
  }

  private synchronized void judge(long now) {
    judgedAt.set(now);
    Optional<ClockSuspicion> before = suspicion;
    suspicion = evidence.judge(registeredDevices.getAsInt(), now);
    if (suspicion.isPresent() != before.isPresent()) {
      suspicion.ifPresentOrElse(
          one -> LOG.error("{}", one),
          () -> LOG.warn("our clock and those of the devices agree again"));
    } else if (!Objects.equals(suspicion, before)) {
      suspicion.ifPresent(one -> LOG.debug("{}", one));
    }
  }
}
