package city.sawang.jobs.lamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.junit.jupiter.api.Test;

class IndexedEntriesTest {
  private final RememberingMap map = new RememberingMap();
  private final LampFiguresState lamp = new LampFiguresState();

  /** A map of the state that tells what it was asked. */
  private static final class RememberingMap implements MapState<Long, byte[]> {
    private final Map<Long, byte[]> entries = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();

    @Override
    public byte[] get(Long key) {
      asked.add("get " + key);
      return entries.get(key);
    }

    @Override
    public void put(Long key, byte[] value) {
      asked.add("put " + key);
      entries.put(key, value);
    }

    @Override
    public void putAll(Map<Long, byte[]> more) {
      throw new AssertionError("nobody puts several");
    }

    @Override
    public void remove(Long key) {
      asked.add("remove " + key);
      entries.remove(key);
    }

    @Override
    public boolean contains(Long key) {
      throw new AssertionError("a look into the state is not asked twice");
    }

    @Override
    public Iterable<Map.Entry<Long, byte[]>> entries() {
      throw new AssertionError("values are not gone through");
    }

    @Override
    public Iterable<Long> keys() {
      throw new AssertionError("the map is never gone through");
    }

    @Override
    public Iterable<byte[]> values() {
      throw new AssertionError("values are not gone through");
    }

    @Override
    public Iterator<Map.Entry<Long, byte[]>> iterator() {
      throw new AssertionError("values are not gone through");
    }

    @Override
    public boolean isEmpty() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void clear() {
      throw new AssertionError("nobody clears");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private IntervalChunks chunks() {
    return new IntervalChunks(lamp, map);
  }

  @Test
  void ofANewLampTheMapIsNotAskedBeforeSomethingIsInIt() throws Exception {
    IntervalChunks chunks = chunks();
    // when
    chunks.put(20, bytes("b"));
    // then
    assertThat(chunks.get(10)).isNull();
    assertThat(chunks.get(20)).isEqualTo(bytes("b"));
    assertThat(chunks.starts()).containsExactly(20);
    assertThat(map.asked).isEmpty();
  }

  @Test
  void aNewerChunkMovesTheOneBeforeIntoTheMap() throws Exception {
    chunks().put(20, bytes("b"));
    // when
    chunks().put(30, bytes("c"));
    chunks().put(10, bytes("a"));
    // then
    assertThat(chunks().starts()).containsExactly(10, 20, 30);
    assertThat(chunks().get(20)).isEqualTo(bytes("b"));
    assertThat(map.asked).containsExactly("put 20", "put 10", "get 20");
  }

  @Test
  void onlyWhatIsThereIsRemoved() throws Exception {
    chunks().put(20, bytes("b"));
    chunks().put(30, bytes("c"));
    // when
    chunks().put(10, null);
    chunks().put(20, null);
    chunks().put(20, null);
    // then
    assertThat(chunks().starts()).containsExactly(30);
    assertThat(map.asked).containsExactly("put 20", "remove 20");
  }
}
