package city.sawang.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.KafkaSettings;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.ingest.kafka.RegistryPublisher.Absent;
import city.sawang.ingest.kafka.RegistryPublisher.Changes;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.RegistryCity;
import city.sawang.schemas.avro.RegistryController;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The registry on its way through Kafka, and the topics themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryTopicIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private RestartableKafka kafka;
  private KafkaSettings settings;
  private RegistryPublisher publisher;

  @BeforeAll
  void start(@TempDir Path directory) {
    kafka = new RestartableKafka(directory);
    settings = KafkaSettings.of(kafka.bootstrapServers());
    KafkaTopics.ensure(settings, 4, 2, (short) 1, SOON);
    publisher = new RegistryPublisher(settings, SOON);
  }

  @AfterAll
  void stop() {
    kafka.close();
  }

  @BeforeEach
  void forgetEverything() {
    publisher.publish(List.of(), List.of(), Absent.DELETE);
  }

  @Test
  void onlyWhatChangedIsWritten() {
    // given
    List<RegistryCity> cities = List.of(city("mueang-nan"), city("satun"));
    List<RegistryController> controllers =
        List.of(controller("mueang-nan", "c1"), controller("mueang-nan", "c2"));
    // when, then
    assertThat(publisher.publish(cities, controllers, Absent.DELETE))
        .isEqualTo(new Changes(4, 0, 0));
    assertThat(publisher.publish(cities, controllers, Absent.DELETE))
        .isEqualTo(new Changes(0, 4, 0));
    controllers.get(0).setCityLatitudeMicrodegrees(1);
    assertThat(publisher.publish(cities, controllers, Absent.DELETE))
        .isEqualTo(new Changes(1, 3, 0));
    assertThat(publisher.publish(cities.subList(0, 1), controllers, Absent.KEEP))
        .isEqualTo(new Changes(0, 3, 0));
    assertThat(publisher.publish(cities.subList(0, 1), controllers, Absent.DELETE))
        .isEqualTo(new Changes(0, 3, 1));
  }

  @Test
  void twoRecordsOfOneKeyAreRefused() {
    assertThatThrownBy(
            () ->
                publisher.publish(
                    List.of(city("mueang-nan"), city("mueang-nan")), List.of(), Absent.KEEP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two registry records for mueang-nan, expected one");
  }

  @Test
  void aFollowerKnowsWhatIsThereAndWhatComes() {
    // given
    publisher.publish(
        List.of(city("mueang-nan"), city("satun")),
        List.of(controller("mueang-nan", "c1")),
        Absent.DELETE);
    try (RegistryFollower follower = RegistryFollower.start(settings)) {
      await().atMost(SOON).until(follower::caughtUp);
      assertThat(follower.city("mueang-nan").isPresent()).isTrue();
      assertThat(follower.city("hat-yai").isPresent()).isFalse();
      assertThat(citiesOf(follower, "c1")).containsExactly("mueang-nan");
      assertThat(citiesOf(follower, "c2")).isEmpty();
      // when: a city goes, a controller appears in a second city
      publisher.publish(
          List.of(city("mueang-nan"), city("hat-yai")),
          List.of(controller("mueang-nan", "c1"), controller("hat-yai", "c1")),
          Absent.DELETE);
      // then
      await()
          .atMost(SOON)
          .until(() -> citiesOf(follower, "c1").equals(Set.of("mueang-nan", "hat-yai")));
      await()
          .atMost(SOON)
          .until(() -> !follower.city("satun").isPresent() && follower.city("hat-yai").isPresent());
      // when: it moves away from the first
      publisher.publish(List.of(), List.of(controller("hat-yai", "c1")), Absent.DELETE);
      // then
      await().atMost(SOON).until(() -> citiesOf(follower, "c1").equals(Set.of("hat-yai")));
    }
  }

  @Test
  void aFollowerWaitsForItsTopicAndNoticesOneThatIsMadeAnew() throws Exception {
    // given
    deleteRegistryTopic();
    try (RegistryFollower follower = RegistryFollower.start(settings)) {
      await()
          .atMost(SOON)
          .until(() -> follower.problem().orElse("").contains("lighting.registry.v1"));
      assertThat(follower.caughtUp()).isFalse();
      // when: the topic comes, empty
      KafkaTopics.ensure(settings, 4, 2, (short) 1, SOON);
      // then: nobody is let in, for every message would be refused as of an unknown city
      await().atMost(SOON).until(() -> follower.problem().orElse("").contains("is empty"));
      assertThat(follower.caughtUp()).isFalse();
      // when
      publisher.publish(List.of(city("mueang-nan")), List.of(), Absent.KEEP);
      // then
      await().atMost(SOON).until(follower::caughtUp);
      await().atMost(SOON).until(() -> follower.problem().isEmpty());
      // when: it is made anew, as long as before
      deleteRegistryTopic();
      KafkaTopics.ensure(settings, 4, 2, (short) 1, SOON);
      publisher.publish(List.of(city("satun")), List.of(), Absent.KEEP);
      // then
      await().atMost(SOON).until(() -> follower.city("satun").isPresent());
    }
  }

  private void deleteRegistryTopic() throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      admin.deleteTopics(List.of(Topics.REGISTRY)).all().get();
      await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(Topics.REGISTRY));
    }
  }

  @Test
  void theTopicsAreMadeForTheirUse() throws Exception {
    KafkaTopics.ensure(settings, 4, 2, (short) 1, SOON);
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get())
          .contains(
              Topics.READINGS,
              Topics.QUARANTINE,
              Topics.REGISTRY,
              Topics.INCIDENTS,
              Topics.STATEMENTS);
      assertThat(setting(admin, Topics.REGISTRY, TopicConfig.CLEANUP_POLICY_CONFIG))
          .isEqualTo("compact");
      assertThat(setting(admin, Topics.READINGS, TopicConfig.CLEANUP_POLICY_CONFIG))
          .isEqualTo("delete");
      assertThat(setting(admin, Topics.READINGS, TopicConfig.RETENTION_MS_CONFIG))
          .isEqualTo("2592000000");
    }
  }

  private static String setting(Admin admin, String topic, String key) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
  }

  @Test
  void anExistingTopicGetsItsReservedPartitionsOnce(@TempDir Path elsewhere) throws Exception {
    try (RestartableKafka own = new RestartableKafka(elsewhere)) {
      KafkaSettings there = KafkaSettings.of(own.bootstrapServers());
      try (Admin admin =
          Admin.create(
              Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, own.bootstrapServers()))) {
        // given
        KafkaTopics.ensure(there, 4, 0, (short) 1, SOON);
        assertThat(partitions(admin)).isEqualTo(4);
        // when, then
        KafkaTopics.ensure(there, 4, 2, (short) 1, SOON);
        await().atMost(SOON).until(() -> partitions(admin) == 6);
        KafkaTopics.ensure(there, 4, 2, (short) 1, SOON);
        KafkaTopics.ensure(there, 4, 0, (short) 1, SOON);
        assertThat(partitions(admin)).isEqualTo(6);
      }
    }
  }

  private static int partitions(Admin admin) throws Exception {
    return admin
        .describeTopics(List.of(Topics.READINGS))
        .allTopicNames()
        .get()
        .get(Topics.READINGS)
        .partitions()
        .size();
  }

  @Test
  void topicsThatCannotBeJoinedStopTheStart() {
    assertThatThrownBy(() -> KafkaTopics.ensure(settings, 4, 5, (short) 1, SOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reserved is 5, expected 0 to 4");
    assertThatThrownBy(() -> KafkaTopics.ensure(settings, 0, 0, (short) 1, SOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("partitions is 0, expected 1 to 1000");
  }

  private static RegistryCity city(String id) {
    return RegistryCity.newBuilder()
        .setCityId(id)
        .setNameEn(id)
        .setNameTh(id)
        .setTimezone("Asia/Bangkok")
        .setLatitudeMicrodegrees(18_783_000)
        .setLongitudeMicrodegrees(100_783_000)
        .build();
  }

  private static RegistryController controller(String city, String id) {
    return RegistryController.newBuilder()
        .setCityId(city)
        .setControllerId(id)
        .setTimezone("Asia/Bangkok")
        .setCityLatitudeMicrodegrees(18_783_000)
        .setCityLongitudeMicrodegrees(100_783_000)
        .setAssignments(List.of())
        .build();
  }

  private static Set<String> citiesOf(RegistryFollower follower, String deviceId) {
    return follower.registrations(deviceId).stream()
        .map(RegisteredDevice::cityId)
        .collect(Collectors.toSet());
  }
}
