package city.sawang.local.proof;

/**
 * The product as it is, or with exactly one deliberate breakage.
 *
 * @param acknowledgesEarly the bridge acknowledges to MQTT before Kafka has confirmed
 * @param knowsDuplicates the job tells repeated readings from new ones
 * @param checkpointsEarly the job commits its offsets while rows still wait to be written
 */
record Product(boolean acknowledgesEarly, boolean knowsDuplicates, boolean checkpointsEarly) {

  static Product unbroken() {
    return new Product(false, true, false);
  }

  static Product acknowledgingBeforeKafka() {
    return new Product(true, true, false);
  }

  static Product withoutDeduplication() {
    return new Product(false, false, false);
  }

  static Product committingOffsetsEarly() {
    return new Product(false, true, true);
  }
}
