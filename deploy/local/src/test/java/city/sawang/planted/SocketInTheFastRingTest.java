package city.sawang.planted;

import java.io.IOException;
import java.net.ServerSocket;

/** Planted: named like a test of the fast ring, and opens a port. Has no test method. */
final class SocketInTheFastRingTest {
  ServerSocket socket() throws IOException {
    return new ServerSocket(0);
  }
}
