package city.sawang.schemas.isolation;

import static city.sawang.schemas.isolation.Attack.blind;
import static city.sawang.schemas.isolation.Attack.empty;
import static city.sawang.schemas.isolation.Attack.refused;

import java.util.List;

/** The attacks that every kind of server must withstand, and those on what TimescaleDB adds. */
final class Attacks {
  static final List<Attack> PORTABLE =
      List.of(
          // Tables and views
          refused("read a table", "SELECT * FROM store.lamp_night"),
          refused("read the mapping of logins", "SELECT * FROM store.login_city"),
          refused("map oneself", "INSERT INTO store.login_city VALUES (session_user, '{city}')"),
          refused("read the scope", "SELECT * FROM store.session_scope"),
          refused(
              "join a table to a view",
              "SELECT * FROM registry.lamp JOIN store.lamp USING (city_id)"),
          refused("count a table", "SELECT count(*) FROM store.reading"),
          refused("copy a table", "COPY store.lamp_night TO STDOUT"),
          refused("read a table with TABLE", "TABLE store.deployment"),
          refused("read the history of migrations", "SELECT * FROM migrations.portable"),
          empty(
              "ask a view for the other city",
              "SELECT * FROM energy.lamp_night WHERE city_id = '{city}'"),
          empty(
              "ask with OR true",
              "SELECT * FROM energy.lamp_night WHERE city_id = '{city}' AND (city_id = 'mueang-nan' OR true)"),
          empty(
              "ask by the name of a lamp",
              "SELECT * FROM energy.lamp_quarter_hour WHERE lamp_id = '{lamp}'"),
          empty(
              "ask by position",
              "SELECT * FROM registry.lamp WHERE latitude BETWEEN {south} AND {north}"),
          empty(
              "ask what belongs to no city",
              "SELECT * FROM quality.quarantine WHERE city_id IS NULL"),
          blind(
              "outer join",
              "SELECT count(l.lamp_id) FROM (VALUES ('{lamp}')) v(lamp_id) LEFT JOIN registry.lamp l USING (lamp_id)"),
          blind(
              "counts of the monitor", "SELECT subjects, violations FROM quality.invariant_check"),
          blind(
              "aggregates",
              "SELECT max(lamp_id), min(lamp_id), max(city_id), count(DISTINCT city_id) FROM energy.lamp_night"),
          refused("write into a view", "UPDATE energy.lamp_night SET decided = false"),
          refused("delete from a view", "DELETE FROM quality.quarantine"),
          refused("lock the rows of a view", "SELECT * FROM registry.city FOR UPDATE"),
          // Functions and operators that leak
          empty(
              "divide by zero",
              "SELECT 1 / (CASE WHEN city_id = '{city}' THEN 0 ELSE 1 END) FROM energy.lamp_night WHERE city_id <> 'mueang-nan'"),
          empty(
              "divide by zero in WHERE",
              "SELECT 1 FROM energy.lamp_night WHERE 1 / (CASE WHEN city_id = 'mueang-nan' THEN 1 ELSE 0 END) = 2"),
          empty(
              "cast a name to a number",
              "SELECT 1 FROM energy.lamp_night WHERE CASE WHEN city_id <> 'mueang-nan' THEN lamp_id::int END = 1"),
          refused(
              "cast the first name of all",
              "SELECT (SELECT min(lamp_id) FROM energy.lamp_night WHERE city_id > 'a')::int"),
          empty(
              "cast to a regclass",
              "SELECT 1 FROM registry.lamp WHERE city_id <> 'mueang-nan' AND lamp_id::regclass IS NOT NULL"),
          empty(
              "JSON that fails",
              "SELECT 1 FROM quality.quarantine WHERE city_id <> 'mueang-nan' AND detail::json IS NOT NULL"),
          empty("a pattern", "SELECT 1 FROM registry.lamp WHERE lamp_id LIKE 'ZQ%'"),
          refused(
              "a function of one's own",
              "CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'"),
          refused(
              "a function in schema public",
              "CREATE FUNCTION public.spy(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'"),
          refused(
              "a block of code",
              "DO $$ BEGIN EXECUTE 'EXPL' || 'AIN ANALYZE SELECT * FROM energy.lamp_night'; END $$"),
          refused(
              "an operator of one's own",
              "CREATE OPERATOR public.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)"),
          refused("a schema in the search path", "CREATE SCHEMA registry2"),
          refused(
              "a temporary table",
              "CREATE TEMP TABLE lamp_night AS SELECT * FROM energy.lamp_night"),
          refused("a temporary view", "CREATE TEMP VIEW spy AS SELECT * FROM energy.lamp_night"),
          empty(
              "a search path",
              "SET search_path = store, pg_catalog",
              "SELECT city_id FROM energy.lamp_night WHERE city_id <> 'mueang-nan'"),
          // Being somebody else
          refused(
              "the group of the jobs", "SET ROLE sawang_sink", "SELECT count(*) FROM store.lamp"),
          refused("the owner", "SET ROLE sawang_owner", "SELECT count(*) FROM store.lamp"),
          empty(
              "one's own group",
              "SET ROLE sawang_city_reader",
              "SELECT city_id FROM energy.city_night WHERE city_id <> 'mueang-nan'"),
          refused("another session", "SET SESSION AUTHORIZATION i_other"),
          refused(
              "another session by set_config",
              "SELECT set_config('session_authorization', 'i_other', false)"),
          refused(
              "another role by set_config", "SELECT set_config('role', 'sawang_auditor', false)"),
          empty(
              "settings that look like a scope",
              "SELECT set_config('sawang.city', '{city}', false), set_config('app.user', 'i_other', false)",
              "SELECT city_id FROM energy.city_night WHERE city_id = '{city}'"),
          refused("a grant to oneself", "GRANT sawang_analyst TO i_nan"),
          refused("a role that may log in", "CREATE ROLE i_spy LOGIN SUPERUSER"),
          refused("oneself as superuser", "ALTER ROLE i_nan SUPERUSER"),
          refused("another one's password", "ALTER ROLE i_other PASSWORD 'x'"),
          // Plans and what the planner knows
          blind(
              "the plan of a city",
              "EXPLAIN SELECT * FROM energy.lamp_night WHERE city_id = '{city}'"),
          blind(
              "the plan of a lamp",
              "EXPLAIN SELECT * FROM energy.lamp_quarter_hour WHERE lamp_id = '{lamp}'"),
          blind(
              "the plan of names", "EXPLAIN SELECT * FROM registry.lamp WHERE lamp_id >= '{lamp}'"),
          blind(
              "the plan of a position",
              "EXPLAIN SELECT * FROM registry.lamp WHERE latitude BETWEEN {south} AND {north}"),
          blind(
              "the plan of groups",
              "EXPLAIN SELECT lamp_id, count(*) FROM energy.lamp_night WHERE city_id = '{city}' GROUP BY lamp_id"),
          blind(
              "the plan in a log line",
              "SET client_min_messages = log",
              "SET debug_print_plan = on",
              "SELECT count(*) FROM energy.lamp_night WHERE city_id = '{city}'"),
          refused(
              "the rows a filter removes",
              "EXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE city_id = '{city}'"),
          refused(
              "the rows a filter removes, before the gate",
              "EXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE city_id = '{city}' AND lamp_id = 'nothing' AND quarters < 0"),
          refused(
              "the rows a prepared filter removes",
              "PREPARE spy AS SELECT * FROM energy.lamp_night WHERE lamp_id = '{lamp}'",
              "EXPLAIN ANALYZE EXECUTE spy"),
          refused(
              "the rows a cursor skips",
              "EXPLAIN (ANALYZE, BUFFERS) DECLARE c CURSOR FOR SELECT * FROM operations.reading"),
          refused(
              "the buffers of a lamp",
              "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM operations.lamp_now WHERE lamp_id = '{lamp}'"),
          // The gate looks past what stands in quotes: nothing may look quoted that is not.
          refused(
              "a plan after a text",
              "SELECT 'it''s'; EXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE lamp_id = '{lamp}'"),
          refused(
              "a plan after a comment with a quote",
              "-- it's\nEXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE lamp_id = '{lamp}'"),
          refused(
              "a plan between comments with quotes",
              "/* ' */ EXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE lamp_id = '{lamp}' /* ' */"),
          refused(
              "a plan after a text with a backslash",
              "SELECT E'\\''; EXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE lamp_id = '{lamp}'"),
          refused(
              "a plan after a text that ends with a backslash",
              "SET standard_conforming_strings = off",
              "SELECT '\\'; EXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE lamp_id = '{lamp}"),
          refused(
              "a plan between dollars",
              "SELECT $a$'$a$; EXPLAIN ANALYZE SELECT * FROM energy.lamp_night WHERE lamp_id = $a$'$a$"),
          refused(
              "a plan between a quote in a name and a name in quotes",
              "SELECT 1 AS \"'\"; EXPLAIN ANALYZE SELECT lamp_id AS \"'\" FROM energy.lamp_night WHERE lamp_id = '{lamp}'"),
          refused(
              "a plan between a name's quote in a text and another",
              "SELECT '\"'; EXPLAIN ANALYZE SELECT lamp_id FROM energy.lamp_night WHERE lamp_id <> '\"'"),
          refused(
              "a plan that touches a text",
              "SELECT 'a';EXPLAIN/**/ANALYZE SELECT * FROM energy.lamp_night"),
          refused(
              "a plan of a text put together inside a function",
              "SELECT query_to_xml('EXPL' || 'AIN ANALYZE SELECT * FROM energy.lamp_night', true, true, '')"),
          refused(
              "a plan as words of a text",
              "SELECT * FROM ts_stat('EXPLAIN ANALYZE SELECT * FROM energy.lamp_night')"),
          refused(
              "the columns of a plan",
              "SELECT query_to_xmlschema('EXPLAIN ANALYZE SELECT * FROM energy.lamp_night', true, true, '')"),
          refused(
              "a plan inside a function",
              "SELECT query_to_xml('EXPLAIN ANALYZE SELECT * FROM energy.lamp_night', true, true, '')"),
          empty("statistics of columns", "SELECT * FROM pg_stats WHERE schemaname = 'store'"),
          refused("statistics of the planner", "SELECT * FROM pg_statistic"),
          empty("extended statistics", "SELECT * FROM pg_stats_ext"),
          blind(
              "estimates of rows",
              "SELECT relname, reltuples FROM pg_class WHERE relnamespace = 'store'::regnamespace ORDER BY 1"),
          // Counters of the server
          refused(
              "rows read by this transaction",
              "BEGIN",
              "SELECT count(*) FROM energy.lamp_night WHERE city_id = '{city}'",
              "SELECT relname, idx_tup_fetch, seq_tup_read FROM pg_stat_xact_user_tables"),
          refused(
              "rows read so far",
              "SELECT relname, n_live_tup, idx_tup_fetch FROM pg_stat_all_tables"),
          refused("index entries read", "SELECT idx_tup_read FROM pg_stat_user_indexes"),
          refused(
              "rows returned by the database",
              "SELECT tup_returned, tup_fetched FROM pg_stat_database"),
          refused(
              "a counter by its function",
              "SELECT pg_stat_get_live_tuples(oid) FROM pg_class WHERE relname = 'lamp_night'"),
          refused("blocks read", "SELECT * FROM pg_statio_user_tables"),
          refused("what others do", "SELECT usename, query FROM pg_stat_activity"),
          refused(
              "rows locked by a serializable transaction",
              "BEGIN ISOLATION LEVEL SERIALIZABLE",
              "SELECT * FROM energy.lamp_night WHERE lamp_id = '{lamp}'",
              "SELECT * FROM pg_locks WHERE mode = 'SIReadLock'"),
          // Files, large objects, other servers, channels
          refused("read a file", "SELECT pg_read_file('PG_VERSION')"),
          refused("list a directory", "SELECT pg_ls_dir('base')"),
          refused("run a program", "COPY (SELECT 1) TO PROGRAM 'id'"),
          refused("write a file", "COPY (SELECT 1) TO '/tmp/spy'"),
          refused("import a file", "SELECT lo_import('/etc/passwd')"),
          refused("keep a large object", "SELECT lo_from_bytea(0, 'x')"),
          empty(
              "read large objects",
              "SELECT loid FROM pg_largeobject_metadata WHERE false",
              "SELECT oid FROM pg_largeobject_metadata"),
          refused("read the large objects of others", "SELECT * FROM pg_largeobject"),
          refused("an extension", "CREATE EXTENSION dblink"),
          refused(
              "another server", "SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t(a int)"),
          refused("a foreign server", "CREATE SERVER spy FOREIGN DATA WRAPPER postgres_fdw"),
          refused("load a library", "LOAD 'auto_explain'"),
          refused("log every plan", "SET session_preload_libraries = 'auto_explain'"),
          refused("statistics of the executor", "SET log_executor_stats = on"),
          refused("replicate", "SELECT pg_create_logical_replication_slot('spy', 'test_decoding')"),
          refused("publish", "CREATE PUBLICATION spy FOR ALL TABLES"),
          refused(
              "a trigger",
              "CREATE TRIGGER spy INSTEAD OF UPDATE ON energy.lamp_night FOR EACH ROW EXECUTE FUNCTION store.keep_restated()"),
          refused("a rule", "CREATE RULE spy AS ON INSERT TO energy.city_night DO INSTEAD NOTHING"),
          refused(
              "another view",
              "CREATE OR REPLACE VIEW energy.city_night AS SELECT * FROM store.city_night"),
          refused(
              "a view without its barrier",
              "ALTER VIEW energy.lamp_night SET (security_barrier = false)"),
          refused("restate", "SELECT store.begin_restatement()"),
          refused("dump a schema", "SELECT schema_to_xml('store', true, true, '')"),
          refused("dump the views", "SELECT schema_to_xml('energy', true, true, '')"),
          blind("listen", "LISTEN sawang", "NOTIFY sawang, 'x'", "SELECT 1"),
          refused("the lock of the migrations", "SELECT pg_advisory_lock(1)"),
          refused("a lock, if it is free", "SELECT pg_try_advisory_xact_lock(1, 2)"),
          // Ways to run a statement
          empty(
              "a cursor",
              "BEGIN",
              "DECLARE c SCROLL CURSOR FOR SELECT lamp_id FROM energy.lamp_night WHERE city_id = '{city}'",
              "MOVE 1 IN c",
              "FETCH ALL FROM c"),
          empty(
              "a cursor that outlives its transaction",
              "BEGIN",
              "DECLARE c CURSOR WITH HOLD FOR SELECT lamp_id FROM registry.lamp WHERE lamp_id = '{lamp}'",
              "COMMIT",
              "FETCH ALL FROM c"),
          refused("copy a view's rows into a file", "COPY (TABLE energy.lamp_night) TO '/tmp/spy'"),
          refused(
              "a plan with its settings",
              "EXPLAIN (ANALYZE, SETTINGS, WAL, SUMMARY) TABLE energy.city_night"),
          refused(
              "the bytes that a plan sends",
              "EXPLAIN (ANALYZE, SERIALIZE TEXT) TABLE registry.lamp"),
          refused(
              "a plan of an insert",
              "EXPLAIN ANALYZE INSERT INTO registry.city SELECT * FROM registry.city"),
          refused("a table of a query", "SELECT * INTO TEMP spy FROM energy.lamp_night"),
          refused(
              "a function of SQL",
              "CREATE FUNCTION registry.spy(text) RETURNS text LANGUAGE sql AS 'SELECT $1'"),
          refused(
              "an aggregate of one's own",
              "CREATE AGGREGATE public.spy(text) (SFUNC = textcat, STYPE = text)"),
          refused("a cast of one's own", "CREATE CAST (text AS bytea) WITHOUT FUNCTION"),
          refused("a type of one's own", "CREATE TYPE public.spy AS (a text)"),
          refused("a domain that checks", "CREATE DOMAIN public.spy AS text CHECK (VALUE <> 'a')"),
          refused("a collation of one's own", "CREATE COLLATION public.spy FROM \"C\""),
          refused(
              "a name before those of the catalog", "CREATE TEMP TABLE pg_class (relname text)"),
          refused("a view in a temporary schema", "CREATE VIEW pg_temp.lamp_night AS SELECT 1"),
          empty(
              "a search path with the temporary schema first",
              "SET search_path = pg_temp, store, pg_catalog",
              "SELECT city_id FROM energy.lamp_night WHERE city_id <> 'mueang-nan'"),
          refused(
              "a query that rewrites",
              "SELECT ts_rewrite('a'::tsquery, 'EXPLAIN ANALYZE SELECT * FROM energy.lamp_night')"),
          refused("a table as XML", "SELECT table_to_xml('store.lamp', true, true, '')"),
          refused(
              "an XML of a query",
              "SELECT query_to_xml('SELECT count(*) FROM energy.lamp_night WHERE lamp_id = 1', true, true, '')"),
          empty("a row as text", "SELECT l::text FROM registry.lamp l WHERE l.city_id = '{city}'"),
          empty(
              "a division by a difference of positions",
              "SELECT 1 / (latitude - latitude) FROM registry.lamp WHERE city_id = '{city}'"),
          empty(
              "a text that is too long",
              "SELECT repeat(lamp_id, 2000000000) FROM registry.lamp WHERE city_id = '{city}'"),
          refused("another one's statements", "SELECT pg_stat_get_backend_activity(1)"),
          refused("the memory of sessions", "SELECT * FROM pg_backend_memory_contexts"),
          refused("the server's files", "SELECT * FROM pg_ls_waldir()"),
          refused("temporary files", "SELECT * FROM pg_ls_tmpdir()"),
          refused("forget the statistics", "SELECT pg_stat_reset()"),
          refused("the log of slow statements", "SET log_min_duration_statement = 0"),
          refused(
              "the row that a lock would find", "SELECT * FROM energy.lamp_night FOR KEY SHARE"),
          blind(
              "a plan made for one value",
              "PREPARE p (text) AS SELECT count(*) FROM energy.lamp_night WHERE city_id = $1",
              "SET plan_cache_mode = force_custom_plan",
              "EXPLAIN EXECUTE p ('{city}')"),
          blind(
              "a generic plan",
              "PREPARE p (text) AS SELECT count(*) FROM energy.lamp_night WHERE city_id = $1",
              "SET plan_cache_mode = force_generic_plan",
              "EXECUTE p ('{city}')",
              "EXPLAIN EXECUTE p ('{city}')"));

  /** What PostgreSQL 15 does not know. */
  static final List<Attack> SINCE_16 =
      List.of(
          blind(
              "a plan for any value",
              "EXPLAIN (GENERIC_PLAN) SELECT * FROM registry.lamp WHERE lamp_id = '{lamp}' AND city_id = '{city}'"));

  /** On hypertables, their chunks, the columnstore, and a continuous aggregate made by the test. */
  static final List<Attack> TIMESCALE =
      List.of(
          refused("read a chunk", "SELECT * FROM {chunk}"),
          refused("read a compressed chunk", "SELECT * FROM {compressed}"),
          refused("count a compressed chunk", "SELECT sum(_ts_meta_count) FROM {compressed}"),
          refused("read a continuous aggregate", "SELECT * FROM store.spied_day"),
          refused("read what it materialised", "SELECT * FROM {materialised}"),
          blind(
              "plan over chunks",
              "EXPLAIN SELECT * FROM operations.reading WHERE city_id = '{city}'"),
          blind(
              "plan over the columnstore",
              "EXPLAIN (VERBOSE) SELECT * FROM operations.reading WHERE controller_id = 'C-{lamp}'"),
          blind(
              "plan over compressed nights",
              "EXPLAIN SELECT * FROM energy.lamp_night WHERE city_id = '{city}' AND lamp_id = '{lamp}'"),
          refused(
              "rows a vectorised filter removes",
              "EXPLAIN ANALYZE SELECT count(*) FROM operations.reading WHERE controller_id = 'C-{lamp}'"),
          refused(
              "sizes of the columnstore",
              "SELECT * FROM hypertable_columnstore_stats('store.reading')"),
          refused("sizes of chunks", "SELECT * FROM chunk_columnstore_stats('store.reading')"),
          refused("approximate rows", "SELECT approximate_row_count('store.lamp_night')"),
          blind("chunks", "SELECT * FROM timescaledb_information.chunks"),
          refused("decompress", "SELECT decompress_chunk('{chunk}')"),
          refused("drop chunks", "SELECT drop_chunks('store.reading', INTERVAL '1 day')"),
          refused("a job of one's own", "SELECT add_job('pg_catalog.pg_sleep', '1 hour')"),
          blind(
              "rows of a continuous aggregate's log",
              "SELECT * FROM _timescaledb_catalog.continuous_aggs_materialization_invalidation_log"));

  private Attacks() {}
}
