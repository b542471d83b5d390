package city.sawang.local.export;

import city.sawang.local.InvalidInput;
import city.sawang.local.export.data.ExportRequest;
import city.sawang.local.export.data.ViewExport;
import city.sawang.local.export.opendata.OpenDataSite;
import city.sawang.local.export.opendata.Publisher;
import city.sawang.local.export.view.PublicViews;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** What can be exported over one connection. */
public final class Exports {
  private final Connection connection;
  private final PrintWriter progress;

  /**
   * @param connection of a login that may read what is asked for
   * @param progress a line a file
   */
  public Exports(Connection connection, PrintWriter progress) {
    this.connection = connection;
    this.progress = progress;
  }

  /** Name and meaning of every view that the login may read. */
  public Map<String, String> views() throws SQLException {
    return PublicViews.list(connection);
  }

  /**
   * @param city null: every one
   * @param suggestion says which known city is near, or nothing
   * @throws InvalidInput when the login sees cities, and not this one
   */
  public void checkCity(String city, BiFunction<String, List<String>, String> suggestion)
      throws SQLException {
    if (city == null || !views().containsKey("registry.city")) {
      return;
    }
    List<String> known = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement("SELECT city_id FROM registry.city ORDER BY 1");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        known.add(row.getString(1));
      }
    }
    if (!known.contains(city)) {
      throw new InvalidInput(
          "--city '%s' is none of this login's cities%s"
              .formatted(city, suggestion.apply(city, known)));
    }
  }

  /**
   * Whether a view has what is asked for.
   *
   * @throws InvalidInput when not
   */
  public void check(String name, ExportRequest request) throws SQLException {
    ViewExport.check(PublicViews.describe(connection, name), request);
  }

  /** Exports one view and says where to. */
  public void view(String name, ExportRequest request, PrintWriter out) throws SQLException {
    ViewExport.Exported done = new ViewExport(connection, progress).export(name, request);
    out.printf(
        Locale.ROOT,
        "%s: %,d rows in %s%n",
        name,
        done.rows(),
        done.directory().toAbsolutePath().normalize());
  }

  /** Writes everything that citizens may have. */
  public void openData(ExportRequest request, Publisher publisher, PrintWriter out)
      throws SQLException {
    new OpenDataSite(connection, progress, publisher).write(request);
    out.printf("open data: %s%n", request.to().toAbsolutePath().normalize());
  }
}
