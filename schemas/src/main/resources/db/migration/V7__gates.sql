-- What a login of one city must not learn of another one, found by attacking: by asking for the plan of a query (refused by store.admitted), by the statistics of the
-- planner (which know names, positions and how often each occurs), by the counters of the server (which count the rows that the filter removed), by its own
-- functions, by its locks. How much the platform holds altogether is no secret; which part of it is whose is one.

-- ----------------------------------------------------------------------------------------------------- statistics of the planner

-- EXPLAIN, and the debugging output that any session may switch on, show what the planner expects of a condition, and it expects what ANALYZE saw in all cities:
-- how many rows a city has, whose name comes first, how many lamps stand between two latitudes. So nothing but instants is analysed, and a later migration that adds
-- a column does the same for it. The planner misses little: every query that matters goes by a primary key or a period.
DO $$
DECLARE
  analysed record;
BEGIN
  FOR analysed IN
    SELECT a.attrelid, a.attname
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'store'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT IN ('period_start', 'night', 'month', 'hour', 'observed_at', 'received_at')
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', analysed.attrelid::regclass, analysed.attname);
  END LOOP;
END
$$;

-- ----------------------------------------------------------------------------------------------------------- rights of everybody

-- What only a superuser may take away is taken away where the migrating login is one; elsewhere the server's administrator is asked to.
DO $$
DECLARE
  command text;
BEGIN
  FOR command IN
    -- No tables, functions or operators of one's own, and no DO: code of one's own asks for plans that the gate does not see.
    SELECT format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database())
    UNION ALL SELECT format('GRANT TEMPORARY ON DATABASE %I TO sawang_owner', current_database())
    UNION ALL SELECT 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
    UNION ALL SELECT format('REVOKE USAGE ON LANGUAGE %I FROM PUBLIC', lanname) FROM pg_language WHERE lanpltrusted
    UNION ALL SELECT format('GRANT USAGE ON LANGUAGE %I TO sawang_owner', lanname) FROM pg_language WHERE lanpltrusted
    -- The counters of the server, and its locks, count rows that were read for a query and then filtered: those of other cities.
    UNION ALL SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
      WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'pg\_stat\_get\_%' OR proname IN ('pg_lock_status', 'lo_creat', 'lo_create', 'lo_from_bytea'))
    UNION ALL SELECT format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', oid::regprocedure) FROM pg_proc
      WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'pg\_stat\_get\_%' OR proname = 'pg_lock_status')
  LOOP
    BEGIN
      EXECUTE command;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'not done, a superuser is asked to: %', command;
    END;
  END LOOP;
END
$$;
