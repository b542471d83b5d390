package city.sawang.schemas;

/** Names why a payload was refused: the codes of CONTRACT.md#reason-codes. */
public enum ReasonCode {
  NOT_UTF8,
  NOT_JSON,
  TOO_LARGE,
  TOO_DEEP,
  DUPLICATE_MEMBER,
  NOT_OUR_SCHEMA,
  MISSING_FIELD,
  WRONG_TYPE,
  NOT_FINITE,
  OUT_OF_RANGE,
  TIME_IN_FUTURE,
  TIME_TOO_OLD,
  TIME_WITHOUT_ZONE,
  BAD_IDENTIFIER,
  UNKNOWN_CITY,
  SPOOF,
  UNKNOWN_PROFILE,
  PROFILE_FAILED,
  CONFLICT
}
