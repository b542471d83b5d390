package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.InvalidInput;
import city.sawang.local.services.PlatformDatabase;
import org.junit.jupiter.api.Test;

class ExternalDatabaseTest {
  private static final String URL =
      "jdbc:postgresql://db.example:5433/lights?user=owner&sslmode=require&password=p%26w";

  @Test
  void theLoginIsTakenOutOfTheAddressAndTheRestStays() {
    assertThat(ExternalDatabase.withoutLogin(URL))
        .isEqualTo("jdbc:postgresql://db.example:5433/lights?sslmode=require");
  }

  @Test
  void theLoginIsReadAsTheDriverReadsIt() {
    PlatformDatabase.Login login = ExternalDatabase.login(URL);

    assertThat(login.user()).isEqualTo("owner");
    assertThat(login.password()).isEqualTo("p&w");
  }

  @Test
  void anAddressWithoutLoginIsRefused() {
    assertThatThrownBy(() -> ExternalDatabase.login("jdbc:postgresql://db.example/lights"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("user=…&password=…");
  }
}
