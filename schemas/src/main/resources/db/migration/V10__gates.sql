-- The gate looked at the statement that was sent last, and the server may run another one: EXECUTE of a statement that a driver prepared by message, FETCH, MOVE or
-- cursor_to_xml of a portal that was bound and not run. Seven of fourteen ways of the protocol showed a plan (WireProtocolIT).

-- Whether a statement asks for a plan: the word itself, not a text or a name in quotes. What stands in quotes is known for certain where the statement has no other
-- way of quoting: no comment, no backslash, no dollar. The collation is pinned: to a Turkish server the I of EXPLAIN is no i.
CREATE FUNCTION store.asks_for_plan(statement text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  words text COLLATE "C" := coalesce(statement, 'explain');
BEGIN
  RETURN words ~* '\mexplain\M'
    -- A blank in the place of each text: what stood on its two sides stays two words.
    AND (words ~ '--|/\*|[\\$]' OR regexp_replace(words, '''[^'']*''|"[^"]*"', ' ', 'g') COLLATE "C" ~* '\mexplain\M');
END
$$;

-- Whether the session may have its answer. A login that sees some cities only gets none while any statement of its session asks for a plan: the one that was sent, one
-- that waits prepared, one that waits bound to a portal. Which of them the server runs this very moment it does not tell.
CREATE OR REPLACE FUNCTION store.admitted() RETURNS boolean
-- What the session sets must not change what the words of this function mean: with standard_conforming_strings off, '\m' is 'm', and nothing is refused.
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
BEGIN
  IF (store.asks_for_plan(current_query())
      OR EXISTS (SELECT FROM pg_prepared_statements WHERE store.asks_for_plan(statement))
      OR EXISTS (SELECT FROM pg_cursors WHERE store.asks_for_plan(statement)))
     AND NOT (SELECT all_cities FROM store.session_scope) THEN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: a query plan tells about cities that this login does not see',
      HINT = 'A login of sawang_analyst or sawang_auditor may use EXPLAIN. The word may stand in quotes, in a statement without comments, backslashes and dollars. '
             'A prepared EXPLAIN or an open cursor of one counts until DEALLOCATE ALL or the end of the transaction.';
  END IF;
  RETURN true;
END
$$;

-- As V7__gates.sql: nothing but instants is analysed, the columns of V8 and later included.
DO $$
DECLARE
  analysed record;
BEGIN
  FOR analysed IN
    SELECT a.attrelid, a.attname
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'store'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT IN ('period_start', 'night', 'month', 'hour', 'observed_at', 'received_at') AND a.attstattarget IS DISTINCT FROM 0
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', analysed.attrelid::regclass, analysed.attname);
  END LOOP;
END
$$;

-- Functions that run a text: nothing that looks at statements sees it. No driver needs them.
DO $$
DECLARE
  runner regprocedure;
BEGIN
  FOR runner IN
    SELECT oid FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace
      AND (proname ~ '^(query|cursor|table|schema|database)_to_xml' OR proname = 'ts_stat' OR (proname = 'ts_rewrite' AND pronargs = 2))
  LOOP
    BEGIN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', runner);
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sawang_owner, %I', runner, current_user);
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'not done, a superuser is asked to: REVOKE EXECUTE ON FUNCTION % FROM PUBLIC', runner;
    END;
  END LOOP;
END
$$;

-- Advisory locks: a reader that holds the one of the migrations or of a recomputation keeps everybody waiting for ever. Who works on the data may have them.
DO $$
DECLARE
  lock_function regprocedure;
BEGIN
  FOR lock_function IN
    SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'pg\_advisory\_%' OR proname LIKE 'pg\_try\_advisory\_%')
  LOOP
    BEGIN
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', lock_function);
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sawang_owner, sawang_sink, %I', lock_function, current_user);
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'not done, a superuser is asked to: REVOKE EXECUTE ON FUNCTION % FROM PUBLIC', lock_function;
    END;
  END LOOP;
END
$$;
