package city.sawang.local.export.data;

import city.sawang.local.InvalidInput;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.file.PartFile;
import city.sawang.local.export.view.DataDictionary;
import city.sawang.local.export.view.PublicView;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The directory of one view: its data files, a Frictionless data package that lists them, the
 * dictionary, the licence and the checksums. It is rewritten after every data file, so that
 * whoever comes after a crash knows which files are whole.
 */
public final class DataPackage {
  static final String DESCRIPTOR = "datapackage.json";
  public static final String CHECKSUMS = "SHA256SUMS";
  private static final String SCHEMA = "schema.json";
  private static final String DICTIONARY = "DICTIONARY.md";
  private static final String LICENCE = "LICENCE.md";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A finished data file.
   *
   * @param sha256 in hexadecimal
   * @param settled whether its period was over for so long that only a restatement changes it
   * @param formulaCells how many texts begin as formulas do, by column
   */
  public record DataFile(
      String name,
      FileFormat format,
      long bytes,
      long rows,
      String sha256,
      boolean settled,
      Map<String, Long> formulaCells) {
    public DataFile {
      formulaCells = new TreeMap<>(formulaCells);
    }
  }

  private final Path directory;
  private final PublicView view;
  private final String kind;
  private final Licence licence;
  private final boolean excel;
  private final PartFile.Disk disk;
  private final Map<String, DataFile> files = new TreeMap<>();

  /**
   * Resumes with what lies in the directory.
   *
   * @throws InvalidInput when that is something else, or an export of another kind and it was not requested to
   *     begin again: files that overlap would be added up by whoever reads all of them
   */
  DataPackage(Path directory, PublicView view, ExportRequest request, PartFile.Disk disk)
      throws IOException {
    this.directory = directory;
    this.view = view;
    this.kind = request.kind(view);
    this.licence = request.licence();
    this.excel = request.forExcel();
    this.disk = disk;
    Files.createDirectories(directory);
    if (!Files.exists(directory.resolve(DESCRIPTOR))) {
      return;
    }
    JsonNode before = descriptorIn(directory);
    if (fits(directory, view, request)) {
      read(before);
    } else if (request.refresh()) {
      for (JsonNode one : before.path("resources")) {
        Files.deleteIfExists(directory.resolve(Path.of(one.path("path").asText()).getFileName()));
      }
    } else {
      throw new InvalidInput(
          "%s holds an export of another kind (%s, or with other columns; this one: %s): choose another --to, or --refresh to replace it"
              .formatted(directory, before.path("kind").asText(), kind));
    }
  }

  /** Whether what lies in the directory, if anything, can be gone on with. */
  public static boolean fits(Path directory, PublicView view, ExportRequest request)
      throws IOException {
    return !Files.exists(directory.resolve(DESCRIPTOR))
        || (descriptorIn(directory).path("kind").asText().equals(request.kind(view))
            && Files.exists(directory.resolve(SCHEMA))
            && JSON.readTree(directory.resolve(SCHEMA).toFile())
                .equals(DataDictionary.tableSchema(view, request.forExcel())));
  }

  private static JsonNode descriptorIn(Path directory) throws IOException {
    Path descriptor = directory.resolve(DESCRIPTOR);
    try {
      JsonNode before = JSON.readTree(descriptor.toFile());
      if (before.path("kind").isTextual() && before.path("resources").isArray()) {
        return before;
      }
      throw notOurs(descriptor, "no kind of export in it");
    } catch (JsonProcessingException e) {
      throw notOurs(descriptor, e.getOriginalMessage());
    }
  }

  private static InvalidInput notOurs(Path descriptor, String why) {
    return new InvalidInput(
        "%s was not written by 'sawang export' (%s): expected an empty directory or an earlier export"
            .formatted(descriptor, why));
  }

  private void read(JsonNode before) {
    for (JsonNode one : before.path("resources")) {
      String name = one.path("path").asText();
      files.put(
          name,
          new DataFile(
              name,
              FileFormat.of(name),
              one.path("bytes").asLong(),
              one.path("rows").asLong(),
              one.path("hash").asText().replace("sha256:", ""),
              one.path("settled").asBoolean(),
              formulaCells(one.path("formulaCells"))));
    }
  }

  private static Map<String, Long> formulaCells(JsonNode node) {
    var cells = new TreeMap<String, Long>();
    node.properties().forEach(one -> cells.put(one.getKey(), one.getValue().asLong()));
    return cells;
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
  public Map<String, DataFile> files() {
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
                SCHEMA, json(DataDictionary.tableSchema(view, excel)),
                DICTIONARY, DataDictionary.markdown(view, excel).getBytes(StandardCharsets.UTF_8),
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
    descriptor.put("kind", kind);
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
      resource.put("format", file.format().format());
      resource.put("mediatype", file.format().mediaType());
      resource.put("bytes", file.bytes());
      resource.put("hash", "sha256:" + file.sha256());
      resource.put("rows", file.rows());
      resource.put("settled", file.settled());
      ObjectNode formulas = resource.putObject("formulaCells");
      file.formulaCells().forEach(formulas::put);
      if (file.format().isCsv()) {
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
