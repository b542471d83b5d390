-- What a login of one city must not learn of another one, found by attacking: by asking for the plan of a query, by the statistics of the planner (which know
-- names, positions and how often each occurs), by the counters of the server (which count the rows that the filter removed), by its own functions, by its locks.
-- How much the platform holds altogether is no secret; which part of it is whose is one.

-- -------------------------------------------------------------------------------------------- the gate of V5 for the views of V2

CREATE OR REPLACE VIEW registry.city WITH (security_barrier) AS
SELECT city_id, name_en, name_th, timezone, latitude, longitude
FROM store.city
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW registry.deployment WITH (security_barrier) AS
SELECT deployment_id, city_id, programme, donor, vendor, declared_value_thb, declared_lamps, installed_on, kind,
       (baseline_mw * 0.001)::numeric(12, 3) AS baseline_w, simulated, baseline_source, note, sources
FROM store.deployment
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW registry.lamp WITH (security_barrier) AS
SELECT lamp_id, city_id, deployment_id, feeder_id, controller_id, latitude, longitude,
       (nominal_mw * 0.001)::numeric(12, 3) AS nominal_w, stage, night_powered, report_interval_s, schedule
FROM store.lamp
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW operations.lamp_now WITH (security_barrier) AS
WITH subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.nominal_mw,
         -- The lighting night runs from local noon to local noon. East of the city's centre the sun is earlier: 240 s per degree.
         (SELECT now() >= n.dusk + x.shift AND now() < n.dawn + x.shift
          FROM store.city c
          CROSS JOIN LATERAL (SELECT (c.longitude - l.longitude) * 240 * INTERVAL '1 second' AS shift) x
          JOIN store.night_calendar n
            ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
          WHERE c.city_id = l.city_id) AS expected_lit
  FROM store.lamp l
  WHERE l.stage <> 'RETIRED'
  UNION ALL
  -- Heard, but in no registry file: shown, so that nobody has to guess why a lamp is missing.
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
)
SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude,
       coalesce(s.received_at >= now() - greatest(3 * coalesce(l.report_interval_s, 0) * INTERVAL '1 second', INTERVAL '30 minutes'),
                false) AS online,
       coalesce(s.lamp_on, s.active_power_mw > greatest(2000, coalesce(l.nominal_mw, 0) / 20), s.relay_on) AS lit,
       l.expected_lit,
       (s.active_power_mw * 0.001)::numeric(12, 3) AS active_power_w,
       (s.expected_mw * 0.001)::numeric(12, 3) AS expected_power_w,
       (s.dim_actual_bp * 0.01)::numeric(5, 2) AS dim_actual_pct,
       (s.supply_voltage_mv * 0.001)::numeric(9, 3) AS supply_voltage_v,
       s.observed_at AS last_observed_at,
       s.received_at AS last_received_at,
       0::bigint AS open_incidents
FROM subject l
LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW operations.reading WITH (security_barrier) AS
SELECT city_id, controller_id,
       -- A reading that came before its controller was registered was archived without a lamp; the registry knows it now.
       coalesce(lamp_id,
                (SELECT a.lamp_id FROM store.assignment a
                 WHERE a.city_id = reading.city_id AND a.controller_id = reading.controller_id
                   AND reading.observed_at >= a.valid_from AND reading.observed_at < a.valid_to
                 LIMIT 1)) AS lamp_id,
       observed_at, received_at, boot_id, seq,
       (active_power_mw * 0.001)::numeric(12, 3) AS active_power_w,
       (energy_total_mwh * 0.001)::numeric(20, 3) AS energy_total_wh,
       (supply_voltage_mv * 0.001)::numeric(9, 3) AS supply_voltage_v,
       (supply_current_ma * 0.001)::numeric(9, 3) AS supply_current_a,
       (power_factor_bp * 0.0001)::numeric(5, 4) AS power_factor,
       (frequency_mhz * 0.001)::numeric(6, 3) AS frequency_hz,
       (dim_command_bp * 0.01)::numeric(5, 2) AS dim_command_pct,
       (dim_actual_bp * 0.01)::numeric(5, 2) AS dim_actual_pct,
       lamp_on, relay_on,
       (operating_s / 3600.0)::numeric(16, 4) AS operating_hours,
       switch_on_count, supply_loss_count,
       (controller_temp_mc * 0.001)::numeric(9, 3) AS controller_temp_c,
       (illuminance_mlx * 0.001)::numeric(12, 3) AS illuminance_lx,
       photocell_on,
       (rssi_mdbm * 0.001)::numeric(9, 3) AS rssi_dbm,
       (comm_quality_bp * 0.01)::numeric(5, 2) AS comm_quality_pct,
       override_active, maintenance_mode, door_open, leakage_detected, breaker_tripped, device_faults,
       CASE WHEN quality_flags IS NULL THEN 'GOOD' ELSE 'SUSPECT' END AS quality,
       historical, quality_flags, lateness, kind, topic, profile, phases::jsonb AS phases, extras::jsonb AS extras
FROM store.reading
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW quality.ledger WITH (security_barrier) AS
SELECT city_id, hour, received,
       in_time + late_corrected + too_late AS accepted,
       in_time, late_corrected, too_late, duplicate, quarantined,
       received - (in_time + late_corrected + too_late) - duplicate - quarantined AS unexplained,
       missing_seq
FROM store.ledger_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW quality.quarantine WITH (security_barrier) AS
SELECT quarantine_id, received_at, city_id, topic, reason, detail, profile, payload, redriven_at, controller_id, element_index
FROM store.quarantine
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

-- --------------------------------------------------------------------------------------------------- the statistics of the planner

-- EXPLAIN, and the debugging output that any session may switch on, show what the planner expects of a condition, and it expects what ANALYZE saw in all cities:
-- how many rows a city has, whose name comes first, how many lamps stand between two latitudes. So nothing but instants is analysed. The planner misses little: every
-- query that matters goes by a primary key or a period.
DO $$
DECLARE
  analysed record;
BEGIN
  FOR analysed IN
    SELECT a.attrelid, a.attnum, a.attname
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'store'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attname NOT IN ('period_start', 'night', 'month', 'hour', 'observed_at', 'received_at')
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

-- ---------------------------------------------------------------------------------------------------------- rights of everybody

-- What only a superuser may take away is taken away where the migrating login is one; elsewhere the server's administrator is told.
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

-- --------------------------------------------------------------------------------------------------------------------- speed

-- The filter by city is no condition that an index answers, so the period is what a query goes by.
CREATE INDEX city_quarter_hour_period ON store.city_quarter_hour (period_start);
