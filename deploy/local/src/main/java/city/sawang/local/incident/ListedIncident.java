package city.sawang.local.incident;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A row of {@code operations.incident}. A null stands for the NULL of the view, whose comments say
 * what it means.
 */
public record ListedIncident(
    String incidentId,
    String cityId,
    String code,
    String scope,
    String subjectId,
    String parentId,
    String severity,
    String state,
    String turn,
    BigDecimal darkLampHours,
    Instant openedAt,
    Instant clearedAt,
    String assignee,
    Instant shelvedUntil,
    Instant plannedUntil,
    String causeEn,
    String causeTh) {}
