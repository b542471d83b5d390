package city.sawang.ingest.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server and does to their connections what networks do. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();

  private static final class Pair {
    private final Socket client;
    private final Socket server;
    private volatile boolean frozen;

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void close() {
      closeQuietly(client);
      closeQuietly(server);
    }
  }

  public TcpProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  public String uri() {
    return "tcp://127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target));
        pairs.add(pair);
        daemon(() -> copy(pair, pair.client, pair.server));
        daemon(() -> copy(pair, pair.server, pair.client));
      }
    } catch (IOException e) {
      // Closed: the end of this thread.
      pairs.forEach(Pair::close);
    }
  }

  private void copy(Pair pair, Socket from, Socket to) {
    byte[] buffer = new byte[4096];
    try {
      InputStream in = from.getInputStream();
      int count;
      while ((count = in.read(buffer)) >= 0) {
        if (!pair.frozen) {
          to.getOutputStream().write(buffer, 0, count);
        }
      }
      pair.close();
    } catch (IOException e) {
      pair.close();
    }
    pairs.remove(pair);
  }

  /** Closes every connection. */
  public void cut() {
    pairs.forEach(Pair::close);
  }

  /** Resets every connection (RST). */
  public void reset() {
    for (Pair pair : pairs) {
      try {
        pair.client.setSoLinger(true, 0);
        pair.server.setSoLinger(true, 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      pair.close();
    }
  }

  /** From now on these connections swallow every byte in both directions and never close. */
  public void freeze() {
    pairs.forEach(pair -> pair.frozen = true);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tcp proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pairs.forEach(Pair::close);
  }
}
