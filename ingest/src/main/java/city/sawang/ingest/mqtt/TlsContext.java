package city.sawang.ingest.mqtt;

import city.sawang.ingest.config.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes an SSLContext of PEM files. */
final class TlsContext {
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519");
  private static final char[] IN_MEMORY = new char[0];

  private TlsContext() {}

  /**
   * @param files empty: trust whom the JVM trusts, show no certificate
   * @throws IllegalArgumentException when a file cannot be read as what it should be
   */
  static SSLContext of(Optional<TlsFiles> files) {
    Optional<Path> trusted = files.flatMap(TlsFiles::trustedCertificates);
    Optional<Path> certificate = files.flatMap(TlsFiles::clientCertificate);
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted.isPresent() ? trustStore(trusted.get()) : null);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      if (certificate.isPresent()) {
        keys.init(
            keyStore(certificate.get(), files.flatMap(TlsFiles::clientKey).orElseThrow()),
            IN_MEMORY);
      } else {
        keys.init(null, null);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS settings: " + e.getMessage(), e);
    }
  }

  private static KeyStore trustStore(Path pem) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    int number = 0;
    for (Certificate certificate : certificates("mqtt.tls.trustedCertificates", pem)) {
      store.setCertificateEntry("trusted-" + number++, certificate);
    }
    return store;
  }

  private static KeyStore keyStore(Path certificate, Path key)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    Certificate[] chain =
        certificates("mqtt.tls.clientCertificate", certificate).toArray(new Certificate[0]);
    store.setKeyEntry("client", privateKey(key), IN_MEMORY, chain);
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String key, Path pem)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(key + " is " + pem + ", expected certificates in PEM");
      }
      return certificates;
    }
  }

  private static PrivateKey privateKey(Path pem) throws GeneralSecurityException, IOException {
    String text = Files.readString(pem);
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "mqtt.tls.clientKey is " + pem + ", expected an unencrypted PKCS #8 key in PEM");
    }
    byte[] encoded = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        continue;
      }
    }
    throw new IllegalArgumentException(
        "mqtt.tls.clientKey is " + pem + ", expected a key of " + KEY_ALGORITHMS);
  }
}
