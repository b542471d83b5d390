package city.sawang.local.health;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One request to {@link HealthServer}: read without blocking, answered, closed. */
final class HealthConnection {
  static final int REQUEST_SECONDS = 5;

  private static final int ANSWER_SECONDS = 15;
  private static final int LONGEST_REQUEST = 8 << 10;

  private final SelectionKey key;
  private final SocketChannel channel;
  private final ByteBuffer request = ByteBuffer.allocate(LONGEST_REQUEST);
  private ByteBuffer answer;
  private boolean withBody = true;
  private long deadline;

  HealthConnection(SelectionKey key, long now) {
    this.key = key;
    this.channel = (SocketChannel) key.channel();
    this.deadline = now + TimeUnit.SECONDS.toNanos(REQUEST_SECONDS);
  }

  SelectionKey key() {
    return key;
  }

  /** When it is dropped, in nanoseconds of this process. */
  long deadline() {
    return deadline;
  }

  /**
   * Reads what is there.
   *
   * @return the path that was asked for, once the whole request is there; empty: not yet, or it was
   *     refused
   * @throws IOException when the other side has gone
   */
  Optional<String> read() throws IOException {
    if (channel.read(request) < 0) {
      throw new IOException("closed before the request was whole");
    }
    String text = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
    if (!text.contains("\r\n\r\n") && !text.contains("\n\n")) {
      if (!request.hasRemaining()) {
        answer(HealthAnswer.text(400, "the request is too long\n"), System.nanoTime());
      }
      return Optional.empty();
    }
    String[] line = text.lines().findFirst().orElse("").split(" ");
    if (line.length < 2 || !(line[0].equals("GET") || line[0].equals("HEAD"))) {
      answer(HealthAnswer.text(405, "expected GET\n"), System.nanoTime());
      return Optional.empty();
    }
    withBody = line[0].equals("GET");
    // Whatever else is sent waits: one request, one answer.
    key.interestOps(0);
    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    int question = line[1].indexOf('?');
    return Optional.of(question < 0 ? line[1] : line[1].substring(0, question));
  }

  void answer(HealthAnswer text, long now) throws IOException {
    answer = text.bytes(withBody);
    deadline = now + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    write();
  }

  /** Writes as much as the other side takes; closes when it has all of it. */
  void write() throws IOException {
    channel.write(answer);
    if (answer.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      key.cancel();
      channel.close();
    }
  }
}
