package city.sawang.local.simulate;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.profile.Profiles;
import city.sawang.ingest.profile.TopicDecoder;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.local.Checkout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Plays a fleet through the decoder of the bridge, the judge of identity and incident detection, in
 * this process and without a clock: what the platform would conclude of it. Every lamp is watched by
 * itself.
 */
public final class PlayedIncidents {
  private static final int QUEUE = 4_096;
  private static final FleetMessage LAST = new FleetMessage(0, "", "", new byte[0], List.of());

  /**
   * What came of it.
   *
   * @param standing incidents that were not taken back
   * @param retracted so many were
   * @param readings accepted readings
   */
  public record Outcome(List<Incident> standing, long retracted, long readings) {}

  private PlayedIncidents() {}

  /**
   * @param start first instant, epoch milliseconds
   * @param end what is sent from then on is not played any more
   * @param workers threads beside the one that plays
   */
  public static Outcome of(FleetConfig config, long start, long end, int workers) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try (Profiles shipped = Profiles.load(Checkout.file("deploy/profiles"));
        FleetPlay play =
            new FleetPlay(config, new FleetPlay.Times(start, start, end, 1), Map.of())) {
      PayloadDecoder decoder = new TopicDecoder(new CitiesOf(config), shipped);
      List<BlockingQueue<FleetMessage>> queues = new ArrayList<>();
      List<Future<List<WatchedLamp>>> watchers = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        BlockingQueue<FleetMessage> queue = new ArrayBlockingQueue<>(QUEUE);
        queues.add(queue);
        Map<String, WatchedLamp> lamps = lamps(config);
        watchers.add(pool.submit(() -> watch(queue, decoder, lamps, end)));
      }
      for (FleetMessage next = play.next(); next.dueAt() < end; next = play.next()) {
        queues.get(Math.floorMod(next.device().hashCode(), workers)).put(next);
      }
      for (BlockingQueue<FleetMessage> queue : queues) {
        queue.put(LAST);
      }
      return outcome(watchers);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Map<String, WatchedLamp> lamps(FleetConfig config) {
    Map<String, WatchedLamp> lamps = new HashMap<>();
    WatchedLamp.Engines engines = new WatchedLamp.Engines();
    for (FleetLamp lamp : config.lamps()) {
      lamps.put(
          key(lamp.cityId(), lamp.controllerId()),
          new WatchedLamp(engines, WatchedLamp.placement(lamp, config.zone())));
    }
    return lamps;
  }

  /** Ids are compared without regard to case. */
  private static String key(String cityId, String controllerId) {
    return (cityId + '/' + controllerId).toLowerCase(Locale.ROOT);
  }

  private static List<WatchedLamp> watch(
      BlockingQueue<FleetMessage> queue,
      PayloadDecoder decoder,
      Map<String, WatchedLamp> lamps,
      long end)
      throws InterruptedException {
    for (FleetMessage message = queue.take(); !message.device().isEmpty(); ) {
      Arrival arrival =
          new Arrival(
              message.topic(),
              message.payload(),
              message.dueAt() + PlayedReadings.ON_THE_WAY_MILLIS);
      for (Decoded decoded : decoder.decode(arrival)) {
        if (decoded instanceof Decoded.Accepted accepted) {
          WatchedLamp lamp =
              lamps.get(key(accepted.reading().getCityId(), accepted.reading().getControllerId()));
          if (lamp != null) {
            lamp.accept(accepted.reading(), message.dueAt());
          }
        }
      }
      message = queue.take();
    }
    lamps.values().forEach(lamp -> lamp.passTo(end));
    return List.copyOf(lamps.values());
  }

  private static Outcome outcome(List<Future<List<WatchedLamp>>> watchers)
      throws InterruptedException, ExecutionException {
    List<Incident> standing = new ArrayList<>();
    long retracted = 0;
    long readings = 0;
    for (Future<List<WatchedLamp>> watcher : watchers) {
      for (WatchedLamp lamp : watcher.get()) {
        standing.addAll(lamp.standing());
        retracted += lamp.retracted();
        readings += lamp.readings();
      }
    }
    return new Outcome(standing, retracted, readings);
  }
}
