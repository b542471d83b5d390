package city.sawang.local.notify.config;

/** In which language people are notified. */
public enum TextLanguage {
  TH,
  EN,
  /** Thai first, English below. */
  BOTH
}
