package city.sawang.jobs.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each fault at its edges: what is said, and which incidents come of it, as {@link Say} and {@link
 * Life#told} write them. The lamp takes 50 W; at night it is nine in the evening, by day noon.
 */
class FaultTablesTest {
  private static final String NIGHT = "2026-11-20T21:00";
  private static final String DAY = "2026-11-20T12:00";

  private static void check(String begin, String series, String expected) {
    long at = Life.local(begin);
    Life life = Life.always().all(Say.all(at, series));
    assertThat(life.told(at)).isEqualTo(expected == null ? "" : expected);
    assertThat(life.violations).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          two dark readings over ten minutes raise  | 0 P=0.4; 10 P=0.4                       | LAMP_FAILURE 0/10
          nine minutes are not enough               | 0 P=0.4; 9 P=0.4                        |
          one reading is not enough                 | 0 P=50; 10 P=0.4; 20 P=50               |
          a lit reading between breaks the run      | 0 P=0.4; 10 P=50; 20 P=0.4              |
          ten percent of expected are not dark      | 0 P=5; 10 P=5; 20 P=5                   | POWER_LOW 0/20
          just below ten percent are                | 0 P=4.9; 10 P=4.9                       | LAMP_FAILURE 0/10
          half the power clears                     | 0 P=0; 10 P=0; 20 P=25; 30 P=25         | LAMP_FAILURE 0/10 20/30
          less than half does not                   | 0 P=0; 10 P=0; 20 P=24; 30 P=24         | LAMP_FAILURE 0/10
          one lit reading does not clear            | 0 P=0; 10 P=0; 20 P=50; 30 P=0          | LAMP_FAILURE 0/10
          outside of the voltage band nothing shows | 0 P=0 V=190; 10 P=0 V=190               |
          in maintenance nobody judges              | 0 P=0 M=1; 10 P=0; 20 P=0               |
          an override is not judged                 | 0 P=0 O=1; 10 P=0; 20 P=0               |
          an override that ended is                 | 0 P=0 O=1; 10 P=0 O=0; 20 P=0           | LAMP_FAILURE 10/20
          what says no power changes nothing        | 0 P=0; 5 T=40; 10 P=0                   | LAMP_FAILURE 0/10
          nor does it clear                         | 0 P=0; 10 P=0; 20 P=50; 25 V=230; 30 P=50 | LAMP_FAILURE 0/10 20/30
          a flag alone raises with two readings     | 0 F=lampFailure; 10 F=lampFailure       | LAMP_FAILURE 0/10
          one flag does not                         | 0 F=lampFailure; 10 F=-                 |
          a spelling of it is known                 | 0 F=lamp_failure; 10 F=LAMP-FAILURE     | LAMP_FAILURE 0/10
          an unknown flag says nothing              | 0 F=fluxCompensator; 10 F=fluxCompensator |
          power contradicts the flag                | 0 P=50 F=lampFailure; 10 P=50 F=lampFailure |
          a flag taken back clears without power    | 0 F=lampFailure; 10 F=lampFailure; 20 F=-; 30 F=- | LAMP_FAILURE 0/10 20/30
          it does not where power says otherwise    | 0 P=0 F=lampFailure; 10 P=0 F=lampFailure; 20 F=-; 30 F=- | LAMP_FAILURE 0/10
          historical readings do not raise          | 0 P=0 h; 10 P=0 h; 20 P=0 h             |
          nor do they clear                         | 0 P=0; 10 P=0; 20 P=50 h; 30 P=50 h     | LAMP_FAILURE 0/10
          a burst of queued readings is not judged  | 0 P=50 a; 10 P=0 a; 11 P=0 a; 12 P=0 a; 22 P=50 a |
          """)
  void lampFailure(String name, String series, String expected) {
    check(NIGHT, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dark in broad daylight is right           | 2026-11-20T12:00 | 0 P=0; 10 P=0; 20 P=0 |
          nobody judges within half an hour of dusk | 2026-11-20T17:47 | 0 P=0; 10 P=0; 20 P=0 |
          after it the lamp is judged               | 2026-11-20T18:17 | 0 P=0; 10 P=0         | LAMP_FAILURE 0/10
          nor within half an hour of dawn           | 2026-11-21T06:07 | 0 P=0; 10 P=0; 20 P=0 |
          before it the lamp is judged              | 2026-11-21T05:45 | 0 P=0; 10 P=0         | LAMP_FAILURE 0/10
          """)
  void guardOfDuskAndDawn(String name, String begin, String series, String expected) {
    check(begin, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          two readings over thirty minutes raise | 2026-11-20T12:00 | 0 P=50; 10 P=50; 20 P=50; 30 P=50 | DAY_BURNER 0/30
          twenty minutes are not enough          | 2026-11-20T12:00 | 0 P=50; 10 P=50; 20 P=50          |
          a fifth of nominal power is not enough | 2026-11-20T12:00 | 0 P=10; 10 P=10; 20 P=10; 30 P=10 |
          off clears                             | 2026-11-20T12:00 | 0 P=50; 15 P=50; 30 P=50; 40 P=2; 50 P=2 | DAY_BURNER 0/30 40/50
          five percent are not off               | 2026-11-20T12:00 | 0 P=50; 15 P=50; 30 P=50; 40 P=2.5; 50 P=2.5 | DAY_BURNER 0/30
          an override burns on purpose           | 2026-11-20T12:00 | 0 P=50 O=1; 10 P=50; 20 P=50; 30 P=50 |
          under six degrees of sun it may        | 2026-11-20T17:18 | 0 P=50; 10 P=50; 20 P=50; 30 P=50 |
          and in the morning                     | 2026-11-21T06:30 | 0 P=50; 10 P=50; 20 P=50; 30 P=50 |
          """)
  void dayBurner(String name, String begin, String series, String expected) {
    check(begin, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          three readings over fifteen minutes raise | 0 P=58; 10 P=58; 20 P=58                     | POWER_HIGH 0/20
          two are not enough                        | 0 P=58; 15 P=58                              |
          three within ten minutes are not enough   | 0 P=58; 5 P=58; 10 P=58                      |
          fifteen percent are not too much          | 0 P=57.5; 10 P=57.5; 20 P=57.5               |
          0.8 of the tolerance clears               | 0 P=58; 10 P=58; 20 P=58; 30 P=56; 40 P=56; 50 P=56 | POWER_HIGH 0/20 30/50
          a little more does not                    | 0 P=58; 10 P=58; 20 P=58; 30 P=56.1; 40 P=56.1; 50 P=56.1 | POWER_HIGH 0/20
          too little is a fault of its own          | 0 P=42; 10 P=42; 20 P=42                     | POWER_LOW 0/20
          a dark lamp is not one that takes little  | 0 P=1; 10 P=1; 20 P=1                        | LAMP_FAILURE 0/10
          high voltage explains it                  | 0 P=58 V=254; 15 P=58 V=254                  |
          so does the level that the lamp says      | 0 P=25 A=50; 10 P=25 A=50; 20 P=25 A=50      |
          and it takes too much at that level       | 0 P=50 A=50; 10 P=50 A=50; 20 P=50 A=50      | POWER_HIGH 0/20
          """)
  void power(String name, String series, String expected) {
    check(NIGHT, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          more than ten points raise          | 0 C=50 A=61; 10 C=50 A=61                             | DIMMING_FAILURE 0/10
          ten do not                          | 0 C=50 A=60; 10 C=50 A=60                             |
          five clear                          | 0 C=50 A=80; 10 C=50 A=80; 20 C=50 A=55; 30 C=50 A=55 | DIMMING_FAILURE 0/10 20/30
          six do not                          | 0 C=50 A=80; 10 C=50 A=80; 20 C=50 A=56; 30 C=50 A=56 | DIMMING_FAILURE 0/10
          one of the two says nothing         | 0 C=50 A=80; 5 C=50; 7 A=80; 10 C=50 A=80             | DIMMING_FAILURE 0/10
          a dead lamp does not fail to dim    | 0 C=100 A=0 P=0; 10 C=100 A=0 P=0                     | LAMP_FAILURE 0/10
          """)
  void dimming(String name, String series, String expected) {
    check(NIGHT, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          three readings above 253 V raise | 0 V=253.1; 5 V=254; 10 V=254              | OVERVOLTAGE 0/10
          253 V do not                     | 0 V=253; 5 V=253; 10 V=253                |
          two are not enough               | 0 V=254; 10 V=254                         |
          below 250 V clears               | 0 V=254; 5 V=254; 10 V=254; 20 V=249; 25 V=249; 30 V=249 | OVERVOLTAGE 0/10 20/30
          250 V do not                     | 0 V=254; 5 V=254; 10 V=254; 20 V=250; 25 V=250; 30 V=250 | OVERVOLTAGE 0/10
          three below 198 V raise          | 0 V=197; 5 V=197; 10 V=197                | UNDERVOLTAGE 0/10
          198 V do not                     | 0 V=198; 5 V=198; 10 V=198                |
          above 202 V clears               | 0 V=197; 5 V=197; 10 V=197; 20 V=203; 25 V=203; 30 V=203 | UNDERVOLTAGE 0/10 20/30
          no voltage is not a low one      | 0 V=0; 5 V=0; 10 V=0                      |
          """)
  void voltage(String name, String series, String expected) {
    check(DAY, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          below the curve at full light raises | 0 P=50 PF=89; 10 P=50 PF=89; 20 P=50 PF=89                   | LOW_POWER_FACTOR 0/20
          on the curve does not                | 0 P=50 PF=90; 10 P=50 PF=90; 20 P=50 PF=90                   |
          at half light 0.85 are enough        | 0 P=25 A=50 PF=85; 10 P=25 A=50 PF=85; 20 P=25 A=50 PF=85    |
          between points a line: 0.80 at 40 %  | 0 P=20 A=40 PF=79; 10 P=20 A=40 PF=79; 20 P=20 A=40 PF=79    | LOW_POWER_FACTOR 0/20
          with little load nobody judges       | 0 P=12.5 A=25 PF=30; 10 P=12.5 A=25 PF=30; 20 P=12.5 A=25 PF=30 |
          a leading factor counts alike        | 0 P=50 PF=-95; 10 P=50 PF=-95; 20 P=50 PF=-95                |
          0.02 above clears                    | 0 P=50 PF=80; 10 P=50 PF=80; 20 P=50 PF=80; 30 P=50 PF=92; 40 P=50 PF=92; 50 P=50 PF=92 | LOW_POWER_FACTOR 0/20 30/50
          0.01 above does not                  | 0 P=50 PF=80; 10 P=50 PF=80; 20 P=50 PF=80; 30 P=50 PF=91; 40 P=50 PF=91; 50 P=50 PF=91 | LOW_POWER_FACTOR 0/20
          """)
  void powerFactor(String name, String series, String expected) {
    check(NIGHT, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          above 85 degrees raises       | 0 T=86; 10 T=86                                 | OVER_TEMPERATURE 0/10
          85 degrees do not             | 0 T=85; 10 T=85                                 |
          80 degrees clear              | 0 T=86; 10 T=86; 20 T=80; 30 T=80               | OVER_TEMPERATURE 0/10 20/30
          81 do not                     | 0 T=86; 10 T=86; 20 T=81; 30 T=81               | OVER_TEMPERATURE 0/10
          a shutdown raises at once     | 0 T=70 F=thermalShutdown                        | OVER_TEMPERATURE 0/0
          gear flags raise with two     | 0 F=driver_error; 10 F=driver_error             | CONTROL_GEAR_FAILURE 0/10
          one does not                  | 0 F=driver_error; 10 F=-                        |
          two without it clear          | 0 F=driver_error; 10 F=driver_error; 20 F=-; 30 F=- | CONTROL_GEAR_FAILURE 0/10 20/30
          what tells no flags does not  | 0 F=driver_error; 10 F=driver_error; 20 T=30; 30 T=30 | CONTROL_GEAR_FAILURE 0/10
          relay flags raise with two    | 0 F=relayFailure; 10 F=relayFailure             | RELAY_FAILURE 0/10
          and clear with two            | 0 F=relayFailure; 10 F=relayFailure; 20 F=-; 30 F=- | RELAY_FAILURE 0/10 20/30
          commanded off and power flows | 0 C=0 P=20; 10 C=0 P=20                         | RELAY_FAILURE 0/10
          a fifth of nominal is none    | 0 C=0 P=10; 10 C=0 P=10                         |
          an open relay with power      | 0 R=0 P=20; 10 R=0 P=20                         | RELAY_FAILURE 0/10
          power commanded proves nothing | 0 C=0 P=20; 10 C=0 P=20; 20 C=100 P=20 F=-; 30 C=100 P=1 F=- | RELAY_FAILURE 0/10
          off when commanded off clears | 0 C=0 P=20; 10 C=0 P=20; 20 C=0 P=1; 30 C=0 P=1 | RELAY_FAILURE 0/10 20/30
          """)
  void temperatureGearRelay(String name, String series, String expected) {
    check(DAY, series, expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a last gasp raises                 | 0 P=50; 10 F=lastGasp                       | SUPPLY_LOSS 10/10
          the next reading clears            | 0 P=50; 10 F=lastGasp; 20 P=50              | SUPPLY_LOSS 10/10 20/20
          a count that rises raises          | 0 S=4; 10 S=5                               | SUPPLY_LOSS 10/10
          one that stands does not           | 0 S=4; 10 S=4                               |
          one that falls was reset           | 0 S=4; 10 S=0; 20 S=0                       |
          the first count says nothing       | 0 S=400                                     |
          coming and going is one CYCLING    | 0 S=1; 4 S=2; 8 S=2; 12 S=3; 16 S=3; 20 S=4; 24 S=4; 28 S=5; 32 S=5 | CYCLING 4/20, SUPPLY_LOSS 4/4 16/16
          silence of half an hour            | 0 P=50; 31 P=50                             | COMM_LOSS 0/30 31/31
          exactly half an hour is none       | 0 P=50; 30 P=50                             |
          a stored reading is no sign of life | 0 P=50; 20 P=50 h; 40 P=50                  | COMM_LOSS 0/30 40/40
          """)
  void supplyAndSilence(String name, String series, String expected) {
    check(NIGHT, series, expected);
  }
}
