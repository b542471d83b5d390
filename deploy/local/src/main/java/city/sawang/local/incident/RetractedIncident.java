package city.sawang.local.incident;

import city.sawang.local.CommandFailure;

/** There never was such an incident: readings that came late say so. Its steps are kept. */
public final class RetractedIncident extends CommandFailure {
  private static final long serialVersionUID = 1L;

  RetractedIncident(String city, String incident) {
    super(
        "incident '%s' of city '%s' was taken back: readings that came late show that it never was"
            .formatted(incident, city));
  }
}
