package city.sawang.local.notify.send;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient;

/** A connection to a mail server that another thread can end. */
final class MailConnection extends AuthenticatingSMTPClient {
  private volatile Socket connected;
  private volatile boolean hungUp;

  MailConnection(boolean tlsFromTheFirstByte, SSLContext context) {
    super(tlsFromTheFirstByte, context);
  }

  @Override
  protected void _connectAction_() throws IOException {
    connected = _socket_;
    super._connectAction_();
  }

  /**
   * Closes the socket below whatever is said: who talks gets an {@link IOException}. To disconnect
   * from another thread would take the reader away from the one that reads.
   */
  void hangUp() {
    hungUp = true;
    Socket socket = connected;
    if (socket == null) {
      return;
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It was to end, and it has.
    }
  }

  /** Whether another thread ended it. */
  boolean isHungUp() {
    return hungUp;
  }
}
