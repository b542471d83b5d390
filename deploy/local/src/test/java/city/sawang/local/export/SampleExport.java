package city.sawang.local.export;

import city.sawang.local.export.data.ExportRequest;
import city.sawang.local.export.data.Licence;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.file.PartFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What tests of exports ask for, and what they find in a directory afterwards. */
public final class SampleExport {
  private SampleExport() {}

  /** Everything of a view, cut as suits it. */
  public static ExportRequest request(Path to, FileFormat... formats) {
    return new ExportRequest(
        to,
        List.of(formats),
        null,
        null,
        null,
        null,
        ZoneId.of("Asia/Bangkok"),
        false,
        Licence.CC_BY_4_0);
  }

  /** SHA-256 of every file in a directory, by its path there. */
  public static Map<String, String> bytes(Path directory) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          bytes.put(directory.relativize(file).toString(), PartFile.sha256(file));
        }
      }
    }
    return bytes;
  }
}
