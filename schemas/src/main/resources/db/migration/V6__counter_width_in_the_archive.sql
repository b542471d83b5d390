-- How wide the device's energy counter is, when its vendor profile declares it: without it a recomputation would decide a wrap of the counter
-- differently than the stream did. Readings archived before have none; for them the registry's width counts.
ALTER TABLE store.reading
  ADD COLUMN energy_counter_bits     integer,
  ADD COLUMN energy_counter_unit_mwh bigint;

-- Rows lie nearly in the order of their arrival, so block ranges find an hour of arrival: the invariant monitor counts it against the ledger.
CREATE INDEX reading_received_at ON store.reading USING brin (received_at) WITH (pages_per_range = 32, autosummarize = on);
