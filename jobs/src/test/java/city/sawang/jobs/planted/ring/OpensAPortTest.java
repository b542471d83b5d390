package city.sawang.jobs.planted.ring;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.planted.circle.KnowsItsNeighbour;
import java.nio.file.Path;

/** Named as a fast test, and starts a database: a deliberate violation; nobody runs it. */
public final class OpensAPortTest {
  /** The other half of the circle. */
  public KnowsItsNeighbour neighbour() {
    return new KnowsItsNeighbour();
  }

  /** Would start PostgreSQL. */
  public TestDatabase database(Path directory) throws Exception {
    return TestDatabase.start(directory);
  }
}
