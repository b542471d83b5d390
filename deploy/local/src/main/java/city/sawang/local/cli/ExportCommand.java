package city.sawang.local.cli;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.cli.option.CityIdConverter;
import city.sawang.local.export.Exports;
import city.sawang.local.export.data.ExportRequest;
import city.sawang.local.export.data.Licence;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.opendata.Publisher;
import city.sawang.local.export.view.Granularity;
import city.sawang.schemas.HomeZone;
import city.sawang.schemas.text.DateReadings;
import city.sawang.schemas.text.NearMatch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sawang export}: public views as files, and the open data of the installation. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes public views as CSV or Parquet, with data dictionary, licence and checksums.",
      "A view with a time becomes a file per day, month or year; an interrupted export resumes"
          + " where it was: run the same command again.",
      "With --open-data: everything that citizens may have, as a directory for a web server."
    })
final class ExportCommand implements Callable<Integer> {
  private static final int LAST_YEAR = 2100;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "VIEW",
      arity = "0..*",
      description = "Public views, e.g. energy.lamp_night; --list shows them.")
  private List<String> views = List.of();

  @Option(names = "--list", description = "Only lists the public views that the login may read.")
  private boolean list;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Where to; each view gets a directory of its own in it.")
  private Path to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      split = ",",
      defaultValue = "csv",
      description =
          "csv, parquet or both with a comma; excel is csv with --excel. Default: ${DEFAULT-VALUE}")
  private List<FileFormat> formats = List.of(FileFormat.CSV);

  @Option(
      names = "--excel",
      description =
          "CSV for a double click: byte order mark, local times, and a ' before what a spreadsheet"
              + " would take for a formula, number or date.")
  private boolean excel;

  @Option(
      names = "--by",
      paramLabel = "PERIOD",
      description =
          "How much time a file holds: day (of views by night: a night), month, year or all."
              + " Default: as suits the view.")
  private Granularity by;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First local date, night or month, e.g. 2026-11-01, 2026-11 or 2026.")
  private String from;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      description = "Last one, included. Files hold whole periods, also at the ends.")
  private String until;

  @Option(
      names = "--city",
      converter = CityIdConverter.class,
      paramLabel = "CITY",
      description = "Only rows of this city.")
  private String city;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = HomeZone.NAME,
      description = "In which days begin and CSV prints instants. Default: ${DEFAULT-VALUE}")
  private String zone = HomeZone.NAME;

  @Option(
      names = "--refresh",
      description =
          "Writes also what an earlier run finished, e.g. after a recompute, and replaces an"
              + " export of another kind.")
  private boolean refresh;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of the running 'sawang up' to work on. Default: ~/.sawang")
  private Path data = Path.of(System.getProperty("user.home"), ".sawang");

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description =
          "Database instead of that of --data, with user and password of any login; it gets what"
              + " that login may see.")
  private String jdbcUrl;

  @ArgGroup(exclusive = false, heading = "%nOpen data:%n")
  private OpenData openData = new OpenData();

  /** What only open data need. */
  static final class OpenData {
    @Option(
        names = "--open-data",
        paramLabel = "DIR",
        description = "Writes catalogue (DCAT), CSV, Parquet, GeoJSON, NGSI-LD and index to DIR.")
    private Path directory;

    @Option(
        names = "--base-url",
        paramLabel = "URL",
        description = "Where DIR will be served. Default: addresses relative to the catalogue.")
    private String baseUrl = "";

    @Option(names = "--organisation-en", paramLabel = "NAME", description = "Who publishes.")
    private String organisationEn = "Sawang";

    @Option(names = "--organisation-th", paramLabel = "NAME", description = "The same in Thai.")
    private String organisationTh = "สว่าง";

    @Option(names = "--contact-name", paramLabel = "NAME", description = "Whom to ask.")
    private String contactName = "";

    @Option(names = "--contact-email", paramLabel = "EMAIL", description = "Where to ask.")
    private String contactEmail = "";

    @Option(
        names = "--licence",
        paramLabel = "ID",
        defaultValue = "CC-BY-4.0",
        description = "CC-BY-4.0 or CC0-1.0. Default: ${DEFAULT-VALUE}")
    private String licence = "CC-BY-4.0";

    @Option(
        names = "--no-streetlights",
        description =
            "Leaves out single lamps (place, watts, and whether each was lit in its newest decided"
                + " night): with them the groups of at least five lamps protect nothing.")
    private boolean withoutStreetlights;

    Publisher publisher() {
      return new Publisher(
          organisationEn, organisationTh, contactName, contactEmail, baseUrl, !withoutStreetlights);
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!list && views.isEmpty() == (openData.directory == null)) {
      throw new ParameterException(
          spec.commandLine(), "what? expected one or more VIEWs and --to DIR, or --open-data DIR");
    }
    if (!list && openData.directory == null && to == null) {
      throw new ParameterException(spec.commandLine(), "where to? expected --to DIR");
    }
    if (openData.directory != null && (excel || formats.contains(FileFormat.EXCEL))) {
      throw new InvalidInput(
          "--excel is for views: open data are read by programs; export the view open_data.… with --excel --to DIR");
    }
    ExportRequest request = request();
    PGSimpleDataSource database = TargetPlatform.database(data, jdbcUrl);
    // The writers read what PostgreSQL prints: its own shortest digits, not Java's.
    database.setBinaryTransfer(false);
    try (Connection connection = connect(database)) {
      Exports exports = new Exports(connection, spec.commandLine().getErr());
      Map<String, String> known = exports.views();
      if (list) {
        known.forEach((name, comment) -> out.printf("%-28s %s%n", name, comment));
      } else if (openData.directory != null) {
        exports.openData(request, openData.publisher(), out);
      } else {
        exports.checkCity(city, ExportCommand::near);
        for (String view : views) {
          known(view, known);
          exports.check(view, request);
        }
        for (String view : views) {
          exports.view(view, request, out);
        }
      }
      out.flush();
      return 0;
    } catch (SQLException e) {
      throw new CommandFailure("the database broke off: " + firstLine(e), e);
    }
  }

  private ExportRequest request() {
    try {
      return new ExportRequest(
          openData.directory != null ? openData.directory : to == null ? Path.of("") : to,
          excel ? formats.stream().map(ExportCommand::forExcel).distinct().toList() : formats,
          by,
          date("--from", from, true),
          date("--until", until, false),
          city,
          ZoneId.of(zone),
          refresh,
          Licence.of(openData.licence));
    } catch (DateTimeException e) {
      throw new InvalidInput(
          "--zone '%s' is no time zone: expected e.g. %s".formatted(zone, HomeZone.NAME));
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("--licence " + e.getMessage());
    }
  }

  private static FileFormat forExcel(FileFormat format) {
    return format == FileFormat.CSV ? FileFormat.EXCEL : format;
  }

  /** A date, or the first or last one of a month or a year. */
  private static LocalDate date(String option, String text, boolean first) {
    if (text == null) {
      return null;
    }
    try {
      LocalDate date =
          switch (text.length()) {
            case 4 -> LocalDate.of(Integer.parseInt(text), first ? 1 : 12, first ? 1 : 31);
            case 7 -> first ? YearMonth.parse(text).atDay(1) : YearMonth.parse(text).atEndOfMonth();
            default -> LocalDate.parse(text);
          };
      if (date.getYear() <= LAST_YEAR) {
        return date;
      }
      // A year of the Buddhist era would export nothing, without a word.
      throw noDate(option, text, DateReadings.suggestion(date.toString()));
    } catch (DateTimeException | NumberFormatException e) {
      throw noDate(option, text, DateReadings.suggestion(text));
    }
  }

  private static InvalidInput noDate(String option, String text, String suggestion) {
    return new InvalidInput(
        "%s '%s' is no date: expected e.g. 2026-11-01, 2026-11 or 2026%s"
            .formatted(option, text, suggestion));
  }

  private static void known(String view, Map<String, String> known) {
    if (!known.containsKey(view)) {
      throw new InvalidInput(
          "no public view '%s' for this login%s; 'sawang export --list' shows them"
              .formatted(view, near(view, List.copyOf(known.keySet()))));
    }
  }

  private static String near(String typed, List<String> known) {
    return NearMatch.suggestion(typed, known);
  }

  private static Connection connect(PGSimpleDataSource database) {
    try {
      return database.getConnection();
    } catch (SQLException e) {
      throw new CommandFailure(
          "cannot reach the database %s: %s"
              .formatted(database.getUrl().replaceAll("\\?.*", ""), firstLine(e)),
          e);
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
