package city.sawang.local.export.file;

import java.util.Locale;

/** In what form rows are written. */
public enum FileFormat {
  CSV("text/csv"),
  PARQUET("application/vnd.apache.parquet");

  private final String mediaType;

  FileFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }
}
