package city.sawang.jobs.serial;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * How something travels between two operators of one version; nobody keeps state by it. Streams that
 * are united must be of one type: two are equal when they are of the same class.
 *
 * @param <T> what travels
 */
public final class ExchangeType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> travels;
  private final ImmutableSerializer<T> serializer;

  public ExchangeType(Class<T> travels, ImmutableSerializer<T> serializer) {
    this.travels = travels;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public Class<T> getTypeClass() {
    return travels;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ExchangeType<?>;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExchangeType<?> that && travels.equals(that.travels);
  }

  @Override
  public int hashCode() {
    return travels.hashCode();
  }

  @Override
  public String toString() {
    return travels.getSimpleName();
  }
}
