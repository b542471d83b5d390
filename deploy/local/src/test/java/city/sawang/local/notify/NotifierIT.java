package city.sawang.local.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.NotifyConfig;
import city.sawang.local.notify.config.Pace;
import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.config.ReceiverConfig.Audience;
import city.sawang.local.notify.config.TextLanguage;
import city.sawang.local.notify.outbox.NotifyDatabase;
import city.sawang.local.notify.send.ReceiverStub;
import city.sawang.local.platform.ExternalDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole role, its threads and its real clock. */
@Timeout(90)
class NotifierIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final NotifyDatabase database = new NotifyDatabase();
  private final MeterRegistry metrics = new SimpleMeterRegistry();

  private static ReceiverConfig receiver(String name, ReceiverStub stub) {
    return new ReceiverConfig(
        name,
        new Door.Webhook(stub.url(), Optional.empty()),
        new Audience(Set.of(), "WARNING", false),
        TextLanguage.EN,
        Duration.ofSeconds(20));
  }

  private Notifier start(String url, ReceiverConfig... receivers) {
    Pace pace = new Pace(Duration.ZERO, Duration.ZERO, Duration.ofDays(7), 20, Optional.empty());
    return Notifier.start(
        new NotifyConfig(pace, Optional.empty(), List.of(receivers)), url, "t_notify", "", metrics);
  }

  @Test
  void aReceiverThatHangsDelaysNobody() throws Exception {
    String url = ExternalDatabase.withoutLogin(database.url());
    try (ReceiverStub hanging = new ReceiverStub();
        ReceiverStub well = new ReceiverStub();
        Notifier notifier = start(url, receiver("hanging", hanging), receiver("well", well))) {
      hanging.behave(ReceiverStub.silence());
      await().atMost(PATIENCE).until(() -> notifier.notReadyReasons().isEmpty());

      database.raise("inc-1", "L1");
      await().atMost(PATIENCE).until(() -> well.got().size() == 1 && hanging.got().size() == 1);
      database.clear("inc-1");
      await().atMost(PATIENCE).until(() -> well.got().size() == 2);

      assertThat(hanging.got()).hasSize(1);
      assertThat(notifier.notReadyReasons()).isEmpty();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(gauge("sawang.notify.waiting.messages", "hanging")).isEqualTo(2);
                assertThat(gauge("sawang.notify.oldest.waiting.seconds", "hanging")).isPositive();
                assertThat(gauge("sawang.notify.waiting.messages", "well")).isZero();
              });
    }
  }

  private double gauge(String name, String receiver) {
    return metrics.get(name).tag("receiver", receiver).gauge().value();
  }

  @Test
  void withoutADatabaseItIsNotReadyAndSaysWhy() throws Exception {
    try (ReceiverStub stub = new ReceiverStub();
        Notifier notifier = start("jdbc:postgresql://127.0.0.1:1/none", receiver("a", stub))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(notifier.notReadyReasons())
                      .singleElement()
                      .satisfies(
                          reason ->
                              assertThat(reason)
                                  .startsWith("notifications: changes of incidents were not read: ")
                                  .doesNotEndWith("not yet")));
    }
  }
}
