-- Applied after the portable set, where the server has TimescaleDB. Names and views stay the same; only the storage changes.

SELECT create_hypertable('store.reading', by_range('observed_at', INTERVAL '1 day'),
                         create_default_indexes => false, migrate_data => true);
SELECT create_hypertable('store.lamp_quarter_hour', by_range('period_start', INTERVAL '7 days'),
                         create_default_indexes => false, migrate_data => true);

-- A chunk holds one day already; an index over its instants would be written for nothing.
DROP INDEX store.reading_observed_at;

ALTER TABLE store.reading SET (
  timescaledb.enable_columnstore,
  timescaledb.segmentby = 'city_id, controller_id',
  timescaledb.orderby = 'observed_at, reading_key');
ALTER TABLE store.lamp_quarter_hour SET (
  timescaledb.enable_columnstore,
  timescaledb.segmentby = 'city_id, lamp_id',
  timescaledb.orderby = 'period_start');

-- An upsert into a compressed chunk decompresses what it touches, and fails beyond 100,000 rows in a transaction: a restart loop.
-- So rows are compressed only when nothing corrects them any more: lateness horizon (3 days) + a week to replay Kafka (7 days) + the
-- chunk itself (1 or 7 days), rounded up.
CALL add_columnstore_policy('store.reading', after => INTERVAL '14 days');
CALL add_columnstore_policy('store.lamp_quarter_hour', after => INTERVAL '21 days');
