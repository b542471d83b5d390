package city.sawang.local.notify.send;

import city.sawang.local.notify.message.Notification;

/** Takes messages to one receiver. Used by one thread. */
interface Channel {
  /**
   * Returns when the receiver has taken the message, and after the timeout of the receiver at the
   * latest.
   *
   * @throws DeliveryFailure when it did not take it, or nobody knows whether it did
   */
  void send(Notification message) throws DeliveryFailure, InterruptedException;
}
