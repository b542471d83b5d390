package city.sawang.local.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No thread dies alone. */
class DeadThreadsTest {
  private final Thread.UncaughtExceptionHandler former =
      Thread.getDefaultUncaughtExceptionHandler();
  private DeadThreads dead;

  @BeforeEach
  void listen() {
    dead = DeadThreads.ofProcess();
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(former);
  }

  private static void die(Throwable why) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              throw DeadThreadsTest.<RuntimeException>sneaky(why);
            },
            "planted");
    thread.start();
    thread.join();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable why) throws T {
    throw (T) why;
  }

  @Test
  void aProcessWithAllItsThreadsIsReady() {
    assertThat(dead.notReadyReasons()).isEmpty();
    assertThat(dead.beyondRecovery()).isEmpty();
  }

  @Test
  void whatNobodyCaughtIsNamedForGood() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    dead.whenBeyondRecovery(told::countDown);
    die(new ExceptionInInitializerError("GroupType.CLASSİC"));
    assertThat(told.await(1, TimeUnit.SECONDS)).isTrue();
    die(new IllegalStateException("later"));
    assertThat(dead.notReadyReasons())
        .containsExactly(
            "thread planted ended by java.lang.ExceptionInInitializerError: GroupType.CLASSİC");
    assertThat(dead.beyondRecovery()).isPresent();
  }

  @Test
  void aWorkerIsReplacedByItsPool() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    pool.execute(
        () -> {
          throw new IllegalStateException("planted");
        });
    CountDownLatch next = new CountDownLatch(1);
    pool.execute(next::countDown);
    assertThat(next.await(5, TimeUnit.SECONDS)).isTrue();
    pool.shutdown();
    assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    assertThat(dead.notReadyReasons()).singleElement().asString().contains("planted");
    assertThat(dead.beyondRecovery()).isEmpty();
  }

  @Test
  void aPartThatGivesUpIsLikeADeadThread() {
    dead.givenUp("Kafka has given up");
    assertThat(dead.notReadyReasons()).containsExactly("Kafka has given up");
  }
}
