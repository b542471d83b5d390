-- Groups that logins are granted. Roles belong to the cluster and not to this database: another database may have made them already.
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

-- Whoever is granted sawang_owner may do what the migrating login may do with data; tables stay owned by the login that migrates, because
-- TimescaleDB runs its policies as the owner of the table and refuses one that cannot log in.
GRANT USAGE, CREATE ON SCHEMA store, registry, operations, energy, quality TO sawang_owner;
GRANT ALL ON ALL TABLES IN SCHEMA store, registry, operations, energy, quality TO sawang_owner;

-- Jobs and the registry loader write; who may see which city is none of their business.
GRANT USAGE ON SCHEMA store TO sawang_sink;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA store TO sawang_sink;
-- A quarter hour that turns out to belong to another lamp is taken back.
GRANT DELETE ON store.assignment, store.lamp_quarter_hour TO sawang_sink;
REVOKE ALL ON store.login_city, store.session_scope, store.session_city FROM sawang_sink;

-- Readers get views and never a table.
GRANT USAGE ON SCHEMA registry, operations, energy, quality TO sawang_city_reader, sawang_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA registry, operations, energy, quality TO sawang_city_reader, sawang_auditor;
GRANT USAGE ON SCHEMA registry, energy, quality TO sawang_analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA registry, energy, quality TO sawang_analyst;
