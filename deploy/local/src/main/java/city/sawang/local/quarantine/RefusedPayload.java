package city.sawang.local.quarantine;

import java.time.Instant;

/**
 * A payload in quarantine.
 *
 * @param index element of an array payload; −1: the whole payload
 * @param payload the raw bytes
 * @param redrivenAt null: never
 */
public record RefusedPayload(
    String id,
    Instant receivedAt,
    String topic,
    String reason,
    String detail,
    String profile,
    int index,
    byte[] payload,
    Instant redrivenAt) {}
