package city.sawang.schemas.registry;

import city.sawang.schemas.yaml.YamlMapping;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Reads {@code city.yaml} into a {@link City} that has no lamps and meters yet. */
final class CityFile {
  private static final int LONGEST_TEXT = 500;

  private final RegistryMistakes mistakes;

  private CityFile(RegistryMistakes mistakes) {
    this.mistakes = mistakes;
  }

  /**
   * @param directory name of the city's directory, which the city's id must repeat
   * @return the city without lamps and meters; null when there was any mistake
   */
  static City read(RegistryMistakes mistakes, String file, String directory, String text) {
    int before = mistakes.count();
    return YamlMapping.read(file, text, mistakes)
        .map(mapping -> new CityFile(mistakes).city(new YamlFields(mistakes, mapping), directory))
        .filter(city -> mistakes.count() == before)
        .orElse(null);
  }

  private City city(YamlFields yaml, String directory) {
    LocatedValue idCell = yaml.required("city_id");
    String cityId = idCell.cityIdentifier();
    if (cityId != null && !cityId.equals(directory)) {
      idCell.refuse("'" + directory + "', the name of the directory");
    }
    String nameEn = yaml.required("name_en").words(LONGEST_TEXT);
    String nameTh = yaml.required("name_th").words(LONGEST_TEXT);
    var timezone = yaml.required("timezone").zone();
    Position position = PlaceFields.read(yaml);
    LampSchedule schedule = or(yaml.optional("schedule").schedule(), LampSchedule.DUSK_TO_DAWN);
    var deployments = deployments(yaml, schedule);
    var tariffs = dated(yaml.mappings("tariffs"), this::tariff);
    var emissions = dated(yaml.mappings("emissions"), this::emission);
    yaml.refuseOthers();
    return new City(
        cityId,
        nameEn,
        nameTh,
        timezone,
        position,
        deployments,
        tariffs,
        emissions,
        List.of(),
        List.of());
  }

  private List<Deployment> deployments(YamlFields yaml, LampSchedule schedule) {
    var deployments = new ArrayList<Deployment>();
    var seen = new HashSet<String>();
    for (YamlFields one : yaml.mappings("deployments")) {
      int before = mistakes.count();
      LocatedValue id = one.optional("deployment_id");
      Deployment deployment = deployment(one, schedule);
      if (!id.isAbsent() && !seen.add(id.text())) {
        id.refuse("an id that no other deployment of this city has");
      }
      if (mistakes.count() == before) {
        deployments.add(deployment);
      }
    }
    if (yaml.mappings("deployments").isEmpty()) {
      yaml.optional("deployments").refuse("at least one deployment");
    }
    return deployments;
  }

  private Deployment deployment(YamlFields yaml, LampSchedule schedule) {
    var deployment =
        new Deployment(
            yaml.required("deployment_id").nameIdentifier(),
            yaml.required("programme").words(LONGEST_TEXT),
            yaml.optional("donor").words(LONGEST_TEXT),
            yaml.optional("vendor").words(LONGEST_TEXT),
            yaml.optional("declared_value_thb").decimal("Thai baht", "0", "100000000000"),
            yaml.optional("declared_lamps").integer("lamps", 0, 10_000_000),
            yaml.optional("installed_on").date(),
            yaml.optional("commissioned_on").date(),
            yaml.required("kind").oneOf(Deployment.Kind.class),
            yaml.optionalMapping("baseline").stream().findFirst().map(this::baseline).orElse(null),
            or(yaml.required("simulated").bool(), false),
            or(yaml.optional("schedule").schedule(), schedule),
            yaml.optional("note").words(2 * LONGEST_TEXT),
            sources(yaml));
    yaml.optional("commissioned_on")
        .requireNotBefore(deployment.commissionedOn(), "installed_on", deployment.installedOn());
    yaml.refuseOthers();
    return deployment;
  }

  private List<String> sources(YamlFields yaml) {
    var sources = new ArrayList<String>();
    for (LocatedValue cell : yaml.cells("sources")) {
      String source = cell.words(LONGEST_TEXT);
      if (source != null) {
        sources.add(source);
      }
    }
    if (yaml.cells("sources").isEmpty()) {
      mistakes.add(yaml.here(), "sources: a list of where these facts come from");
    }
    return sources;
  }

  private Deployment.Baseline baseline(YamlFields yaml) {
    BigDecimal watts =
        yaml.required("watts").decimal("W per old lamp, ballast included", "0.1", "5000");
    BigDecimal outage = yaml.optional("outage_fraction").decimal("", "0", "1");
    String source = yaml.required("source").words(LONGEST_TEXT);
    yaml.refuseOthers();
    return new Deployment.Baseline(
        watts == null ? 0 : watts.movePointRight(3).longValue(),
        outage == null ? null : Integer.valueOf(outage.movePointRight(4).intValue()),
        source);
  }

  private Dated<Tariff> tariff(YamlFields yaml) {
    LocatedValue from = yaml.required("valid_from");
    LocalDate validFrom = from.date();
    LocalDate validTo = yaml.optional("valid_to").date();
    var tariff =
        new Tariff(
            validFrom,
            validTo,
            yaml.required("thb_per_kwh").decimal("THB per kWh", "0", "100"),
            yaml.required("source").words(LONGEST_TEXT));
    yaml.refuseOthers();
    return new Dated<>(from, validFrom, validTo, tariff);
  }

  private Dated<EmissionFactor> emission(YamlFields yaml) {
    LocatedValue from = yaml.required("valid_from");
    LocalDate validFrom = from.date();
    LocalDate validTo = yaml.optional("valid_to").date();
    var factor =
        new EmissionFactor(
            validFrom,
            validTo,
            yaml.required("scope2_kg_per_kwh").decimal("kg CO2e per kWh", "0", "5"),
            yaml.required("scope3_kg_per_kwh").decimal("kg CO2e per kWh", "0", "5"),
            yaml.required("source").words(LONGEST_TEXT));
    yaml.refuseOthers();
    return new Dated<>(from, validFrom, validTo, factor);
  }

  /** Something that holds from a date (inclusive) to another (exclusive; null: further notice). */
  private record Dated<T>(LocatedValue cell, LocalDate from, LocalDate to, T value) {}

  /** Entries in the order of their dates; on no day may two of them hold. */
  private <T> List<T> dated(List<YamlFields> entries, Function<YamlFields, Dated<T>> reader) {
    var values = new ArrayList<T>();
    Dated<T> previous = null;
    for (YamlFields entry : entries) {
      int before = mistakes.count();
      Dated<T> period = reader.apply(entry);
      if (mistakes.count() > before) {
        continue;
      }
      if (period.to != null && !period.to.isAfter(period.from)) {
        period.cell.refuse("a date before valid_to, " + period.to);
      }
      if (previous != null && (previous.to == null || previous.to.isAfter(period.from))) {
        period.cell.refuse(
            "a date not before the previous entry's valid_to"
                + (previous.to == null ? ", which is missing there" : ", " + previous.to));
      }
      values.add(period.value);
      previous = period;
    }
    return values;
  }

  private static <T> T or(T value, T fallback) {
    return value == null ? fallback : value;
  }
}
