package city.sawang.ingest.decode;

import java.util.List;

/**
 * Turns a message into readings and refusals. Pure: the arrival time is part of the argument.
 * Implementations are safe for use by several threads.
 */
public interface PayloadDecoder {
  /**
   * @return accepted readings and refused parts in the order of the payload, or {@link
   *     Decoded.Recognised} alone; never empty
   */
  List<Decoded> decode(Arrival arrival);
}
