package city.sawang.ingest.config;

import static city.sawang.ingest.config.Requirement.require;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files in PEM. The client certificate and its key (PKCS #8) come together or not at all.
 *
 * @param trustedCertificates who may sign the broker's certificate; empty: who the JVM trusts
 */
public record TlsFiles(
    Optional<Path> trustedCertificates,
    Optional<Path> clientCertificate,
    Optional<Path> clientKey) {
  public TlsFiles {
    require(clientCertificate.isPresent() == clientKey.isPresent())
        .orRefuse(
            "mqtt.tls.clientKey",
            clientKey.map(Path::toString).orElse("absent"),
            "a key exactly when there is a client certificate");
  }
}
