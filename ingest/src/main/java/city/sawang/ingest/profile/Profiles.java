package city.sawang.ingest.profile;

import city.sawang.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * bridge runs. One with a mistake stays out, or as it was; the others are in force all the same.
 */
public final class Profiles implements AutoCloseable {
  /** The native topics, subscribed beside those of the profiles. */
  public static final String NATIVE_FILTER = Topics.MQTT_ROOT + '#';

  private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

  private final Path directory;
  private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong brokenFiles = new AtomicLong();
  private ProfileDirectory files = ProfileDirectory.EMPTY;
  private final Map<String, Profile> byFile = new TreeMap<>();
  private final Map<String, List<String>> mistakes = new TreeMap<>();
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

  /** Reads what is there; see {@link #mistakes} for the files that stay out. */
  public static Profiles load(Path directory) {
    Profiles profiles = new Profiles(directory);
    profiles.refresh();
    return profiles;
  }

  /** Every mistake in the directory's files; empty when all are valid. */
  public static List<String> validate(Path directory) {
    List<String> mistakes = new ArrayList<>();
    parse(ProfileDirectory.read(directory), mistakes);
    return mistakes;
  }

  /**
   * Every mistake, every sample that is not read as it expects, and every two profiles of which
   * neither is more specific; empty when all is well.
   */
  public static List<String> test(Path directory) {
    List<String> mistakes = new ArrayList<>();
    List<Profile> all = parse(ProfileDirectory.read(directory), mistakes);
    for (Profile profile : all) {
      ProfileSamples.failures(profile, all)
          .forEach(failure -> mistakes.add(profile.file() + ": " + failure));
    }
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
    ProfileDirectory now =
        directory == null ? ProfileDirectory.EMPTY : ProfileDirectory.read(directory);
    if (now.equals(files)) {
      return;
    }
    ProfileDirectory before = files;
    files = now;
    boolean modulesChanged = !now.modules().equals(before.modules());
    List<Profile> kept = new ArrayList<>();
    List<Profile> fresh = new ArrayList<>();
    Set<String> same = new TreeSet<>();
    Map<String, List<String>> found = new TreeMap<>();
    now.unreadable().forEach((file, what) -> found.put(file, List.of(file + ": " + what)));
    for (String file : now.profiles()) {
      if (!modulesChanged && now.texts().get(file).equals(before.texts().get(file))) {
        same.add(file);
        Optional.ofNullable(byFile.get(file)).ifPresent(kept::add);
        Optional.ofNullable(mistakes.get(file)).ifPresent(list -> found.put(file, list));
        continue;
      }
      List<String> wrong = new ArrayList<>();
      ProfileFile.parse(file, now.texts().get(file), now.resolver(), wrong).ifPresent(fresh::add);
      if (!wrong.isEmpty()) {
        found.put(file, wrong);
      }
    }
    Map<String, Profile> next = new TreeMap<>();
    kept.forEach(profile -> next.put(profile.file(), profile));
    accepted(kept, fresh, found).forEach(profile -> next.put(profile.file(), profile));
    for (String file : now.profiles()) {
      // What was in force before stays in force: a file that is being edited silences no lamp.
      Optional.ofNullable(byFile.get(file)).ifPresent(old -> next.putIfAbsent(file, old));
    }
    found.forEach(
        (file, wrong) -> {
          if (!same.contains(file) && !wrong.equals(mistakes.get(file))) {
            report(file, next.containsKey(file), wrong);
          }
        });
    mistakes.clear();
    mistakes.putAll(found);
    takeOver(next);
  }

  private void takeOver(Map<String, Profile> next) {
    Set<String> filtersBefore = topicFilters();
    next.values().stream()
        .filter(profile -> byFile.get(profile.file()) != profile)
        .forEach(one -> LOG.info("profile read file={} id={}", one.file(), one.id()));
    byFile.clear();
    byFile.putAll(next);
    current = List.copyOf(next.values());
    Set<String> filters = topicFilters();
    if (!filters.equals(filtersBefore)) {
      listeners.forEach(listener -> listener.accept(filters));
    }
  }

  private void report(String file, boolean inForce, List<String> wrong) {
    brokenFiles.incrementAndGet();
    LOG.error(
        "profile {}: {}{}",
        inForce ? "has a mistake, what is in force stays" : "stays out",
        wrong.get(0),
        wrong.size() > 1 ? " (and " + (wrong.size() - 1) + " more)" : "");
  }

  /**
   * Those of the new profiles that may be in force. Two that are new together and read the same
   * messages are both in force, each for what it alone reads; what both read is refused.
   *
   * @param kept in force already
   * @param found receives what is wrong, by file
   */
  private static List<Profile> accepted(
      List<Profile> kept, List<Profile> fresh, Map<String, List<String>> found) {
    List<Profile> sound = new ArrayList<>(fresh);
    sound.removeIf(profile -> duplicateId(profile, kept, fresh, found));
    List<Profile> all = new ArrayList<>(kept);
    all.addAll(sound);
    List<Profile> failing = new ArrayList<>();
    for (Profile profile : sound) {
      List<String> failures = ProfileSamples.failures(profile, all);
      if (!failures.isEmpty()) {
        failing.add(profile);
        found.put(
            profile.file(),
            failures.stream().map(failure -> profile.file() + ": " + failure).toList());
      }
    }
    sound.removeAll(failing);
    // A sound one may fail because of a broken neighbour: without it, it is sound.
    all.removeAll(failing);
    for (Profile profile : failing) {
      List<Profile> beside = new ArrayList<>(all);
      beside.add(profile);
      if (ProfileSamples.failures(profile, beside).isEmpty()) {
        sound.add(profile);
      }
    }
    return sound;
  }

  private static boolean duplicateId(
      Profile profile, List<Profile> kept, List<Profile> fresh, Map<String, List<String>> found) {
    Optional<Profile> other =
        Stream.concat(kept.stream(), fresh.stream())
            .filter(one -> one != profile && one.id().equals(profile.id()))
            .findFirst();
    other.ifPresent(
        one ->
            found.put(
                profile.file(),
                List.of(profile.file() + ": id " + profile.id() + " is taken by " + one.file())));
    return other.filter(one -> kept.contains(one) || one.version() > profile.version()).isPresent();
  }

  /** What is wrong with the files as they are now, file by file; empty when all is well. */
  public synchronized List<String> mistakes() {
    return mistakes.values().stream().flatMap(List::stream).toList();
  }

  @Override
  public synchronized void close() {
    if (watcher != null) {
      watching.cancel(true);
      watcher.shutdownNow();
      watcher = null;
    }
  }

  private static List<Profile> parse(ProfileDirectory files, List<String> mistakes) {
    List<Profile> profiles = new ArrayList<>();
    Map<String, String> fileOfId = new TreeMap<>();
    files.unreadable().forEach((file, what) -> mistakes.add(file + ": " + what));
    for (String file : files.profiles()) {
      ProfileFile.parse(file, files.texts().get(file), files.resolver(), mistakes)
          .ifPresent(
              profile -> {
                profiles.add(profile);
                String other = fileOfId.put(profile.id(), file);
                if (other != null) {
                  mistakes.add(file + ": id " + profile.id() + " is taken by " + other);
                }
              });
    }
    return profiles;
  }
}
