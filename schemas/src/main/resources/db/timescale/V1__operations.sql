-- Applied after the portable set, where the server has TimescaleDB. Names and views stay the same; only the storage changes.

SELECT create_hypertable('store.reading', by_range('observed_at', INTERVAL '1 day'), create_default_indexes => false, migrate_data => true);

-- A chunk holds one day already; an index over its instants would be written for nothing.
DROP INDEX store.reading_observed_at;

ALTER TABLE store.reading SET (
  timescaledb.enable_columnstore,
  timescaledb.segmentby = 'city_id, controller_id',
  timescaledb.orderby = 'observed_at, reading_key');

-- An upsert into a compressed chunk decompresses what it touches, and fails beyond 100,000 rows in a transaction: a restart loop. So rows are compressed only when
-- nothing corrects them any more: lateness horizon (3 days) + a week to replay Kafka (7 days) + the chunk itself (1 day), rounded up.
CALL add_columnstore_policy('store.reading', after => INTERVAL '14 days');
