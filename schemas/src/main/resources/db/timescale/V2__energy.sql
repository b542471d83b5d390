-- Of the figures those that grow with lamps and circuits: 300,000 lamps leave 110 million nights a year. What grows with cities only (5 million quarter hours a year
-- for 150 cities) stays an ordinary table: a query for a year reads it faster than it opens the chunks.

SELECT create_hypertable('store.lamp_quarter_hour', by_range('period_start', INTERVAL '7 days'), create_default_indexes => false, migrate_data => true);
SELECT create_hypertable('store.lamp_night', by_range('night', INTERVAL '28 days'), create_default_indexes => false, migrate_data => true);
SELECT create_hypertable('store.feeder_quarter_hour', by_range('period_start', INTERVAL '7 days'), create_default_indexes => false, migrate_data => true);

ALTER TABLE store.lamp_quarter_hour SET (
  timescaledb.enable_columnstore,
  timescaledb.segmentby = 'city_id, lamp_id',
  timescaledb.orderby = 'period_start');
ALTER TABLE store.lamp_night SET (
  timescaledb.enable_columnstore,
  timescaledb.segmentby = 'city_id, lamp_id',
  timescaledb.orderby = 'night');
ALTER TABLE store.feeder_quarter_hour SET (
  timescaledb.enable_columnstore,
  timescaledb.segmentby = 'city_id, feeder_id',
  timescaledb.orderby = 'period_start');

-- When nothing corrects them any more, as for readings: lateness, replay and the chunk itself (7 or 28 days).
CALL add_columnstore_policy('store.lamp_quarter_hour', after => INTERVAL '21 days');
CALL add_columnstore_policy('store.lamp_night', after => INTERVAL '42 days');
CALL add_columnstore_policy('store.feeder_quarter_hour', after => INTERVAL '21 days');
