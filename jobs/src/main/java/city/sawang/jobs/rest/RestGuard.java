package city.sawang.jobs.rest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelDuplexHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPromise;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.FullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.QueryStringDecoder;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the HTTP decoder of one connection: what {@link RestAccess} refuses is answered with
 * 403 and goes no further, so that nothing of an upload reaches the disk; what is answered allows no
 * other origin.
 */
final class RestGuard extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RestGuard.class);

  private final RestAccess access;
  private boolean refused;

  RestGuard(RestAccess access) {
    this.access = access;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!refused && message instanceof HttpRequest request) {
      Optional<String> refusal = access.refusal(asked(request));
      if (refusal.isPresent()) {
        refused = true;
        LOG.info(
            "REST request refused: {} method={} from={}",
            refusal.get(),
            request.method(),
            context.channel().remoteAddress());
        refuse(context, refusal.get());
      }
    }
    if (refused) {
      // The rest of its body, and whatever was sent behind it.
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  private static RestAccess.Asked asked(HttpRequest request) {
    String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    return new RestAccess.Asked(
        request.method().name(),
        request.uri(),
        path(request.uri()),
        request.headers().getAll(HttpHeaderNames.HOST),
        request.headers().getAll(HttpHeaderNames.ORIGIN),
        authorization == null ? "" : authorization);
  }

  /** Decoded as Flink's router does. */
  private static String path(String uri) {
    try {
      return new QueryStringDecoder(uri).path();
    } catch (IllegalArgumentException malformed) {
      return uri;
    }
  }

  private static void refuse(ChannelHandlerContext context, String why) {
    byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN, Unpooled.wrappedBuffer(text));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, text.length);
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpResponse response) {
      response.headers().remove(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
      response.headers().set("X-Content-Type-Options", "nosniff");
      response.headers().set("X-Frame-Options", "DENY");
    }
    super.write(context, message, promise);
  }
}
