package city.sawang.local.incident.http;

import city.sawang.local.InvalidInput;
import city.sawang.local.incident.IncidentStep;
import city.sawang.schemas.text.NearMatch;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

/**
 * The body of a step, as JSON.
 *
 * @param step ACKNOWLEDGE, ASSIGN, RESOLVE, COMMENT or SHELVE; in any case
 * @param who takes it: a person, not a login; 1 to 200 characters
 * @param why a remark; RESOLVE, COMMENT and SHELVE need one
 * @param assignee ASSIGN: whom
 * @param until SHELVE: an instant with its offset, at most 30 days ahead
 */
record StepRequest(String step, String who, String why, String assignee, String until) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> STEPS =
      List.of("ACKNOWLEDGE", "ASSIGN", "RESOLVE", "COMMENT", "SHELVE");

  /**
   * @throws InvalidInput naming what is wrong and what was expected
   */
  static IncidentStep read(String body) {
    try {
      StepRequest request = JSON.readValue(body, StepRequest.class);
      if (request == null) {
        throw new InvalidInput("the body is null: expected an object with step and who");
      }
      return request.toStep();
    } catch (UnrecognizedPropertyException e) {
      throw new InvalidInput(
          "'%s': expected step, who, why, assignee or until".formatted(e.getPropertyName()));
    } catch (JsonProcessingException e) {
      throw new InvalidInput(
          "the body is no JSON object with step and who: " + e.getOriginalMessage());
    }
  }

  private IncidentStep toStep() {
    String wanted = step == null ? "" : step.toUpperCase(Locale.ROOT);
    return switch (wanted) {
      case "ACKNOWLEDGE" -> new IncidentStep.Acknowledge(who, why);
      case "ASSIGN" -> new IncidentStep.Assign(who, why, assignee);
      case "RESOLVE" -> new IncidentStep.Resolve(who, why);
      case "COMMENT" -> new IncidentStep.Comment(who, why);
      case "SHELVE" -> new IncidentStep.Shelve(who, why, untilInstant());
      default ->
          throw new InvalidInput(
              "step '%s': expected %s".formatted(step, NearMatch.oneOf(wanted, STEPS)));
    };
  }

  private Instant untilInstant() {
    if (until == null) {
      throw new InvalidInput(
          "until is missing: expected an instant with its offset, e.g. 2026-12-01T08:00+07:00");
    }
    try {
      return OffsetDateTime.parse(until).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidInput(
          "until '%s': expected an instant with its offset, e.g. 2026-12-01T08:00+07:00"
              .formatted(until));
    }
  }
}
