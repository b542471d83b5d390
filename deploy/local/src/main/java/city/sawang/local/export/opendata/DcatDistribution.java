package city.sawang.local.export.opendata;

/**
 * A file of the open-data directory.
 *
 * @param path relative to the directory
 * @param format as catalogues call it, e.g. {@code CSV}
 */
record DcatDistribution(String path, String format, String mediaType, long bytes, String sha256) {}
