package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles that would take the bridge's memory, time or stack: they stay out, the others live. */
@Timeout(60)
class ProfileBombsTest {
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Memory: lists, texts, constants that the compiler works out, values that share their
        // parts.
        "let a = [for ([1,2,3,4,5,6,7,8,9,10]) .] def b(n, l) if ($n == 0) size($l) else b($n - 1, $l + $l) {\"activePowerW\": b(26, $a)}",
        "def b(n, t) if ($n == 0) size($t) else b($n - 1, $t + $t) {\"activePowerW\": b(40, \"xxxxxxxxxx\" + .t)}",
        "def b(n, t) if ($n == 0) $t else b($n - 1, [$t, $t]) {\"activePowerW\": 5, \"x\": b(60, .t)}",
        "def b(n, t) if ($n == 0) $t else b($n - 1, {\"a\": $t, \"b\": $t}) {\"activePowerW\": size(to-json(b(60, .t)))}",
        "let x = string(.) {\"activePowerW\": size(replace(join([for ([1,2,3,4,5,6,7,8,9]) $x + $x + $x + $x + $x], $x), \".\", $x + $x + $x))}",
        "let l = split(.long, \"\") {\"activePowerW\": size([for ($l) [for ($l) [for ($l) .]]])}",
        // Time: loops within loops, two calls each, a regular expression that looks back for ever.
        "let l = split(.long, \"\") {\"activePowerW\": size([for ($l) [for ($l) [for ($l) 1 if (false)] if (false)] if (false)])}",
        "def f(n) if ($n == 0) 1 else f($n - 1) + f($n - 1) {\"activePowerW\": f(40)}",
        "{\"activePowerW\": if (test(.a, \"^a*a*a*a*a*a*a*a*a*a*a*a*c\")) 1 else 5}",
        "{\"activePowerW\": if (test(.a, .regex)) 1 else 5}",
        "{\"activePowerW\": size(split(.a, \"a*a*a*a*a*a*a*a*a*a*a*a*c\"))}",
        // Stack.
        "def f(x) 1 + f($x) {\"activePowerW\": f(1)}",
        "def f(x) g($x) def g(x) f([$x]) {\"activePowerW\": f(1)}",
        "{\"activePowerW\": size(capture(.long + .long + .long + .long, \"(?<x>(a|b)*)\"))}",
        // Output.
        "let l = split(.long, \"\") {\"activePowerW\": 5, \"x\": [for ($l) [for ($l) {\"y\": 5}]]}",
      })
  void isABrokenProfileAndTakesNothingFromTheOthers(String transformation) throws IOException {
    write("bomb.yaml", bomb(transformation));
    write("good.yaml", good());
    long before = allocated();
    long began = System.nanoTime();

    Profiles profiles = Profiles.load(directory);

    assertThat(profiles.ids()).containsExactly("good");
    assertThat(profiles.mistakes()).isNotEmpty().allMatch(m -> m.startsWith("bomb.yaml: "));
    assertThat(profiles.mistakes()).allMatch(m -> m.length() < 600 && !m.contains("\n"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(allocated() - before).isLessThan(400_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "def b(n, l) if ($n == 0) size($l) else b($n - 1, $l + $l) {\"activePowerW\": if (.bomb) b(30, [1,2,3]) else 5}",
        "def f(n) if ($n == 0) 1 else f($n - 1) + f($n - 1) {\"activePowerW\": if (.bomb) f(60) else 5}",
        "def f(x) 1 + f($x) {\"activePowerW\": if (.bomb) f(1) else 5}",
        "{\"activePowerW\": if (.bomb) size(split(.a, \"a*a*a*a*a*a*a*a*a*a*a*a*c\")) else 5}",
      })
  void isRefusedWhenItGoesOffWithAMessage(String transformation) throws IOException {
    write("bomb.yaml", bomb(transformation));
    write("good.yaml", good());
    Profiles profiles = Profiles.load(directory);
    assertThat(profiles.mistakes()).isEmpty();
    TopicDecoder decoder = new TopicDecoder(new FakeDevices("mueang-nan"), profiles);
    long before = allocated();

    for (int i = 0; i < 20; i++) {
      assertThat(
              reason(
                  decoder,
                  "bomb/mueang-nan/l-1/x",
                  "{\"bomb\":true,\"a\":\"" + "a".repeat(60) + "\"}"))
          .isEqualTo("PROFILE_FAILED");
      assertThat(decoder.decode(arrival("good/mueang-nan/l-1/x", "{\"p\":1}")).get(0))
          .isInstanceOf(Decoded.Accepted.class);
    }
    assertThat(allocated() - before).isLessThan(1_500_000_000L);
  }

  @Test
  void constantsThatDoubleWithEveryLineDoNotEvenCompile() throws IOException {
    StringBuilder program = new StringBuilder("let v0 = \"xxxxxxxxxxxxxxxx\" ");
    for (int i = 1; i < 40; i++) {
      program.append("let v%d = $v%d + $v%d ".formatted(i, i - 1, i - 1));
    }
    write("bomb.yaml", bomb(program + "{\"activePowerW\": size($v39)}"));
    write("good.yaml", good());

    Profiles profiles = Profiles.load(directory);

    assertThat(profiles.ids()).containsExactly("good");
    assertThat(profiles.mistakes())
        .singleElement()
        .asString()
        .contains("transformation: no JSLT: its constants grow beyond");
  }

  @Test
  void bracketsWithoutEndAreAMistakeOfTheFile() throws IOException {
    write("bomb.yaml", bomb("[".repeat(20_000) + "]".repeat(20_000)));
    write("sign.yaml", bomb("{\"activePowerW\": \u00A7}").replace("id: bomb", "id: sign"));
    write("good.yaml", good());

    Profiles profiles = Profiles.load(directory);

    assertThat(profiles.ids()).containsExactly("good");
    assertThat(profiles.mistakes())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(m -> m.contains("no JSLT"));
  }

  @Test
  void theBombOfTheAttackersStaysOut() throws IOException {
    Files.copy(
        SharedPayloads.path("attack/profile-memory-bomb/x.yaml"), directory.resolve("x.yaml"));
    write("good.yaml", good());

    Profiles profiles = Profiles.load(directory);

    assertThat(profiles.ids()).containsExactly("good");
    assertThat(profiles.mistakes()).isNotEmpty().allMatch(m -> m.startsWith("x.yaml"));
  }

  @Test
  void aLargePackOfAnHonestDeviceIsRead() {
    TopicDecoder decoder =
        new TopicDecoder(
            new FakeDevices("mueang-nan"),
            Profiles.load(SharedPayloads.repository().resolve("deploy/profiles")));
    StringBuilder pack =
        new StringBuilder(
            "[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"bt\":1795350000,\"n\":\"power\",\"u\":\"W\",\"v\":1}");
    for (int i = 1; i < 400; i++) {
      pack.append(
          ",{\"n\":\"voltage\",\"u\":\"V\",\"t\":%d,\"v\":230},{\"n\":\"power\",\"u\":\"W\",\"t\":%d,\"v\":41.7}"
              .formatted(i, i));
    }

    List<Decoded> results = decoder.decode(arrival("senml/mueang-nan/l-1", pack + "]"));

    assertThat(results).hasSize(400).allMatch(one -> one instanceof Decoded.Accepted);
  }

  /** Of this thread alone, so that others may run beside it. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static String reason(TopicDecoder decoder, String topic, String payload) {
    return ((Decoded.Refused) decoder.decode(arrival(topic, payload)).get(0)).payload().getReason();
  }

  private static Arrival arrival(String topic, String payload) {
    return new Arrival(topic, payload.getBytes(UTF_8), RECEIVED);
  }

  private static String bomb(String transformation) {
    return profile("bomb", transformation);
  }

  private static String good() {
    return profile("good", "{\"activePowerW\": 5}");
  }

  private static String profile(String id, String transformation) {
    return """
    id: %s
    version: 1
    kind: LAMP
    topics: ["%s/{city}/{controller}/x"]
    city: {from: [topic]}
    controller: {from: [topic]}
    energyUnit: Wh
    timeBase: received
    transformation: |
      %s
    samples:
      - name: s
        topic: %s/mueang-nan/l-1/x
        receivedAt: 2026-11-22T12:30:10Z
        payload: '{"t":"2026-11-22T12:30:10Z","p":5,"a":"%s","regex":"a*a*a*a*a*a*a*a*a*a*a*a*c","long":"%s"}'
        expect: [{activePowerW: 5}]
    """
        .formatted(id, id, transformation, id, "a".repeat(60), "ab".repeat(4000));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
