package city.sawang.jobs.flink;

/**
 * The memory of a TaskManager, which alone may differ from one place to another: it follows from
 * the machine, and no latency follows from it as long as it suffices.
 *
 * @param heapMegabytes for the jobs' own objects and a state on the heap; a process of its own runs
 *     with {@code -Xmx} of this plus {@value #FRAMEWORK_HEAP_MEGABYTES} MB
 * @param managedMegabytes for RocksDB; 0 with the state on the heap
 * @param networkMegabytes buffers between the subtasks
 */
public record TaskManagerMemory(int heapMegabytes, int managedMegabytes, int networkMegabytes) {
  /** What Flink itself needs of the heap. */
  public static final int FRAMEWORK_HEAP_MEGABYTES = 64;

  private static final int NETWORK_MEGABYTES = 32;
  private static final int NETWORK_MEGABYTES_PER_SLOT = 16;

  public TaskManagerMemory {
    if (heapMegabytes < 1 || managedMegabytes < 0 || networkMegabytes < 1) {
      throw new IllegalArgumentException(
          "heap %d MB, managed %d MB, network %d MB: expected 1 or more, 0 or more, 1 or more"
              .formatted(heapMegabytes, managedMegabytes, networkMegabytes));
    }
  }

  /** With as many buffers as so many slots need. */
  public static TaskManagerMemory of(int heapMegabytes, int managedMegabytes, int slots) {
    return new TaskManagerMemory(
        heapMegabytes, managedMegabytes, NETWORK_MEGABYTES + NETWORK_MEGABYTES_PER_SLOT * slots);
  }
}
