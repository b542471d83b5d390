package city.sawang.jobs.quarterhour;

import city.sawang.jobs.metering.QuarterHourContribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is remembered of one quarter hour of a lamp.
 *
 * @param parts what each controller says, none of them empty, in the order of the controllers' ids
 * @param revision of the row that was told last; 0 when none was
 */
public record QuarterHourState(List<QuarterHourContribution> parts, int revision) {
  static final QuarterHourState NOTHING = new QuarterHourState(List.of(), 0);

  /** The same with what one controller says replaced. */
  QuarterHourState with(QuarterHourContribution changed) {
    List<QuarterHourContribution> all = new ArrayList<>(parts.size() + 1);
    parts.stream()
        .filter(part -> !part.controllerId().equals(changed.controllerId()))
        .forEach(all::add);
    if (!changed.empty()) {
      all.add(changed);
      all.sort(Comparator.comparing(QuarterHourContribution::controllerId));
    }
    return new QuarterHourState(all, revision);
  }

  QuarterHourState withRevision(int next) {
    return new QuarterHourState(parts, next);
  }
}
