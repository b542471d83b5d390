package city.sawang.schemas.registry;

import city.sawang.schemas.csv.FileText;
import city.sawang.schemas.text.InputFile;
import city.sawang.schemas.text.NearMatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a registry directory: {@code <city>/city.yaml}, {@code <city>/lamps.csv} and, where there
 * are meters, {@code <city>/meters.csv}. What spreadsheets write is read: see {@link CsvTable} and {@link FileText}.
 */
public final class RegistryFiles {
  /** A country's lamps take a fifth of it. */
  private static final int LARGEST_FILE = 64 << 20;

  private static final String CITY_FILE = "city.yaml";
  private static final String LAMPS_FILE = "lamps.csv";
  private static final String METERS_FILE = "meters.csv";
  private static final List<String> KNOWN = List.of(CITY_FILE, LAMPS_FILE, METERS_FILE);

  private final RegistryMistakes mistakes = new RegistryMistakes();
  private final Path directory;

  private RegistryFiles(Path directory) {
    this.directory = directory;
  }

  /** What came of reading a directory. */
  public sealed interface Result {
    /** What is suspicious and refuses nothing, sorted by file and line. */
    List<RegistryMistake> warnings();

    /** No mistake was found. */
    record Valid(Registry registry, List<RegistryMistake> warnings) implements Result {}

    /** Every mistake of every file, sorted by file and line; at least one. */
    record Invalid(List<RegistryMistake> mistakes, List<RegistryMistake> warnings)
        implements Result {}
  }

  /**
   * @throws UncheckedIOException when the disk fails; a missing file is a {@link RegistryMistake}
   */
  public static Result read(Path directory) {
    return new RegistryFiles(directory).read();
  }

  private Result read() {
    var cities = new ArrayList<City>();
    if (!Files.isDirectory(directory)) {
      mistakes.add(directory.toString(), 0, "", "", "a directory with one directory per city");
    } else {
      for (Path city : children(directory)) {
        if (Files.isDirectory(city) && !hidden(city)) {
          City read = city(city);
          if (read != null) {
            cities.add(read);
          }
        }
      }
      if (cities.isEmpty() && mistakes.count() == 0) {
        mistakes.add(directory.toString(), 0, "", "", "at least one city: <city>/" + CITY_FILE);
      }
    }
    return mistakes.count() == 0
        ? new Result.Valid(new Registry(cities), mistakes.sortedWarnings())
        : new Result.Invalid(mistakes.sorted(), mistakes.sortedWarnings());
  }

  private City city(Path cityDirectory) {
    String cityId = cityDirectory.getFileName().toString();
    refuseStrayFiles(cityDirectory);
    String yaml = text(cityId, CITY_FILE, true);
    City city =
        yaml == null ? null : CityFile.read(mistakes, cityId + "/" + CITY_FILE, cityId, yaml);
    String lamps = text(cityId, LAMPS_FILE, true);
    String meters = text(cityId, METERS_FILE, false);
    if (city == null) {
      // Without a sound city its lamps can be judged by neither place nor deployment.
      return null;
    }
    var devices = new DeviceFiles(mistakes, city);
    return city.withDevices(
        lamps == null ? List.of() : devices.lamps(cityId + "/" + LAMPS_FILE, lamps),
        meters == null ? List.of() : devices.meters(cityId + "/" + METERS_FILE, meters));
  }

  /** A file that nobody reads is a mistake: most likely its name is misspelt. */
  private void refuseStrayFiles(Path cityDirectory) {
    for (Path file : children(cityDirectory)) {
      String name = file.getFileName().toString();
      boolean data = name.endsWith(".csv") || name.endsWith(".yaml") || name.endsWith(".yml");
      if (data && !KNOWN.contains(name)) {
        mistakes.add(
            cityDirectory.getFileName() + "/" + name,
            0,
            "",
            "",
            "a known file name: " + NearMatch.oneOf(name, KNOWN));
      }
    }
  }

  /** The text of a file; null when it is missing or no UTF-8, which has then been reported. */
  private String text(String cityId, String fileName, boolean required) {
    String file = cityId + "/" + fileName;
    Path path = directory.resolve(cityId).resolve(fileName);
    if (!Files.exists(path)) {
      if (required) {
        mistakes.add(file, 0, "", "", "this file, it is missing");
      }
      return null;
    }
    try {
      return decode(file, InputFile.read(path, LARGEST_FILE));
    } catch (FileSystemException e) {
      mistakes.add(file, 0, "", "", InputFile.expectation(e));
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("read " + path, e);
    }
  }

  private String decode(String file, byte[] bytes) {
    FileText.Contents decoded = FileText.decode(bytes);
    if (decoded instanceof FileText.Contents.Refused refused) {
      mistakes.add(file, refused.line(), "", "", refused.expectation());
      return null;
    }
    return ((FileText.Contents.Text) decoded).text();
  }

  private static boolean hidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static List<Path> children(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("list " + directory, e);
    }
  }
}
