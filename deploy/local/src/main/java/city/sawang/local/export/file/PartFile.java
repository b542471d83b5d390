package city.sawang.local.export.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that has its name only when it is whole: written beside it as {@code .name.part}, forced to
 * the disk, then moved. Whatever ends the writing earlier leaves the old file, or none.
 */
public final class PartFile extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Opens the file to write to; another one in tests. */
  @FunctionalInterface
  public interface Disk {
    OutputStream open(Path file) throws IOException;
  }

  private final Path target;
  private final Path part;
  private final OutputStream out;
  private final MessageDigest digest = sha256();
  private long bytes;
  private boolean finished;

  /**
   * @param target the name it gets at the end; its directory exists
   */
  public PartFile(Path target, Disk disk) throws IOException {
    this.target = target;
    this.part = target.resolveSibling("." + target.getFileName() + ".part");
    this.out = new BufferedOutputStream(disk.open(part), BUFFER_BYTES);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    out.write(from, offset, length);
    digest.update(from, offset, length);
    bytes += length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** Bytes written so far. */
  public long bytes() {
    return bytes;
  }

  /**
   * Gives the file its name.
   *
   * @return SHA-256 of its bytes, in hexadecimal
   */
  public String finish() throws IOException {
    out.close();
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    finished = true;
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Without {@link #finish} before: takes away what was written. */
  @Override
  public void close() throws IOException {
    if (finished) {
      return;
    }
    // Taken away first: closing writes what is left in the buffer, which fails once more on a full
    // disk.
    try (OutputStream closed = out) {
      Files.deleteIfExists(part);
    }
  }

  /** Writes a small file as a whole. */
  public static void write(Path target, byte[] content, Disk disk) throws IOException {
    try (PartFile file = new PartFile(target, disk)) {
      file.write(content, 0, content.length);
      file.finish();
    }
  }

  /** SHA-256 of a file's bytes, in hexadecimal. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (var in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
