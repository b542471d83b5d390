package city.sawang.local.platform;

import city.sawang.local.CommandFailure;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The directory that survives from start to start: the parts' data, the passwords of this
 * installation, the log. One running process at a time holds it; the lock goes with the process,
 * also when that is killed.
 */
public final class DataDirectory implements AutoCloseable {
  private static final int PASSWORD_BYTES = 18;

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path directory, FileChannel channel, FileLock lock) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the directory when it is absent, and takes it for this process.
   *
   * @throws CommandFailure when it cannot be written or another process holds it
   */
  public static DataDirectory take(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(absolute)) {
        Files.createDirectories(absolute);
        Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
      }
      Files.createDirectories(absolute.resolve("logs"));
      Path lockFile = absolute.resolve("lock");
      FileChannel channel =
          FileChannel.open(
              lockFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new CommandFailure(
            "--data %s is in use by another running sawang%s: stop that one, or give this one a directory of its own"
                .formatted(absolute, holder(absolute)));
      }
      Files.writeString(absolute.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
      // Read when the first logger is made; whoever logs does so after this.
      System.setProperty("sawang.log", absolute.resolve("logs/sawang.log").toString());
      return new DataDirectory(absolute, channel, lock);
    } catch (IOException e) {
      throw new CommandFailure(
          "--data %s cannot be used: %s; expected a directory that %s may create and write"
              .formatted(absolute, e, System.getProperty("user.name")),
          e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String holder(Path directory) throws IOException {
    Path pid = directory.resolve("pid");
    return Files.exists(pid) ? " (process " + Files.readString(pid).strip() + ")" : "";
  }

  /** A part's own place below the directory. */
  public Path resolve(String name) {
    return directory.resolve(name);
  }

  /** The directory itself. */
  Path path() {
    return directory;
  }

  /**
   * A password of this installation: made by chance at the first call, the same ever after.
   *
   * @param name whose password
   */
  public synchronized String password(String name) {
    Path file = directory.resolve("secrets.properties");
    try {
      Properties secrets = new Properties();
      if (Files.exists(file)) {
        try (Reader reader = Files.newBufferedReader(file)) {
          secrets.load(reader);
        }
      }
      String known = secrets.getProperty(name);
      if (known != null) {
        return known;
      }
      byte[] chance = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(chance);
      String password = HexFormat.of().formatHex(chance);
      secrets.setProperty(name, password);
      Path unfinished = directory.resolve("secrets.unfinished");
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (Writer writer = Files.newBufferedWriter(unfinished)) {
        secrets.store(writer, "Passwords of this installation's database");
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      return password;
    } catch (IOException e) {
      throw new UncheckedIOException("read or write " + file, e);
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
