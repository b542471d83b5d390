-- What the gates of the portable set do, for the parts that TimescaleDB adds.

-- The columnstore keeps the columns by which it segments (city, lamp, controller, circuit) in tables of its own and has them analysed more closely than any other
-- column. A compressed chunk may come into being at any time, so a job looks for new ones; until it came by, a plan may show how many segments a city has in them.
CREATE PROCEDURE store.forget_segments(job_id integer DEFAULT NULL, config jsonb DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
  analysed record;
BEGIN
  FOR analysed IN
    SELECT a.attrelid, a.attnum, a.attname
    FROM _timescaledb_catalog.chunk segments
    JOIN _timescaledb_catalog.hypertable compressed ON compressed.id = segments.hypertable_id
    JOIN _timescaledb_catalog.hypertable h ON h.compressed_hypertable_id = compressed.id AND h.schema_name = 'store'
    JOIN pg_attribute a ON a.attrelid = format('%I.%I', segments.schema_name, segments.table_name)::regclass
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget IS DISTINCT FROM 0
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', analysed.attrelid::regclass, analysed.attname);
    BEGIN
      DELETE FROM pg_statistic WHERE starelid = analysed.attrelid AND staattnum = analysed.attnum;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'old statistics of % stay: a superuser removes them with DELETE FROM pg_statistic', analysed.attrelid::regclass;
    END;
  END LOOP;
END
$$;
CALL store.forget_segments();
SELECT add_job('store.forget_segments', INTERVAL '10 minutes');

-- Without this every login may have the server run a procedure for it, again and again, beyond the end and the time limit of its session.
DO $$
DECLARE
  job_function regprocedure;
BEGIN
  FOR job_function IN
    SELECT p.oid FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'timescaledb'
    WHERE p.proname IN ('add_job', 'alter_job', 'delete_job', 'run_job') AND p.pronamespace <> '_timescaledb_functions'::regnamespace
  LOOP
    BEGIN
      EXECUTE format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', job_function);
      EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO sawang_owner', job_function);
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'not done, a superuser is asked to: REVOKE EXECUTE ON ROUTINE % FROM PUBLIC', job_function;
    END;
  END LOOP;
END
$$;
