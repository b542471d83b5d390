package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StartupTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final StopSignal stop = new StopSignal();
  private final Startup startup =
      new Startup(new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8)));

  private CompletableFuture<AutoCloseable> part(String name, CompletableFuture<?>... after) {
    return startup.part(name, () -> () -> closed.add(name), part -> "there", after);
  }

  @Test
  void partsStopInTheReverseOrderOfTheirNeeds() throws Exception {
    var kafka = part("kafka");
    var bridge = part("bridge", kafka);
    part("fleet", bridge);
    assertThat(startup.await(stop)).isTrue();

    startup.close();

    assertThat(closed).containsExactly("fleet", "bridge", "kafka");
  }

  @Test
  void aPartThatFailsNamesItselfAndWhatStartedIsStopped() throws Exception {
    var kafka = part("kafka");
    var broken =
        startup.part(
            "database",
            () -> {
              throw new IOException("disk full");
            },
            part -> "",
            kafka);
    part("jobs", broken);

    assertThatThrownBy(() -> startup.await(stop))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("database did not start: disk full");
    startup.close();

    assertThat(closed).containsExactly("kafka");
  }

  @Test
  void aPartThatIsStartingWhenItIsToStopIsWaitedForAndStopped() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    startup.part(
        "slow",
        () -> {
          begun.countDown();
          stop.requested().join();
          return (AutoCloseable) () -> closed.add("slow");
        },
        part -> "");
    begun.await();
    stop.request();

    assertThat(startup.await(stop)).isFalse();
    startup.close();

    assertThat(closed).containsExactly("slow");
  }

  @Test
  void aPartThatDoesNotStopAsItShouldDoesNotKeepTheOthers() throws Exception {
    var kafka = part("kafka");
    startup.part(
        "stubborn",
        () ->
            (AutoCloseable)
                () -> {
                  throw new IOException("no");
                },
        part -> "",
        kafka);
    assertThat(startup.await(stop)).isTrue();

    startup.close();

    assertThat(closed).containsExactly("kafka");
  }

  @Test
  void everyPartIsShownWithItsTime() throws Exception {
    part("kafka");
    startup.await(stop);

    assertThat(shown.toString(StandardCharsets.UTF_8))
        .containsPattern("kafka +\\d+\\.\\d s +there");
  }
}
