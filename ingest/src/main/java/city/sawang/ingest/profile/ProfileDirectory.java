package city.sawang.ingest.profile;

import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.ResourceResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a directory of profiles at one moment: {@code *.yaml} are profiles, {@code *.jslt}
 * modules that their transformations import.
 *
 * @param texts by name, in the order of the names
 * @param unreadable what is wrong with a file, by its name
 */
record ProfileDirectory(Map<String, String> texts, Map<String, String> unreadable) {
  static final ProfileDirectory EMPTY = new ProfileDirectory(Map.of(), Map.of());

  /** A profile of a vendor has a few kilobytes; what is larger is none. */
  static final int MAX_BYTES = 512 * 1024;

  private static final String PROFILE = ".yaml";
  private static final String MODULE = ".jslt";

  /**
   * @throws UncheckedIOException when the directory cannot be listed
   */
  static ProfileDirectory read(Path directory) {
    Map<String, String> texts = new TreeMap<>();
    Map<String, String> unreadable = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if ((name.endsWith(PROFILE) || name.endsWith(MODULE)) && !name.startsWith(".")) {
          read(file, name, texts, unreadable);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("profiles in " + directory, e);
    }
    return new ProfileDirectory(texts, unreadable);
  }

  private static void read(
      Path file, String name, Map<String, String> texts, Map<String, String> unreadable) {
    // A pipe would be waited for, and a device read without end.
    if (!Files.isRegularFile(file)) {
      if (Files.exists(file)) {
        unreadable.put(name, "expected a regular file");
      }
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        unreadable.put(name, "expected at most " + MAX_BYTES + " bytes");
      } else {
        texts.put(name, new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (NoSuchFileException e) {
      // Removed between listing and reading.
      unreadable.remove(name);
    } catch (IOException e) {
      unreadable.put(name, "cannot be read: " + e);
    }
  }

  List<String> profiles() {
    return texts.keySet().stream().filter(name -> name.endsWith(PROFILE)).toList();
  }

  Map<String, String> modules() {
    Map<String, String> modules = new TreeMap<>(texts);
    modules.keySet().removeIf(name -> !name.endsWith(MODULE));
    return modules;
  }

  ResourceResolver resolver() {
    return name -> {
      String module = texts.get(name);
      if (module == null) {
        throw new JsltException("no module " + name + " beside the profile");
      }
      JsltConstants.check(module);
      return new StringReader(module);
    };
  }
}
