package city.sawang.jobs.preaggregate;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * What a {@link PreAggregateOperator} merges, and how. Merging must be associative and commutative:
 * what follows adds the merged elements to its state as if they had come one by one.
 *
 * @param <T> elements
 * @param <K> what elements have in common that become one; with {@code equals} and {@code hashCode}
 * @param <A> what they are merged into, which may be mutable: it is never shared
 */
public interface Aggregation<T, K, A> extends Serializable {
  /** Whether the element matters to what follows. */
  default boolean accepts(T element) {
    return true;
  }

  K keyOf(T element);

  /** The first element of a batch under its key. */
  A begin(T element);

  /** Answers the accumulator to go on with; it may be the one that was given, changed. */
  A add(A accumulator, T element);

  /** Gives out what the batch came to under a key, or nothing when that changes nothing. */
  void emit(K key, A accumulator, Consumer<T> out);
}
