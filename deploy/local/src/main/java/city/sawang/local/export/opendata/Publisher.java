package city.sawang.local.export.opendata;

import city.sawang.local.InvalidInput;
import java.net.URI;

/**
 * Who publishes the open data.
 *
 * @param contactName empty: nobody is named
 * @param contactEmail empty: none
 * @param baseUrl where the directory will be served, with a slash at the end; empty: addresses are
 *     relative to the catalogue
 * @param streetlights whether single lamps are published: place, watts and whether they were lit
 */
public record Publisher(
    String organisationEn,
    String organisationTh,
    String contactName,
    String contactEmail,
    String baseUrl,
    boolean streetlights) {
  public Publisher {
    if (!contactEmail.isEmpty() && !contactEmail.matches("[^@\\s<>\"]+@[^@\\s<>\"]+")) {
      throw new InvalidInput(
          "--contact-email '%s' is no address: expected name@host".formatted(contactEmail));
    }
    if (!baseUrl.isEmpty()) {
      if (!baseUrl.matches("https?://[^\\s<>\"]+")) {
        throw new InvalidInput(
            "--base-url '%s' is no web address: expected https://host/path/".formatted(baseUrl));
      }
      baseUrl = URI.create(baseUrl.endsWith("/") ? baseUrl : baseUrl + "/").toString();
    }
  }
}
