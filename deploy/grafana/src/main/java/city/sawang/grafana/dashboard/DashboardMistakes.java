package city.sawang.grafana.dashboard;

import java.util.List;

/** Dashboards that cannot be used, with every mistake that was found: file, panel, reason. */
public final class DashboardMistakes extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> mistakes;

  public DashboardMistakes(List<String> mistakes) {
    super(
        "%d mistake(s) in the dashboards:%n  %s"
            .formatted(mistakes.size(), String.join(System.lineSeparator() + "  ", mistakes)));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<String> mistakes() {
    return mistakes;
  }
}
