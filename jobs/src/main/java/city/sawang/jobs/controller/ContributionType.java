package city.sawang.jobs.controller;

import city.sawang.jobs.metering.QuarterHourContribution;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * How contributions travel between operators. Streams of them that are united must be of the same
 * type; nobody keeps state by it.
 */
public final class ContributionType extends TypeInformation<QuarterHourContribution> {
  public static final ContributionType INSTANCE = new ContributionType();

  private static final long serialVersionUID = 1L;

  private ContributionType() {}

  @Override
  public TypeSerializer<QuarterHourContribution> createSerializer(SerializerConfig config) {
    return ContributionSerializer.INSTANCE;
  }

  @Override
  public Class<QuarterHourContribution> getTypeClass() {
    return QuarterHourContribution.class;
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
    return other instanceof ContributionType;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContributionType;
  }

  @Override
  public int hashCode() {
    return ContributionType.class.hashCode();
  }

  @Override
  public String toString() {
    return "QuarterHourContribution";
  }
}
