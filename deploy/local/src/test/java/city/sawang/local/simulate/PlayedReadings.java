package city.sawang.local.simulate;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.profile.Profiles;
import city.sawang.ingest.profile.TopicDecoder;
import city.sawang.local.Checkout;
import city.sawang.schemas.avro.Reading;
import java.util.ArrayList;
import java.util.List;

/** Plays a fleet through the decoder of the bridge, in this process and without a clock. */
public final class PlayedReadings {
  /** From the device to the bridge. */
  static final long ON_THE_WAY_MILLIS = 300;

  private PlayedReadings() {}

  /**
   * What the bridge would send on, in order of arrival; repetitions included.
   *
   * @param start first instant, epoch milliseconds
   * @param end what is sent from then on is not played any more
   */
  public static List<Reading> of(FleetConfig config, long start, long end) throws Exception {
    List<Reading> readings = new ArrayList<>();
    try (Profiles shipped = Profiles.load(Checkout.file("deploy/profiles"))) {
      PayloadDecoder decoder = new TopicDecoder(new CitiesOf(config), shipped);
      for (FleetMessage message : Played.messages(config, start, end)) {
        Arrival arrival =
            new Arrival(message.topic(), message.payload(), message.dueAt() + ON_THE_WAY_MILLIS);
        for (Decoded decoded : decoder.decode(arrival)) {
          if (decoded instanceof Decoded.Accepted accepted) {
            readings.add(accepted.reading());
          }
        }
      }
    }
    return readings;
  }
}
