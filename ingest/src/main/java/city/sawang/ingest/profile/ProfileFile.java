package city.sawang.ingest.profile;

import city.sawang.ingest.decode.Member;
import city.sawang.ingest.decode.ObservedTime;
import city.sawang.ingest.decode.Origin;
import city.sawang.ingest.decode.Refusal;
import city.sawang.ingest.profile.Profile.Counter;
import city.sawang.ingest.profile.Profile.NotTelemetry;
import city.sawang.ingest.profile.Profile.Preparation;
import city.sawang.ingest.profile.Profile.Source;
import city.sawang.ingest.profile.Profile.Spelling;
import city.sawang.ingest.profile.Profile.TimeBase;
import city.sawang.schemas.Identifiers;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.yaml.YamlMapping;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.ResourceResolver;
import com.schibsted.spt.data.jslt.parser.TokenMgrError;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a profile file; notes every mistake instead of stopping at the first. */
final class ProfileFile {
  private static final int MAX_COUNTER_BITS = 63;

  /** Each may take its time, and all of them run whenever the file changes. */
  private static final int MAX_SAMPLES = 100;

  private final String file;
  private final YamlMapping yaml;
  private final ProfileMistakes mistakes;
  private final ResourceResolver modules;

  private ProfileFile(
      String file, YamlMapping yaml, ProfileMistakes mistakes, ResourceResolver modules) {
    this.file = file;
    this.yaml = yaml;
    this.mistakes = mistakes;
    this.modules = modules;
  }

  /**
   * @param file name for the mistakes
   * @param modules finds what a transformation imports
   * @param mistakes receives what is wrong: file, line, key, value, expectation
   * @return the profile, or empty when anything was wrong
   */
  static Optional<Profile> parse(
      String file, String text, ResourceResolver modules, List<String> mistakes) {
    int before = mistakes.size();
    ProfileMistakes found = new ProfileMistakes(mistakes);
    return YamlMapping.read(file, text, found)
        .flatMap(yaml -> new ProfileFile(file, yaml, found, modules).read())
        .filter(profile -> mistakes.size() == before);
  }

  private Optional<Profile> read() {
    Optional<String> id = yaml.text("id");
    id.flatMap(Identifiers::nameObjection)
        .ifPresent(expected -> mistakes.wrong(yaml.placeOf("id"), id.get(), expected));
    id.filter(Origin.NATIVE::equals)
        .ifPresent(
            text -> mistakes.add(yaml.placeOf("id"), "native is the profile of our own payloads"));
    Optional<Integer> version = yaml.integer("version", 1, Integer.MAX_VALUE);
    Optional<String> kind = yaml.oneOf("kind", List.of("LAMP", "METER"));
    List<TopicPattern> topics = topics();
    Optional<String> whenText = yaml.optionalText("when");
    Optional<Expression> when = whenText.flatMap(text -> compile("when", text));
    Preparation preparation =
        yaml.has("preparation")
            ? yaml.oneOf("preparation", List.of("none", "senml"))
                .filter("senml"::equals)
                .map(text -> Preparation.SENML)
                .orElse(Preparation.NONE)
            : Preparation.NONE;
    Source city = source("city");
    Source controller = source("controller");
    Optional<String> program = yaml.text("transformation");
    Optional<Expression> transformation = program.flatMap(text -> compile("transformation", text));
    NotTelemetry notTelemetry =
        yaml.mapping("notTelemetry")
            .map(this::notTelemetry)
            .orElse(new NotTelemetry(List.of(), Set.of()));
    Optional<EnergyUnit> energyUnit =
        yaml.oneOf("energyUnit", EnergyUnit.symbols()).flatMap(EnergyUnit::of);
    Optional<Counter> counter = yaml.mapping("counter").flatMap(this::counter);
    Optional<Long> resolution = milliwattHours(yaml, "counterResolutionWh");
    Set<Member> zeroMeansUnknown = members("zeroMeansUnknown");
    boolean omitsZeroValues = yaml.bool("omitsZeroValues", false);
    boolean allowSimulated = yaml.bool("allowSimulated", false);
    Optional<TimeBase> timeBase =
        yaml.oneOf("timeBase", List.of("payload", "received"))
            .map(text -> text.equals("received") ? TimeBase.RECEIVED : TimeBase.PAYLOAD);
    Optional<ZoneId> zone = yaml.optionalText("zone").flatMap(this::zone);
    List<ProfileSample> samples = yaml.mappings("samples").stream().map(this::sample).toList();
    if (samples.size() > MAX_SAMPLES) {
      mistakes.add(yaml.placeOf("samples"), "expected at most " + MAX_SAMPLES);
    }
    if (samples.isEmpty()) {
      mistakes.add(yaml.placeOf("samples"), "expected at least one: a profile proves itself");
    }
    yaml.refuseOthers();
    if (id.isEmpty()
        || version.isEmpty()
        || kind.isEmpty()
        || transformation.isEmpty()
        || energyUnit.isEmpty()
        || timeBase.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Profile(
            file,
            id.get(),
            version.get(),
            DeviceKind.valueOf(kind.get()),
            topics.stream().sorted(Comparator.reverseOrder()).toList(),
            when,
            whenText.map(Demands::of).orElse(Demands.NONE),
            preparation,
            city,
            controller,
            transformation.get(),
            program.get().contains("$registeredAs"),
            notTelemetry,
            energyUnit.get(),
            counter,
            resolution,
            zeroMeansUnknown,
            omitsZeroValues,
            allowSimulated,
            timeBase.get(),
            zone,
            samples));
  }

  private List<TopicPattern> topics() {
    List<TopicPattern> topics = filters(yaml);
    if (topics.isEmpty()) {
      mistakes.add(yaml.placeOf("topics"), "expected at least one MQTT topic filter");
    }
    return topics;
  }

  private List<TopicPattern> filters(YamlMapping mapping) {
    List<TopicPattern> filters = new ArrayList<>();
    for (String filter : mapping.texts("topics")) {
      try {
        filters.add(TopicPattern.of(filter));
      } catch (IllegalArgumentException e) {
        mistakes.add(mapping.placeOf("topics"), "filter " + filter + ": " + e.getMessage());
      }
    }
    return filters;
  }

  private NotTelemetry notTelemetry(YamlMapping listed) {
    NotTelemetry notTelemetry =
        new NotTelemetry(
            listed.has("topics") ? filters(listed) : List.of(),
            listed.has("names") ? Set.copyOf(listed.texts("names")) : Set.of());
    listed.refuseOthers();
    return notTelemetry;
  }

  private Optional<Expression> compile(String key, String jslt) {
    try {
      JsltConstants.check(jslt);
      return Optional.of(
          EvaluationBudget.limited(
              new Parser(new StringReader(jslt))
                  .withSource(key)
                  .withFunctions(MeteredFunctions.all())
                  .withResourceResolver(modules)
                  .compile()));
    } catch (JsltException e) {
      mistakes.add(yaml.placeOf(key), "no JSLT: " + e.getMessage().replaceAll("\\s+", " "));
    } catch (StackOverflowError e) {
      mistakes.add(yaml.placeOf(key), "no JSLT: brackets within brackets beyond measure");
    } catch (TokenMgrError e) {
      // The library throws an Error for a sign that it does not know.
      mistakes.add(yaml.placeOf(key), "no JSLT: " + e.getMessage().replaceAll("\\s+", " "));
    }
    return Optional.empty();
  }

  private Source source(String key) {
    Optional<YamlMapping> given = yaml.mapping(key);
    if (given.isEmpty()) {
      if (!yaml.has(key)) {
        mistakes.add(
            yaml.placeOf(key),
            "is missing, expected {from: [topic | registry | /json/pointer, …]}");
      }
      return new Source(List.of(), Spelling.AS_IS, false);
    }
    YamlMapping source = given.get();
    List<String> from = source.texts("from");
    if (from.isEmpty()) {
      mistakes.add(source.placeOf("from"), "expected topic, registry or JSON pointers");
    }
    for (String one : from) {
      boolean registry = one.equals(Source.REGISTRY) && key.equals("city");
      if (!one.equals(Source.TOPIC) && !registry && !one.startsWith("/")) {
        mistakes.add(
            source.placeOf("from"),
            "is "
                + one
                + ", expected topic, "
                + (key.equals("city") ? "registry, " : "")
                + "or a JSON pointer /like/this");
      }
    }
    Spelling spelling =
        source.has("spelling")
            ? source
                .oneOf("spelling", List.of("as-is", "lower", "eui"))
                .map(
                    text ->
                        switch (text) {
                          case "lower" -> Spelling.LOWER;
                          case "eui" -> Spelling.EUI;
                          default -> Spelling.AS_IS;
                        })
                .orElse(Spelling.AS_IS)
            : Spelling.AS_IS;
    boolean agree = source.bool("agree", false);
    source.refuseOthers();
    return new Source(from, spelling, agree);
  }

  private Optional<Counter> counter(YamlMapping counter) {
    Optional<Integer> bits = counter.integer("bits", 8, MAX_COUNTER_BITS);
    Optional<Long> unit = milliwattHours(counter, "unitWh");
    if (unit.isEmpty() && !counter.has("unitWh")) {
      mistakes.add(counter.placeOf("unitWh"), "is missing, expected Wh of one count");
    }
    counter.refuseOthers();
    return bits.isPresent() && unit.isPresent()
        ? Optional.of(new Counter(bits.get(), unit.get()))
        : Optional.empty();
  }

  /** More than zero watt-hours with at most three decimals; empty when absent or wrong. */
  private Optional<Long> milliwattHours(YamlMapping mapping, String key) {
    Optional<Long> value =
        mapping
            .optionalText(key)
            .flatMap(
                text -> {
                  try {
                    return Optional.of(new BigDecimal(text).movePointRight(3).longValueExact());
                  } catch (ArithmeticException | NumberFormatException e) {
                    mistakes.add(
                        mapping.placeOf(key),
                        "is " + text + ", expected Wh with at most three decimals");
                    return Optional.empty();
                  }
                });
    if (value.isPresent() && value.get() <= 0) {
      mistakes.add(mapping.placeOf(key), "expected more than zero");
      return Optional.empty();
    }
    return value;
  }

  private Set<Member> members(String key) {
    Set<Member> members = EnumSet.noneOf(Member.class);
    for (String name : yaml.texts(key)) {
      Member member = Member.named(name);
      if (member == null || member.type != Member.Type.DECIMAL) {
        mistakes.add(yaml.placeOf(key), name + " is no canonical member with a number");
      } else {
        members.add(member);
      }
    }
    return members;
  }

  private Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      mistakes.add(yaml.placeOf("zone"), "is " + text + ", expected e.g. Asia/Bangkok or +07:00");
      return Optional.empty();
    }
  }

  private ProfileSample sample(YamlMapping sample) {
    String name = sample.text("name").orElse("");
    String topic = sample.text("topic").orElse("");
    String payload = sample.text("payload").orElse("");
    boolean retained = sample.bool("retained", false);
    Optional<String> city = sample.optionalText("city");
    Optional<DeviceKind> registeredAs =
        sample.has("registeredAs")
            ? sample.oneOf("registeredAs", List.of("LAMP", "METER")).map(DeviceKind::valueOf)
            : Optional.empty();
    if (registeredAs.isPresent() && city.isEmpty()) {
      mistakes.add(sample.placeOf("registeredAs"), "expected the city of the registry beside it");
    }
    long receivedAt = 0;
    Optional<String> received = sample.text("receivedAt");
    if (received.isPresent()) {
      try {
        receivedAt = ObservedTime.parse(received.get());
      } catch (Refusal e) {
        mistakes.add(
            sample.placeOf("receivedAt"),
            "is " + received.get() + ", expected ISO 8601 with an offset");
      }
    }
    List<Map<String, Optional<String>>> readings = new ArrayList<>();
    Optional<ReasonCode> refused = Optional.empty();
    if (!sample.has("expect")) {
      mistakes.add(
          sample.placeOf("expect"),
          "is missing, expected none, {refused: REASON}, or a list of readings");
    } else if (sample.isList("expect")) {
      sample.mappings("expect").forEach(expected -> readings.add(reading(expected)));
    } else if (sample.isMapping("expect")) {
      YamlMapping expected = sample.mapping("expect").orElseThrow();
      refused =
          expected
              .oneOf("refused", List.of(ReasonCode.values()).stream().map(Enum::name).toList())
              .map(ReasonCode::valueOf);
      expected.refuseOthers();
    } else if (!sample.text("expect").orElse("").equals("none")) {
      mistakes.add(
          sample.placeOf("expect"), "expected none, {refused: REASON}, or a list of readings");
    }
    sample.refuseOthers();
    return new ProfileSample(
        name, topic, payload, receivedAt, retained, city, registeredAs, readings, refused);
  }

  private static Map<String, Optional<String>> reading(YamlMapping expected) {
    Map<String, Optional<String>> members = new LinkedHashMap<>();
    for (String key : expected.keys()) {
      members.put(
          key,
          expected.isNull(key)
              ? Optional.empty()
              : Optional.of(String.join(",", expected.texts(key))));
    }
    return members;
  }
}
