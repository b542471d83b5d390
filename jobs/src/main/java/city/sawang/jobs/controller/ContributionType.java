package city.sawang.jobs.controller;

import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.serial.ExchangeType;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** How contributions travel between operators. */
public final class ContributionType {
  public static final TypeInformation<LampContributions> INSTANCE =
      new ExchangeType<>(LampContributions.class, ContributionSerializer.INSTANCE);

  private ContributionType() {}
}
