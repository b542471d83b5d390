package city.sawang.jobs.lamp;

/** How far a published quarter hour of a lamp is settled. */
public enum Finality {
  /** Further readings in order may change it. */
  PROVISIONAL,
  /** Only a late reading can change it. */
  DECIDED,
  /** No controller contributes to it any more: the row is to be deleted. */
  RETRACTED
}
