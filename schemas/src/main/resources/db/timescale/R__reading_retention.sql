-- Repeatable: runs again whenever the configured time changes. Quarter hours and everything else are kept for ever.
SELECT remove_retention_policy('store.reading', if_exists => true);
SELECT add_retention_policy('store.reading', drop_after => INTERVAL '${reading_retention}');
