package city.sawang.local.export;

import city.sawang.local.InvalidInput;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The directory of one view: its data files, a Frictionless data package that lists them, the
 * dictionary, the licence and the checksums. It is written anew after every data file, so that
 * whoever comes after a crash knows which files are whole.
 */
final class DataPackage {
  static final String DESCRIPTOR = "datapackage.json";
  static final String CHECKSUMS = "SHA256SUMS";
  private static final String SCHEMA = "schema.json";
  private static final String DICTIONARY = "DICTIONARY.md";
  private static final String LICENCE = "LICENCE.md";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A finished data file.
   *
   * @param sha256 in hexadecimal
   * @param settled whether its period was over for so long that only a restatement changes it
   */
  record DataFile(
      String name, FileFormat format, long bytes, long rows, String sha256, boolean settled) {}

  private final Path directory;
  private final PublicView view;
  private final ZoneId zone;
  private final Licence licence;
  private final PartFile.Disk disk;
  private final Map<String, DataFile> files = new TreeMap<>();

  /**
   * Goes on with what lies in the directory, when it has the same columns.
   *
   * @throws InvalidInput when the directory holds a descriptor that is none of ours
   */
  DataPackage(Path directory, PublicView view, ZoneId zone, Licence licence, PartFile.Disk disk)
      throws IOException {
    this.directory = directory;
    this.view = view;
    this.zone = zone;
    this.licence = licence;
    this.disk = disk;
    Files.createDirectories(directory);
    Path descriptor = directory.resolve(DESCRIPTOR);
    Path schema = directory.resolve(SCHEMA);
    if (Files.exists(descriptor) && Files.exists(schema)) {
      read(descriptor, schema);
    }
  }

  private void read(Path descriptor, Path schema) throws IOException {
    try {
      JsonNode before = JSON.readTree(descriptor.toFile());
      if (!JSON.readTree(schema.toFile()).equals(DataDictionary.tableSchema(view))
          || !before.path("timeZone").asText().equals(zone.getId())) {
        // Other columns or another clock: files of both kinds would lie side by side.
        return;
      }
      for (JsonNode one : before.path("resources")) {
        String name = one.path("path").asText();
        files.put(
            name,
            new DataFile(
                name,
                FileFormat.valueOf(one.path("format").asText().toUpperCase(Locale.ROOT)),
                one.path("bytes").asLong(),
                one.path("rows").asLong(),
                one.path("hash").asText().replace("sha256:", ""),
                one.path("settled").asBoolean()));
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidInput(
          "%s was not written by 'sawang export' (%s): expected an empty directory or an earlier export"
              .formatted(descriptor, e.getMessage().lines().findFirst().orElse("")));
    }
  }

  /** The file of an earlier run, when it is settled and its bytes are still those it was given. */
  Optional<DataFile> kept(String name) throws IOException {
    DataFile file = files.get(name);
    Path path = directory.resolve(name);
    if (file == null
        || !file.settled()
        || !Files.exists(path)
        || Files.size(path) != file.bytes()
        || !PartFile.sha256(path).equals(file.sha256())) {
      return Optional.empty();
    }
    return Optional.of(file);
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** All data files, by name. */
  Map<String, DataFile> files() {
    return Map.copyOf(files);
  }

  /** A file of an earlier run has no rows any more. */
  void remove(String name) throws IOException {
    files.remove(name);
    Files.deleteIfExists(directory.resolve(name));
  }

  void add(DataFile file) {
    files.put(file.name(), file);
  }

  /** Writes everything beside the data files. */
  void save() throws IOException {
    files.keySet().removeIf(name -> !Files.exists(directory.resolve(name)));
    Map<String, String> sums = new TreeMap<>();
    files.forEach((name, file) -> sums.put(name, file.sha256()));
    for (Map.Entry<String, byte[]> entry :
        Map.of(
                SCHEMA, json(DataDictionary.tableSchema(view)),
                DICTIONARY, DataDictionary.markdown(view).getBytes(StandardCharsets.UTF_8),
                LICENCE, Licence.note(view, licence).getBytes(StandardCharsets.UTF_8),
                DESCRIPTOR, json(descriptor()))
            .entrySet()) {
      PartFile.write(directory.resolve(entry.getKey()), entry.getValue(), disk);
      sums.put(entry.getKey(), PartFile.sha256(directory.resolve(entry.getKey())));
    }
    StringBuilder lines = new StringBuilder();
    sums.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
    PartFile.write(
        directory.resolve(CHECKSUMS), lines.toString().getBytes(StandardCharsets.UTF_8), disk);
  }

  private ObjectNode descriptor() {
    ObjectNode descriptor = JSON.createObjectNode();
    descriptor.put("profile", "data-package");
    descriptor.put("name", view.name().replace('_', '-'));
    descriptor.put("title", view.name());
    descriptor.put("description", view.comment());
    descriptor.put("timeZone", zone.getId());
    if ("open_data".equals(view.schema())) {
      descriptor
          .putArray("licenses")
          .addObject()
          .put("name", licence.id())
          .put("title", licence.title())
          .put("path", licence.url());
    }
    var resources = descriptor.putArray("resources");
    for (DataFile file : files.values()) {
      ObjectNode resource = resources.addObject();
      resource.put("name", file.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._/-]", "-"));
      resource.put("path", file.name());
      resource.put("format", file.format().extension());
      resource.put("mediatype", file.format().mediaType());
      resource.put("bytes", file.bytes());
      resource.put("hash", "sha256:" + file.sha256());
      resource.put("rows", file.rows());
      resource.put("settled", file.settled());
      if (file.format() == FileFormat.CSV) {
        resource.put("encoding", "utf-8");
        resource
            .putObject("dialect")
            .put("delimiter", ",")
            .put("quoteChar", "\"")
            .put("doubleQuote", true)
            .put("lineTerminator", "\r\n")
            .put("header", true);
      }
      resource.put("schema", SCHEMA);
    }
    return descriptor;
  }

  private static byte[] json(JsonNode node) {
    return (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
