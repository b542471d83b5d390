package city.sawang.local.notify.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.Checkout;
import city.sawang.local.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyConfigFileTest {
  private static final Map<String, String> SECRETS =
      Map.of("LINE_CHANNEL_TOKEN", "line secret", "SMTP_PASSWORD", "mail secret", "EMPTY", " ");

  private static NotifyConfig parse(String text) {
    return NotifyConfigFile.parse("notify.yaml", text, SECRETS);
  }

  @Test
  void theExampleIsRead() {
    NotifyConfig config =
        NotifyConfigFile.read(Checkout.file("deploy/examples/notify.yaml"), SECRETS);

    assertThat(config.pace()).isEqualTo(Pace.USUAL);
    assertThat(config.receivers())
        .extracting(ReceiverConfig::name)
        .containsExactly("line-crew", "on-call", "our-own-program", "office");
    assertThat(config.receivers().get(0).audience().cities()).isEqualTo(Set.of("mueang-nan"));
    assertThat(config.receivers().get(3).door())
        .isInstanceOfSatisfying(
            Door.Mail.class,
            mail -> {
              assertThat(mail.server().port()).isEqualTo(587);
              assertThat(mail.server().login())
                  .contains(new Door.SmtpLogin("sawang@example.org", "mail secret"));
            });
  }

  @Test
  void whatIsLeftOutIsAsUsual() {
    NotifyConfig config =
        parse(
            """
            receivers:
              - {name: a, kind: webhook, url: "https://example.org:8443/secret-path"}
              - {name: b, kind: alertmanager, url: "http://10.0.0.1/"}
            """);

    assertThat(config.pace()).isEqualTo(Pace.USUAL);
    assertThat(config.dashboards()).isEmpty();
    ReceiverConfig first = config.receivers().get(0);
    assertThat(first.language()).isEqualTo(TextLanguage.TH);
    assertThat(first.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(first.audience().digest()).isTrue();
    assertThat(first.audience().hearsOf("satun")).isTrue();
    assertThat(first.audience().minds("WARNING")).isTrue();
    assertThat(config.receivers().get(1).audience().digest()).isFalse();
  }

  @Test
  void whatIsChosenIsTaken() {
    NotifyConfig config =
        parse(
            """
            hold: 0s
            holdReleased: 2h
            giveUpAfter: 1d
            perCityAndHour: 5
            digestAt: "18:30"
            dashboards: https://lights.example.org
            receivers:
              - {name: a, kind: webhook, url: "http://h/", leastSeverity: MAJOR, language: both, timeout: 3s, digest: false}
            """);

    assertThat(config.pace())
        .isEqualTo(
            new Pace(
                Duration.ZERO,
                Duration.ofHours(2),
                Duration.ofDays(1),
                5,
                Optional.of(LocalTime.of(18, 30))));
    ReceiverConfig receiver = config.receivers().get(0);
    assertThat(receiver.audience().minds("MAJOR")).isTrue();
    assertThat(receiver.audience().minds("MINOR")).isFalse();
    assertThat(receiver.audience().minds("UNHEARD_OF")).isTrue();
    assertThat(parse("digestAt: never\nreceivers: [{name: a, kind: webhook, url: 'http://h/'}]"))
        .extracting(one -> one.pace().digestAt())
        .isEqualTo(Optional.empty());
  }

  @Test
  void everyMistakeIsNamedInOneRun() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    hold: soon
                    holdReleased: 48h
                    giveUpAfter: 7
                    perCityAndHour: 0
                    digestAt: 7
                    dashbords: http://h
                    receivers:
                      - name: two words
                        kind: webhook
                        url: ftp://h
                      - name: a
                        kind: pager
                      - name: a
                        kind: alertmanager
                        url: http://user:secret@h/
                        languge: th
                      - name: b
                        kind: line
                        tokenEnv: line/secret+value==
                      - name: c
                        kind: email
                        smtp: {host: "mail host", encryption: ssl, user: u}
                        from: nobody
                        to: [crew@example.org, "x y@z"]
                      - name: d
                        kind: line
                        to: C1
                        tokenEnv: EMPTY
                        leastSeverity: major
                        timeout: 5m
                    """))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            """
            22 mistakes in notify.yaml:
              notify.yaml:1: hold: 'soon', expected a number and a unit, such as 90s, 3m, 12h or 7d, from 0s to 1h
              notify.yaml:2: holdReleased: '48h', expected a number and a unit, such as 90s, 3m, 12h or 7d, from 0s to 1d
              notify.yaml:3: giveUpAfter: '7', expected a number and a unit, such as 90s, 3m, 12h or 7d, from 1m to 30d
              notify.yaml:4: perCityAndHour: '0', expected a whole number 1…1000
              notify.yaml:5: digestAt: '7', expected a time of day in quotes such as "07:00", or never
              notify.yaml:6: dashbords: is unknown, expected 'dashboards', or one of hold, holdReleased, giveUpAfter, perCityAndHour, digestAt, dashboards, receivers
              notify.yaml:8: receivers[0].name: 'two words', expected 1 to 40 of A-Z a-z 0-9 . _ -
              notify.yaml:10: receivers[0].url: 'ftp://h', expected http://… or https://… without a login in it
              notify.yaml:12: receivers[1].kind: 'pager', expected one of alertmanager, webhook, line, email
              notify.yaml:13: receivers[2].name: 'a', expected a name that no other receiver has
              notify.yaml:15: receivers[2].url: expected http://… or https://… without a login in it
              notify.yaml:16: receivers[2].languge: is unknown, expected 'language', or one of name, kind, url, tokenEnv, leastSeverity, cities, digest, language, timeout
              notify.yaml:17: receivers[3].to: is missing, expected a value
              notify.yaml:19: receivers[3].tokenEnv: expected the name of an environment variable, not the secret itself
              notify.yaml:22: receivers[4].smtp.host: 'mail host', expected the name or address of a mail server
              notify.yaml:22: receivers[4].smtp.encryption: 'ssl', expected one of starttls, tls, none
              notify.yaml:22: receivers[4].smtp.passwordEnv: expected the name of the variable with the password of 'user'
              notify.yaml:23: receivers[4].from: 'nobody', expected an address such as sawang@example.org
              notify.yaml:24: receivers[4].to[1]: 'x y@z', expected an address such as crew@example.org
              notify.yaml:28: receivers[5].tokenEnv: 'EMPTY', expected a variable that is set where this process was started
              notify.yaml:29: receivers[5].leastSeverity: 'major', expected 'MAJOR', or one of CRITICAL, MAJOR, MINOR, WARNING
              notify.yaml:30: receivers[5].timeout: '5m', expected a number and a unit, such as 90s, 3m, 12h or 7d, from 1s to 1m"""
                .strip());
  }

  @ParameterizedTest
  @CsvSource({
    "'[1, 2]',keys and values",
    "'receivers: []',1 to 50",
    "'a: [',no YAML",
    "'',keys and values"
  })
  void aFileOfAnotherKindIsRefused(String text, String expected) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(expected);
  }

  @Test
  void secretsAreShownNowhere() {
    NotifyConfig config =
        parse(
            """
            receivers:
              - {name: a, kind: webhook, url: "https://example.org/hook/0123", tokenEnv: LINE_CHANNEL_TOKEN}
              - {name: b, kind: line, to: C1, tokenEnv: LINE_CHANNEL_TOKEN}
              - name: c
                kind: email
                smtp: {host: h, user: u, passwordEnv: SMTP_PASSWORD}
                from: a@h
                to: b@h
            """);

    assertThat(config.toString()).doesNotContain("secret", "0123").contains("https://example.org");
  }

  @Test
  void filesThatCannotBeReadAreNamed(@TempDir Path directory) throws IOException {
    Path thai = directory.resolve("tis620.yaml");
    Files.write(thai, new byte[] {(byte) 0xA1, (byte) 0xA2});

    assertThatThrownBy(() -> NotifyConfigFile.read(directory.resolve("none.yaml"), Map.of()))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("none.yaml: expected a readable file");
    assertThatThrownBy(() -> NotifyConfigFile.read(directory, Map.of()))
        .hasMessageContaining("expected a file");
    assertThatThrownBy(() -> NotifyConfigFile.read(thai, Map.of()))
        .hasMessageContaining("tis620.yaml: expected a text in UTF-8");
  }
}
