package city.sawang.local.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Every distinct reading of the ledger and what was seen of it, column by column: some 60 bytes per
 * reading instead of 200, so that a million fit into a small heap.
 */
final class SentReadings {
  /** In a message that the broker acknowledged. */
  static final int ACKNOWLEDGED = 1;

  /** In the readings topic. */
  static final int IN_KAFKA = 2;

  /** In the quarantine topic. */
  static final int IN_QUARANTINE = 4;

  /** In the database's readings. */
  static final int IN_DATABASE = 8;

  /** Behind its controller's newest reading by more than the horizon when it came. */
  static final int TOO_LATE = 16;

  /** Not of this ledger: sent by the same controller before it began. */
  static final int BEFORE_LEDGER = 32;

  /** Answer of {@link #find} when there is no such reading. */
  static final int NONE = -1;

  private final List<SimulatedDevice> devices = new ArrayList<>();
  private final Map<String, Integer> deviceIndexes = new HashMap<>();
  private final Map<String, List<Integer>> byController = new HashMap<>();
  private final LongHashMap identities = new LongHashMap();

  private int size;
  private int[] device = new int[1024];
  private int[] status = new int[1024];
  private long[] observedAt = new long[1024];
  private long[] boot = new long[1024];
  private long[] seq = new long[1024];
  private long[] energy = new long[1024];
  private long[] power = new long[1024];
  private boolean[] historical = new boolean[1024];
  private boolean[] lampOn = new boolean[1024];
  private byte[] omitted = new byte[1024];
  private short[] partition = new short[1024];
  private long[] offset = new long[1024];
  private long[] arrival = new long[1024];

  /**
   * What a reading holds, as far as the checks need it.
   *
   * @param energy milliwatt hours; 0 without a counter
   * @param power milliwatts; 0 without power
   * @param omitted what it does not say, a sum of the flags of the send log
   * @param arrivedAt when it came, where that matters: of readings without sequence number
   */
  record Content(
      long observedAt,
      long boot,
      long seq,
      long energy,
      long power,
      boolean historical,
      boolean lampOn,
      int omitted,
      long arrivedAt) {
    /** A reading of which it does not matter when it came. */
    Content(
        long observedAt,
        long boot,
        long seq,
        long energy,
        long power,
        boolean historical,
        boolean lampOn,
        int omitted) {
      this(observedAt, boot, seq, energy, power, historical, lampOn, omitted, observedAt);
    }

    /** A reading that says everything. */
    Content(
        long observedAt,
        long boot,
        long seq,
        long energy,
        long power,
        boolean historical,
        boolean lampOn) {
      this(observedAt, boot, seq, energy, power, historical, lampOn, 0);
    }

    boolean hasCounter() {
      return (omitted & SendLog.NO_COUNTER) == 0;
    }

    boolean hasPower() {
      return (omitted & SendLog.NO_POWER) == 0;
    }

    boolean timedByArrival() {
      return (omitted & SendLog.NO_CLOCK) != 0;
    }

    boolean numbered() {
      return (omitted & SendLog.NO_SEQUENCE) == 0;
    }
  }

  /** Describes a device; the first description counts. */
  void describe(SimulatedDevice described) {
    index(described);
  }

  private int index(SimulatedDevice described) {
    Integer known = deviceIndexes.get(described.key());
    if (known != null) {
      return known;
    }
    int index = devices.size();
    devices.add(described);
    deviceIndexes.put(described.key(), index);
    byController
        .computeIfAbsent(described.controllerId().toLowerCase(Locale.ROOT), c -> new ArrayList<>(1))
        .add(index);
    return index;
  }

  List<SimulatedDevice> devices() {
    return devices;
  }

  /** The device's index, or {@link #NONE}. */
  int deviceOf(String city, String controller) {
    return deviceIndexes.getOrDefault(SimulatedDevice.key(city, controller), NONE);
  }

  /** Cities in which the ledger has a controller of this name. */
  List<SimulatedDevice> devicesNamed(String controller) {
    return byController.getOrDefault(controller.toLowerCase(Locale.ROOT), List.of()).stream()
        .map(devices::get)
        .toList();
  }

  /**
   * Takes a reading; one that is there already is not taken twice.
   *
   * @return its index
   */
  int add(String city, String controller, Content content, int firstStatus) {
    long identity =
        IdentityHash.of(
            city,
            controller.toLowerCase(Locale.ROOT),
            content.boot(),
            content.seq(),
            content.observedAt(),
            0);
    long known = identities.get(identity);
    if (known != LongHashMap.ABSENT) {
      return (int) known;
    }
    if (size == device.length) {
      grow();
    }
    device[size] = index(SimulatedDevice.lamp(city, controller));
    observedAt[size] = content.observedAt();
    boot[size] = content.boot();
    seq[size] = content.seq();
    energy[size] = content.energy();
    power[size] = content.power();
    historical[size] = content.historical();
    lampOn[size] = content.lampOn();
    omitted[size] = (byte) content.omitted();
    status[size] = firstStatus;
    identities.put(identity, size);
    return size++;
  }

  /** The reading's index, or {@link #NONE}. */
  int find(String city, String controller, Long bootId, Long sequence) {
    if (sequence == null) {
      return NONE;
    }
    long known =
        identities.get(
            IdentityHash.of(city, controller.toLowerCase(Locale.ROOT), bootId, sequence, 0, 0));
    return known == LongHashMap.ABSENT ? NONE : (int) known;
  }

  int size() {
    return size;
  }

  boolean is(int index, int flag) {
    return (status[index] & flag) != 0;
  }

  void mark(int index, int flag) {
    status[index] |= flag;
  }

  void clear(int flag) {
    for (int i = 0; i < size; i++) {
      status[i] &= ~flag;
    }
  }

  long count(int flag) {
    long count = 0;
    for (int i = 0; i < size; i++) {
      count += is(i, flag) ? 1 : 0;
    }
    return count;
  }

  /**
   * @param arrivedAt when it came to Kafka, milliseconds since the epoch; never falls in a
   *     partition
   */
  void place(int index, int kafkaPartition, long kafkaOffset, long arrivedAt) {
    partition[index] = (short) kafkaPartition;
    offset[index] = kafkaOffset;
    arrival[index] = arrivedAt;
  }

  /** Indexes of the readings in Kafka, in the order in which they came there. */
  int[] inOrderOfArrival() {
    return IntStream.range(0, size)
        .filter(index -> is(index, IN_KAFKA))
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(index -> arrival[index])
                .thenComparingInt(index -> partition[index])
                .thenComparingLong(index -> offset[index]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  int partition(int index) {
    return partition[index];
  }

  long offset(int index) {
    return offset[index];
  }

  int device(int index) {
    return device[index];
  }

  Content content(int index) {
    return new Content(
        observedAt[index],
        boot[index],
        seq[index],
        energy[index],
        power[index],
        historical[index],
        lampOn[index],
        omitted[index]);
  }

  long observedAt(int index) {
    return observedAt[index];
  }

  String subject(int index) {
    return devices.get(device[index]).subject();
  }

  /** "boot 3 seq 17": which of the device's readings it is. */
  String name(int index) {
    return "boot " + boot[index] + " seq " + seq[index];
  }

  private void grow() {
    int length = size * 2;
    device = Arrays.copyOf(device, length);
    status = Arrays.copyOf(status, length);
    observedAt = Arrays.copyOf(observedAt, length);
    boot = Arrays.copyOf(boot, length);
    seq = Arrays.copyOf(seq, length);
    energy = Arrays.copyOf(energy, length);
    power = Arrays.copyOf(power, length);
    historical = Arrays.copyOf(historical, length);
    lampOn = Arrays.copyOf(lampOn, length);
    omitted = Arrays.copyOf(omitted, length);
    partition = Arrays.copyOf(partition, length);
    offset = Arrays.copyOf(offset, length);
    arrival = Arrays.copyOf(arrival, length);
  }
}
