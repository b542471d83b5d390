package city.sawang.local.export.file;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Writes rows of one view in one format. Not closed properly, it leaves a file that is no use. */
public interface RowWriter {
  /** Writes the row the cursor stands on. */
  void write(ResultSet row) throws IOException, SQLException;

  /** After the last row. */
  void end() throws IOException;

  /** How many texts so far begin as formulas do, by column; those without any are left out. */
  default Map<String, Long> formulaCells() {
    return Map.of();
  }
}
