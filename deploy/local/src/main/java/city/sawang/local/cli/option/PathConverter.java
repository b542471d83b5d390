package city.sawang.local.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a file or directory name of the command line; none is no name. */
public final class PathConverter implements ITypeConverter<Path> {
  @Override
  public Path convert(String value) {
    if (value.isBlank()) {
      throw new TypeConversionException("expected the name of a file or directory, it is empty");
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(unreadable(e));
    }
  }

  /** Says that a name cannot be read, when that is what went wrong. */
  public static Optional<String> unreadableName(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidPathException invalid) {
        return Optional.of(unreadable(invalid));
      }
    }
    return Optional.empty();
  }

  private static String unreadable(InvalidPathException e) {
    return "file name '%s' cannot be used: %s; Java reads file names as %s here: names beyond ASCII need a locale with UTF-8, such as LC_ALL=C.UTF-8"
        .formatted(
            e.getInput().replace("\0", "\\0"),
            e.getReason(),
            System.getProperty("sun.jnu.encoding"));
  }
}
