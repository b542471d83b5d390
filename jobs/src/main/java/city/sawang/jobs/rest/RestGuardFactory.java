package city.sawang.jobs.rest;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.runtime.rest.FileUploadHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPipeline;

/**
 * Puts a {@link RestGuard} into every connection of Flink's REST interface. Flink finds it by the
 * service loader wherever this jar is on the class path of a JobManager.
 */
public final class RestGuardFactory implements InboundChannelHandlerFactory {
  /**
   * Whoever brings it as {@code Authorization: Bearer …} may do everything; empty: nobody. Flink
   * shows no value whose name holds the word token.
   */
  public static final ConfigOption<String> TOKEN =
      ConfigOptions.key("sawang.rest.token").stringType().defaultValue("");

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<ChannelHandler> createHandler(
      Configuration configuration, Map<String, String> responseHeaders) {
    RestAccess access =
        new RestAccess(
            configuration.getOptional(RestOptions.ADDRESS).orElse("localhost"),
            configuration.get(TOKEN));
    return Optional.of(new Placer(access));
  }

  /**
   * Flink adds handlers of others behind the one that writes uploads to the disk: this one puts the
   * guard before it.
   */
  private static final class Placer extends ChannelInboundHandlerAdapter {
    private final RestAccess access;

    Placer(RestAccess access) {
      this.access = access;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      ChannelPipeline pipeline = context.pipeline();
      ChannelHandlerContext uploads = pipeline.context(FileUploadHandler.class);
      if (uploads == null) {
        throw new IllegalStateException(
            "no place for the guard: Flink's REST pipeline has changed");
      }
      pipeline.addBefore(uploads.name(), "sawang-rest-guard", new RestGuard(access));
      pipeline.remove(this);
    }
  }
}
