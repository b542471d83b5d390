package city.sawang.local.export.file;

import java.util.Arrays;

/** In what form rows are written. */
public enum FileFormat {
  /** For programs: values exactly as the view has them. */
  CSV("csv", "csv", "text/csv"),
  /** For people who open it with a double click: local times, and nothing that a spreadsheet misreads. */
  EXCEL("excel.csv", "csv", "text/csv"),
  PARQUET("parquet", "parquet", "application/vnd.apache.parquet");

  private final String extension;
  private final String format;
  private final String mediaType;

  FileFormat(String extension, String format, String mediaType) {
    this.extension = extension;
    this.format = format;
    this.mediaType = mediaType;
  }

  /** The form of a file by its name, as {@link #extension} gave it. */
  public static FileFormat of(String fileName) {
    return Arrays.stream(values())
        .filter(one -> fileName.endsWith("." + one.extension))
        .reduce((shorter, longer) -> longer)
        .orElseThrow(() -> new IllegalArgumentException("no format of ours: " + fileName));
  }

  public String mediaType() {
    return mediaType;
  }

  public String extension() {
    return extension;
  }

  /** As a data package names it. */
  public String format() {
    return format;
  }

  /** Whether it is text, printed in the zone that was asked for. */
  public boolean isCsv() {
    return this != PARQUET;
  }
}
