package city.sawang.grafana.server;

import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends answers asynchronously: a piece whenever its reader takes the next one, and no thread waits. What
 * readers have not taken yet stands in memory, and that is bounded: beyond it the next request is
 * refused for now. A connection that takes nothing until the server's idle timeout is closed.
 */
final class AsyncResponses {
  private static final int PIECE_BYTES = 32 << 10;

  private final long mostBytes;
  private final AtomicLong waiting = new AtomicLong();

  /**
   * @param mostBytes that may wait for their readers together; answers that several readers share are
   *     not counted
   */
  AsyncResponses(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Sends bytes that belong to this request alone.
   *
   * @throws ServiceUnavailableResponse when too much waits for other readers
   */
  void send(Context context, byte[] body) {
    if (waiting.addAndGet(body.length) > mostBytes) {
      waiting.addAndGet(-body.length);
      throw new ServiceUnavailableResponse("too many answers wait for their readers: come again");
    }
    context.future(
        () -> written(context, body).whenComplete((done, e) -> waiting.addAndGet(-body.length)));
  }

  /** Sends bytes that are kept anyhow. */
  void sendShared(Context context, byte[] body) {
    context.future(() -> written(context, body));
  }

  private static CompletableFuture<Void> written(Context context, byte[] body) {
    var done = new CompletableFuture<Void>();
    try {
      context.res().setContentLength(body.length);
      ServletOutputStream out = context.res().getOutputStream();
      out.setWriteListener(new Pieces(out, body, done));
    } catch (IOException e) {
      throw new UncheckedIOException("begin an answer", e);
    }
    return done;
  }

  private static final class Pieces implements WriteListener {
    private final ServletOutputStream out;
    private final byte[] body;
    private final CompletableFuture<Void> done;
    private int at;

    Pieces(ServletOutputStream out, byte[] body, CompletableFuture<Void> done) {
      this.out = out;
      this.body = body;
      this.done = done;
    }

    @Override
    public void onWritePossible() throws IOException {
      while (out.isReady()) {
        if (at == body.length) {
          done.complete(null);
          return;
        }
        int length = Math.min(PIECE_BYTES, body.length - at);
        int from = at;
        at += length;
        out.write(body, from, length);
      }
    }

    /** The reader went away or took too long: nothing is left to do. */
    @Override
    public void onError(Throwable e) {
      done.complete(null);
    }
  }
}
