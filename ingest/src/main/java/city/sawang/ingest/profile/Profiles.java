package city.sawang.ingest.profile;

import city.sawang.schemas.Topics;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.ResourceResolver;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vendor profiles of a directory: {@code *.yaml} are profiles, {@code *.jslt} are modules that
 * their transformations import. A file that is dropped, changed or removed takes effect while the
 * bridge runs; one with a mistake leaves the profile as it was.
 */
public final class Profiles implements AutoCloseable {
  /** The native topics, subscribed beside those of the profiles. */
  public static final String NATIVE_FILTER = Topics.MQTT_ROOT + '#';

  private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

  private final Path directory;
  private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong brokenFiles = new AtomicLong();
  private Map<String, String> contents = Map.of();
  private final Map<String, Profile> byFile = new LinkedHashMap<>();
  private volatile List<Profile> current = List.of();
  private ScheduledExecutorService watcher;
  private Future<?> watching;

  private Profiles(Path directory) {
    this.directory = directory;
  }

  /** No profile at all: only native payloads are read. */
  public static Profiles none() {
    return new Profiles(null);
  }

  /**
   * @throws InvalidProfiles when any file has a mistake or any sample is not read as expected,
   *     naming all of them
   */
  public static Profiles load(Path directory) throws InvalidProfiles {
    List<String> mistakes = test(directory);
    if (!mistakes.isEmpty()) {
      throw new InvalidProfiles(mistakes);
    }
    Profiles profiles = new Profiles(directory);
    profiles.refresh();
    return profiles;
  }

  /** Every mistake in the directory's files; empty when all are valid. */
  public static List<String> validate(Path directory) {
    List<String> mistakes = new ArrayList<>();
    parse(contents(directory), mistakes);
    return mistakes;
  }

  /** Every mistake, and every sample that is not read as it expects; empty when all is well. */
  public static List<String> test(Path directory) {
    List<String> mistakes = new ArrayList<>();
    Map<String, Profile> profiles = parse(contents(directory), mistakes);
    profiles.forEach(
        (file, profile) ->
            ProfileSamples.failures(profile, List.copyOf(profiles.values()))
                .forEach(failure -> mistakes.add(file + ": " + failure)));
    return mistakes;
  }

  /** The profiles in force, in the order of their files. */
  List<Profile> current() {
    return current;
  }

  /** Ids of the profiles in force. */
  public List<String> ids() {
    return current.stream().map(Profile::id).toList();
  }

  /** What to subscribe: the native topics and the filters of every profile. */
  public Set<String> topicFilters() {
    Set<String> filters = new TreeSet<>();
    filters.add(NATIVE_FILTER);
    current.forEach(profile -> profile.topics().forEach(topic -> filters.add(topic.mqttFilter())));
    return filters;
  }

  /** How often a changed file was refused since the start. */
  public long brokenFiles() {
    return brokenFiles.get();
  }

  /** Calls {@code listener} with the topic filters whenever they change, on the polling thread. */
  public void onTopicFilters(Consumer<Set<String>> listener) {
    listeners.add(listener);
  }

  /**
   * Polls for changed files from now on.
   *
   * @param interval between two polls; the files are few and small, and polling works on every file
   *     system, mounted configuration included
   */
  public synchronized Profiles watch(Duration interval) {
    if (watcher == null && directory != null) {
      watcher =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "profiles");
                thread.setDaemon(true);
                return thread;
              });
      watching =
          watcher.scheduleWithFixedDelay(
              this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }
    return this;
  }

  private void poll() {
    try {
      refresh();
    } catch (RuntimeException | StackOverflowError e) {
      // An unreadable directory or a bug in reading one file: what is in force stays in force, and
      // the next poll tries again; the count makes it visible.
      brokenFiles.incrementAndGet();
      LOG.error("profiles not read, those in force stay directory={}", directory, e);
    }
  }

  /** Takes over what changed since the last poll. */
  synchronized void refresh() {
    Map<String, String> now = contents(directory);
    if (now.equals(contents)) {
      return;
    }
    boolean modulesChanged = !modules(now).equals(modules(contents));
    Map<String, Profile> next = new LinkedHashMap<>();
    for (String file : profileFiles(now)) {
      Profile before = byFile.get(file);
      boolean same = !modulesChanged && now.get(file).equals(contents.get(file));
      Optional<Profile> read = same ? Optional.ofNullable(before) : reread(file, now, next);
      read.or(() -> Optional.ofNullable(before)).ifPresent(profile -> next.put(file, profile));
    }
    contents = now;
    Set<String> filtersBefore = topicFilters();
    byFile.clear();
    byFile.putAll(next);
    current = List.copyOf(next.values());
    Set<String> filters = topicFilters();
    if (!filters.equals(filtersBefore)) {
      listeners.forEach(listener -> listener.accept(filters));
    }
  }

  private Optional<Profile> reread(
      String file, Map<String, String> now, Map<String, Profile> read) {
    List<String> mistakes = new ArrayList<>();
    Optional<Profile> profile = ProfileFile.parse(file, now.get(file), resolver(now), mistakes);
    profile.ifPresent(
        parsed -> {
          read.values().stream()
              .filter(other -> other.id().equals(parsed.id()))
              .forEach(other -> mistakes.add(file + ": id " + parsed.id() + " is taken"));
          List<Profile> all = new ArrayList<>(read.values());
          all.add(parsed);
          mistakes.addAll(ProfileSamples.failures(parsed, all));
        });
    if (mistakes.isEmpty()) {
      LOG.info("profile read file={} id={}", file, profile.map(Profile::id).orElse(""));
      return profile;
    }
    brokenFiles.incrementAndGet();
    LOG.error("profile refused, the one before stays file={} mistakes={}", file, mistakes);
    return Optional.empty();
  }

  @Override
  public synchronized void close() {
    if (watcher != null) {
      watching.cancel(true);
      watcher.shutdownNow();
      watcher = null;
    }
  }

  private static Map<String, Profile> parse(Map<String, String> contents, List<String> mistakes) {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    Map<String, String> fileOfId = new TreeMap<>();
    for (String file : profileFiles(contents)) {
      ProfileFile.parse(file, contents.get(file), resolver(contents), mistakes)
          .ifPresent(
              profile -> {
                profiles.put(file, profile);
                String other = fileOfId.put(profile.id(), file);
                if (other != null) {
                  mistakes.add(file + ": id " + profile.id() + " is taken by " + other);
                }
              });
    }
    return profiles;
  }

  private static List<String> profileFiles(Map<String, String> contents) {
    return contents.keySet().stream().filter(name -> name.endsWith(".yaml")).toList();
  }

  private static Map<String, String> modules(Map<String, String> contents) {
    Map<String, String> modules = new TreeMap<>(contents);
    modules.keySet().removeIf(name -> !name.endsWith(".jslt"));
    return modules;
  }

  private static ResourceResolver resolver(Map<String, String> contents) {
    return name -> {
      String module = contents.get(name);
      if (module == null) {
        throw new JsltException("no module " + name + " beside the profile");
      }
      return new StringReader(module);
    };
  }

  /** Names and texts of the files that matter, in the order of their names. */
  private static Map<String, String> contents(Path directory) {
    Map<String, String> contents = new TreeMap<>();
    if (directory == null) {
      return contents;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if ((name.endsWith(".yaml") || name.endsWith(".jslt")) && !name.startsWith(".")) {
          read(file).ifPresent(text -> contents.put(name, text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("profiles in " + directory, e);
    }
    return contents;
  }

  private static Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      // Removed between listing and reading.
      return Optional.empty();
    }
  }

  /** A directory of profiles that cannot be used, with every mistake. */
  public static final class InvalidProfiles extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> mistakes;

    InvalidProfiles(List<String> mistakes) {
      super(String.join("\n", mistakes));
      this.mistakes = List.copyOf(mistakes);
    }

    /** Each with file, line, key and what was expected. */
    public List<String> mistakes() {
      return mistakes;
    }
  }
}
