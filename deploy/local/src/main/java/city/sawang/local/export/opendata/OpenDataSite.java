package city.sawang.local.export.opendata;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.export.data.DataPackage;
import city.sawang.local.export.data.ExportRequest;
import city.sawang.local.export.data.ViewExport;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.file.PartFile;
import city.sawang.local.export.view.PublicViews;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that citizens may have, as a directory for any web server: data, map, entities,
 * catalogue, index. Everything but single lamps' declared facts comes from the schema open_data.
 * Every file is exchanged as a whole, the catalogue after the files it names.
 */
public final class OpenDataSite {
  private static final Set<String> NEEDED_FOR_STREETLIGHTS =
      Set.of(
          "registry.lamp",
          "registry.city",
          "registry.deployment",
          "energy.lamp_night",
          "energy.city_night");
  private static final PartFile.Disk DISK = Files::newOutputStream;

  private final Connection connection;
  private final PrintWriter progress;
  private final Publisher publisher;
  private final List<DcatDistribution> others = new ArrayList<>();

  public OpenDataSite(Connection connection, PrintWriter progress, Publisher publisher) {
    this.connection = connection;
    this.progress = progress;
    this.publisher = publisher;
  }

  /** Streams one JSON document. */
  private interface Document {
    void write(JsonGenerator out) throws SQLException, IOException;
  }

  public void write(ExportRequest request) throws SQLException {
    Path directory = request.to();
    Set<String> readable = PublicViews.list(connection).keySet();
    for (OpenDataset dataset : OpenDataset.values()) {
      if (!readable.contains(dataset.view)) {
        throw new InvalidInput(
            "this login may not read %s: expected a member of sawang_public, sawang_analyst or sawang_auditor"
                .formatted(dataset.view));
      }
    }
    try {
      Map<OpenDataset, List<DcatDistribution>> files = new EnumMap<>(OpenDataset.class);
      for (OpenDataset dataset : OpenDataset.values()) {
        files.put(dataset, data(dataset, request));
      }
      LampGroupMap map = new LampGroupMap(connection);
      files
          .get(OpenDataset.LAMP_GROUP)
          .add(
              document(
                  directory,
                  "geojson/lamp-groups.geojson",
                  "GEOJSON",
                  "application/geo+json",
                  map::geoJson));
      others.add(
          files.get(OpenDataset.LAMP_GROUP).get(files.get(OpenDataset.LAMP_GROUP).size() - 1));
      others.add(
          document(
              directory,
              "ngsi-ld/streetlight-groups.jsonld",
              "JSON-LD",
              "application/ld+json",
              map::entities));
      streetlights(directory, readable);
      describe(request, map, files);
      checksums(directory);
      connection.rollback();
    } catch (IOException e) {
      throw new CommandFailure("cannot write %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private List<DcatDistribution> data(OpenDataset dataset, ExportRequest request)
      throws SQLException, IOException {
    ExportRequest whole = whole(dataset, request, request.refresh());
    Path directory = whole.to().resolve(dataset.view);
    if (!DataPackage.fits(directory, PublicViews.describe(connection, dataset.view), whole)) {
      // The view has other columns than when the site was last written: it begins again.
      whole = whole(dataset, request, true);
    }
    ViewExport.Exported done = new ViewExport(connection, progress).export(dataset.view, whole);
    List<DcatDistribution> files = new ArrayList<>();
    new TreeMap<>(done.files().files())
        .values()
        .forEach(
            file ->
                files.add(
                    new DcatDistribution(
                        "data/" + dataset.view + "/" + file.name(),
                        file.format().name(),
                        file.format().mediaType(),
                        file.bytes(),
                        file.sha256())));
    return files;
  }

  private static ExportRequest whole(OpenDataset dataset, ExportRequest request, boolean refresh) {
    return new ExportRequest(
        request.to().resolve("data"),
        List.of(FileFormat.CSV, FileFormat.PARQUET),
        dataset.granularity(),
        null,
        null,
        null,
        request.zone(),
        refresh,
        request.licence());
  }

  private void streetlights(Path directory, Set<String> readable) throws SQLException, IOException {
    String path = "ngsi-ld/streetlights.jsonld";
    if (publisher.streetlights() && readable.containsAll(NEEDED_FOR_STREETLIGHTS)) {
      others.add(
          document(
              directory,
              path,
              "JSON-LD",
              "application/ld+json",
              out -> Streetlights.write(connection, out)));
      return;
    }
    if (publisher.streetlights()) {
      progress.println(path + "  left out: this login may not read registry and energy");
    }
    Files.deleteIfExists(directory.resolve(path));
  }

  private void describe(
      ExportRequest request, LampGroupMap map, Map<OpenDataset, List<DcatDistribution>> files)
      throws SQLException, IOException {
    Map<OpenDataset, Optional<TemporalCoverage>> coverage = new EnumMap<>(OpenDataset.class);
    DcatCatalogue catalogue = new DcatCatalogue(publisher, request.licence(), map.box());
    for (OpenDataset dataset : OpenDataset.values()) {
      Optional<TemporalCoverage> known = TemporalCoverage.of(connection, dataset);
      coverage.put(dataset, known);
      Path ckan = request.to().resolve("ckan/" + dataset.id + ".json");
      if (known.isPresent()) {
        catalogue.add(dataset, known.get(), files.get(dataset));
        json(
            ckan,
            CkanPackage.of(dataset, known.get(), files.get(dataset), publisher, request.licence()));
      } else {
        Files.deleteIfExists(ckan);
      }
    }
    json(request.to().resolve("catalog.jsonld"), catalogue.json());
    PartFile.write(
        request.to().resolve("index.html"),
        IndexPage.of(publisher, request.licence(), coverage, files, others)
            .getBytes(StandardCharsets.UTF_8),
        DISK);
    if (publisher.contactEmail().isEmpty()) {
      progress.println(
          "no contact in the catalogue: data portals ask for one (--contact-name,"
              + " --contact-email)");
    }
    progress.flush();
  }

  private static DcatDistribution document(
      Path directory, String path, String format, String mediaType, Document content)
      throws SQLException, IOException {
    Path target = directory.resolve(path);
    Files.createDirectories(target.getParent());
    try (PartFile part = new PartFile(target, DISK)) {
      try (JsonGenerator out =
          new JsonFactory()
              .createGenerator(part, JsonEncoding.UTF8)
              .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
        out.setPrettyPrinter(new DefaultPrettyPrinter());
        content.write(out);
        out.writeRaw('\n');
      }
      String sha256 = part.finish();
      return new DcatDistribution(path, format, mediaType, part.bytes(), sha256);
    }
  }

  private static void json(Path target, JsonNode content) throws IOException {
    Files.createDirectories(target.getParent());
    PartFile.write(
        target, (content.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8), DISK);
  }

  /** Checksums of all files below the directory, by path. */
  private static void checksums(Path directory) throws IOException {
    StringBuilder lines = new StringBuilder();
    List<Path> files;
    try (var walk = Files.walk(directory)) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .filter(file -> !file.equals(directory.resolve(DataPackage.CHECKSUMS)))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      lines
          .append(PartFile.sha256(file))
          .append("  ")
          .append(directory.relativize(file))
          .append('\n');
    }
    PartFile.write(
        directory.resolve(DataPackage.CHECKSUMS),
        lines.toString().getBytes(StandardCharsets.UTF_8),
        DISK);
  }
}
