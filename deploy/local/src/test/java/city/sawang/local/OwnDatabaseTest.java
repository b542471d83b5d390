package city.sawang.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.parts.Database;
import org.junit.jupiter.api.Test;

class OwnDatabaseTest {
  private static final String URL =
      "jdbc:postgresql://db.example:5433/lights?user=owner&sslmode=require&password=p%26w";

  @Test
  void theLoginIsTakenOutOfTheAddressAndTheRestStays() {
    assertThat(OwnDatabase.withoutLogin(URL))
        .isEqualTo("jdbc:postgresql://db.example:5433/lights?sslmode=require");
  }

  @Test
  void theLoginIsReadAsTheDriverReadsIt() {
    Database.Login login = OwnDatabase.login(URL);

    assertThat(login.user()).isEqualTo("owner");
    assertThat(login.password()).isEqualTo("p&w");
  }

  @Test
  void anAddressWithoutLoginIsRefused() {
    assertThatThrownBy(() -> OwnDatabase.login("jdbc:postgresql://db.example/lights"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("user=…&password=…");
  }
}
