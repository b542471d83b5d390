-- Who may see what: the roles, the schemas, and the three questions that every public view asks about its session. See CONTRACT.md#roles.
-- Roles belong to the cluster and not to this database: another database may have created them already.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sawang_owner', 'sawang_sink', 'sawang_city_reader', 'sawang_analyst', 'sawang_auditor', 'sawang_public'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        RAISE NOTICE 'role % was created by another database meanwhile', name;
      END;
    END IF;
  END LOOP;
END
$$;

-- Private: only the jobs and the registry loader write here, and people read the views of the other schemas.
CREATE SCHEMA IF NOT EXISTS store;
CREATE SCHEMA IF NOT EXISTS registry;
CREATE SCHEMA IF NOT EXISTS operations;
CREATE SCHEMA IF NOT EXISTS energy;
CREATE SCHEMA IF NOT EXISTS quality;
CREATE SCHEMA IF NOT EXISTS open_data;

COMMENT ON SCHEMA registry IS 'What was declared: cities, deployments, lamps.';
COMMENT ON SCHEMA operations IS 'What the lamps do now and what they reported.';
COMMENT ON SCHEMA energy IS 'Energy and light per lamp and period.';
COMMENT ON SCHEMA quality IS 'Whether the figures can be trusted: what came, what was refused, what is missing.';
COMMENT ON SCHEMA open_data IS 'What everybody may see: figures of cities and of groups of at least five lamps.';

-- Whoever is granted sawang_owner may do with data what the migrating login may do; tables stay owned by the login that migrates, because
-- TimescaleDB runs its policies as the owner of the table and refuses one that cannot log in.
GRANT USAGE, CREATE ON SCHEMA store, registry, operations, energy, quality, open_data TO sawang_owner;
-- Jobs and the registry loader write tables and read no view.
GRANT USAGE ON SCHEMA store TO sawang_sink;
-- People get views and never a table. What single lamps do now is the business of their city and of the auditor.
GRANT USAGE ON SCHEMA registry, operations, energy, quality TO sawang_city_reader, sawang_auditor;
GRANT USAGE ON SCHEMA registry, energy, quality TO sawang_analyst;
GRANT USAGE ON SCHEMA open_data TO sawang_public, sawang_analyst, sawang_auditor;

-- ----------------------------------------------------------------------------------------------------------- what a session sees

-- Which logins see which cities. A login is mapped before its city is loaded, so there is no foreign key.
CREATE TABLE store.login_city (
  login   text NOT NULL,
  city_id text NOT NULL,
  PRIMARY KEY (login, city_id)
);

-- One row: whether this session sees every city. Who asks is session_user, which a session cannot change with SET. Roles are looked up by name,
-- because they belong to the cluster and not to this database.
CREATE VIEW store.session_scope AS
SELECT pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'store'), 'MEMBER')
       OR EXISTS (SELECT FROM pg_roles
                  WHERE rolname IN ('sawang_owner', 'sawang_analyst', 'sawang_auditor')
                    AND pg_has_role(session_user, oid, 'MEMBER')) AS all_cities;

-- The cities mapped to this session's login.
CREATE VIEW store.session_city AS
SELECT city_id FROM store.login_city WHERE login = session_user;

-- Whether the session may have its answer. A login that sees some cities only gets no EXPLAIN: the rows that a plan counts as removed by the filter are
-- those of the other cities. Only the word itself counts, not a text or a name in quotes: a lamp may be called "explain". What stands in quotes is known for
-- certain where the statement has no other way of quoting: no comment, no backslash, no dollar. A statement that has one of those and the word is refused.
CREATE FUNCTION store.admitted() RETURNS boolean
-- What the session sets must not change what the words of this function mean: with standard_conforming_strings off, '\m' is 'm', and nothing is refused.
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  statement text := coalesce(current_query(), 'explain');
BEGIN
  IF statement ~* '\mexplain\M'
     -- A blank in the place of each text: what stood on its two sides stays two words.
     AND (statement ~ '--|/\*|[\\$]' OR regexp_replace(statement, '''[^'']*''|"[^"]*"', ' ', 'g') ~* '\mexplain\M')
     AND NOT (SELECT all_cities FROM store.session_scope) THEN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: a query plan tells about cities that this login does not see',
      HINT = 'A login of sawang_analyst or sawang_auditor may use EXPLAIN. The word may stand in quotes, in a statement without comments, backslashes and dollars.';
  END IF;
  RETURN true;
END
$$;

-- One row, for every query of a public view. It stands in the views as a condition of its own, apart from all columns: such a condition is evaluated once,
-- before the first row is read.
CREATE VIEW store.session_gate AS SELECT store.admitted() AS admitted;

-- Who sees which city is the business of neither the jobs nor the registry loader.
GRANT ALL ON store.login_city, store.session_scope, store.session_city, store.session_gate TO sawang_owner;
