package city.sawang.jobs.incident.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names an incident so that a replay names it alike: {@code inc-7k3m-9q2x-4tzc}, sixty bits of
 * SHA-256 in Crockford's alphabet, which has no letters that look like digits. The prefix keeps it
 * from being read as a number.
 */
public final class IncidentId {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LETTERS = 12;
  private static final int GROUP = 4;
  private static final int BITS = 5;

  private IncidentId() {}

  /** The id of the incident that begins with this opening, epoch milliseconds. */
  public static String of(String cityId, FaultCode code, String subjectId, long openedAt) {
    byte[] hash =
        sha256()
            .digest(
                (cityId + '\n' + code + '\n' + subjectId + '\n' + openedAt)
                    .getBytes(StandardCharsets.UTF_8));
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = bits << Byte.SIZE | hash[i] & 0xFF;
    }
    StringBuilder id = new StringBuilder("inc");
    for (int i = 0; i < LETTERS; i++) {
      if (i % GROUP == 0) {
        id.append('-');
      }
      id.append(ALPHABET.charAt((int) (bits >>> Long.SIZE - BITS)));
      bits <<= BITS;
    }
    return id.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
