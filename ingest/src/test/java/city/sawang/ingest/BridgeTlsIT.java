package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.MqttLogin;
import city.sawang.ingest.config.TlsFiles;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.EmbeddedArtemis;
import city.sawang.ingest.mqtt.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A broker that speaks TLS and wants a client certificate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeTlsIT {
  private static final String PASSWORD = "for-this-test";

  private BridgeFixture fixture;
  private EmbeddedArtemis encrypted;
  private Path pem;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    pem = directory;
    Path server = keyPair(directory, "server", "CN=localhost");
    Path client = keyPair(directory, "client", "CN=bridge");
    fixture = new BridgeFixture(directory.resolve("plain"));
    encrypted =
        new EmbeddedArtemis(
            directory.resolve("tls"),
            "sslEnabled=true;needClientAuth=true;keyStoreType=PKCS12;trustStoreType=PKCS12"
                + ";keyStorePath="
                + server
                + ";keyStorePassword="
                + PASSWORD
                + ";trustStorePath="
                + trust(directory, client)
                + ";trustStorePassword="
                + PASSWORD);
  }

  @AfterAll
  void stop() {
    encrypted.close();
    fixture.close();
  }

  private Optional<Path> file(String name) {
    return Optional.of(pem.resolve(name));
  }

  private BridgeConfig config(String city, TlsFiles tls) {
    return fixture
        .config(city, "ssl://localhost:" + encrypted.port())
        .withMqtt(mqtt -> mqtt.withTls(tls).withLogin(new MqttLogin("bridge", "secret")));
  }

  @Test
  void messagesTravelEncrypted() {
    // given
    String city = "tls";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    TlsFiles tls = new TlsFiles(file("server.pem"), file("client.pem"), file("client.key"));
    BridgeConfig config = config(city, tls);
    try (Bridge bridge = fixture.ready(config, city, metrics);
        TestDevices devices = new TestDevices(config.mqtt(), city)) {
      // when
      devices.publish(0, 200);
      // then
      fixture.awaitAll(city, 200);
      await().atMost(SOON).until(() -> metrics.outstandingMessages() == 0);
      assertThat(bridge.ready()).isTrue();
    }
  }

  @Test
  void poisonousMessagesPassAnEncryptedConnectionToo() throws Exception {
    // given
    String city = "tls-poison";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    TlsFiles tls = new TlsFiles(file("server.pem"), file("client.pem"), file("client.key"));
    BridgeConfig config = config(city, tls);
    try (Bridge bridge = fixture.ready(config, city, metrics);
        TestDevices devices = new TestDevices(config.mqtt(), city);
        RawClient raw = new RawClient(encrypted.uri(), EmbeddedArtemis.trusting(tls), "raw")) {
      byte[] correlation =
          ByteBuffer.allocate(40_003).put((byte) 9).putShort((short) 40_000).array();
      // when
      raw.publish("lighting/v1/tls-poison/a\0b/reading", new byte[0], "reading 0");
      raw.publish("lighting/v1/tls-poison/plain/reading", correlation, "reading 1");
      devices.publish(2, 3);
      // then
      await().atMost(Duration.ofSeconds(5)).until(() -> fixture.tail.seqs(city).size() == 3);
      await().atMost(SOON).until(() -> metrics.outstandingMessages() == 0);
      assertThat(metrics.reconnects()).isZero();
      assertThat(bridge.notReadyReasons()).isEmpty();
    }
  }

  @Test
  void aCertificateForAnotherNameIsNotTrusted() {
    // given: the certificate is for localhost
    String city = "other-name";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    TlsFiles tls = new TlsFiles(file("server.pem"), file("client.pem"), file("client.key"));
    BridgeConfig config =
        fixture
            .config(city, "ssl://127.0.0.1:" + encrypted.port())
            .withMqtt(mqtt -> mqtt.withTls(tls).withLogin(new MqttLogin("bridge", "secret")));
    // when
    try (Bridge bridge = fixture.start(config, city, metrics)) {
      // then
      await().atMost(SOON).until(() -> metrics.reconnects(EndReason.CONNECT_FAILED) >= 2);
      assertThat(bridge.ready()).isFalse();
    }
  }

  @Test
  void aBrokerThatNobodyVouchesForIsNotUsed() {
    // given: only the client's own certificate is trusted
    String city = "untrusted";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    TlsFiles tls = new TlsFiles(file("client.pem"), file("client.pem"), file("client.key"));
    // when
    try (Bridge bridge = fixture.start(config(city, tls), city, metrics)) {
      // then
      await().atMost(SOON).until(() -> metrics.reconnects(EndReason.CONNECT_FAILED) >= 2);
      assertThat(bridge.ready()).isFalse();
    }
  }

  @Test
  void aFileThatIsNoKeyStopsTheStart() {
    TlsFiles tls = new TlsFiles(file("server.pem"), file("client.pem"), file("client.pem"));
    assertThatThrownBy(
            () -> fixture.start(config("nokey", tls), "nokey", BridgeMetrics.none()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mqtt.tls.clientKey is ")
        .hasMessageContaining("expected an unencrypted PKCS #8 key in PEM");
  }

  /** A key store with one pair, and certificate and key of it in PEM beside it. */
  private static Path keyPair(Path directory, String name, String subject) throws Exception {
    Path store = directory.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        subject,
        "-ext",
        "san=dns:localhost",
        "-validity",
        "2",
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Key key = keys.getKey(name, PASSWORD.toCharArray());
    writePem(
        directory.resolve(name + ".pem"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
    writePem(directory.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
    return store;
  }

  private static Path trust(Path directory, Path client) throws Exception {
    Path store = directory.resolve("trust.p12");
    Path certificate = Path.of(client.toString().replace(".p12", ".pem"));
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "client",
        "-file",
        certificate.toString(),
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    return store;
  }

  private static void writePem(Path file, String what, byte[] encoded) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(encoded), what));
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> String.join(" ", command)).isZero();
  }
}
