-- What a lamp is now: the last known state, a member at a time. What a message does not say it does not change; each member stands beside the instant of the
-- reading that said it, and what was expected at that same instant.

-- ------------------------------------------------------------------------------------------------------------------------ tables

DROP VIEW operations.lamp_now;

ALTER TABLE store.lamp_state
  -- NULL: only readings that were stored and sent later.
  ALTER COLUMN observed_at DROP NOT NULL,
  ALTER COLUMN received_at DROP NOT NULL,
  -- Beyond so long a silence nothing is known to have lasted.
  ADD COLUMN silence_s integer,
  -- Whether it burns: the lamp's own word, else by its power. Expected: at lit_observed_at, NULL when nothing is to be compared (near sunset and sunrise, or not
  -- registered). Since: every reading from then on said the same, and none was missing for long.
  ADD COLUMN lit boolean,
  ADD COLUMN lit_expected boolean,
  ADD COLUMN lit_observed_at timestamptz,
  ADD COLUMN lit_since timestamptz,
  ADD COLUMN relay_on_expected boolean,
  ADD COLUMN relay_on_observed_at timestamptz,
  ADD COLUMN relay_on_since timestamptz,
  -- Somebody overrides it or works on it: no fault follows from it.
  ADD COLUMN unjudged boolean,
  ADD COLUMN unjudged_observed_at timestamptz,
  ADD COLUMN unjudged_since timestamptz,
  ADD COLUMN power_observed_at timestamptz,
  ADD COLUMN voltage_observed_at timestamptz,
  ADD COLUMN dim_observed_at timestamptz;

-- Until its next reading nothing is compared for a lamp of before.
UPDATE store.lamp_state s SET
  lit = b.burns,
  lit_observed_at = CASE WHEN b.burns IS NOT NULL THEN s.observed_at END,
  lit_since = CASE WHEN b.burns IS NOT NULL THEN s.observed_at END,
  relay_on_observed_at = CASE WHEN s.relay_on IS NOT NULL THEN s.observed_at END,
  relay_on_since = CASE WHEN s.relay_on IS NOT NULL THEN s.observed_at END,
  power_observed_at = CASE WHEN s.active_power_mw IS NOT NULL THEN s.observed_at END,
  expected_mw = CASE WHEN s.active_power_mw IS NOT NULL THEN s.expected_mw END,
  voltage_observed_at = CASE WHEN s.supply_voltage_mv IS NOT NULL THEN s.observed_at END,
  dim_observed_at = CASE WHEN s.dim_actual_bp IS NOT NULL THEN s.observed_at END
FROM (SELECT o.city_id, o.controller_id, coalesce(o.lamp_on, o.active_power_mw > greatest(2000, coalesce(l.nominal_mw, 0) / 20)) AS burns
      FROM store.lamp_state o LEFT JOIN store.lamp l ON l.city_id = o.city_id AND l.lamp_id = o.lamp_id) b
WHERE b.city_id = s.city_id AND b.controller_id = s.controller_id;

ALTER TABLE store.lamp_state DROP COLUMN lamp_on, DROP COLUMN dim_command_bp, DROP COLUMN expected_lit;

-- ----------------------------------------------------------------------------------------------------- statistics of the planner

-- As the gates want it of every new column: only instants of the figures are analysed.
DO $$
DECLARE
  analysed record;
BEGIN
  FOR analysed IN
    SELECT a.attrelid, a.attname
    FROM pg_attribute a
    WHERE a.attrelid = 'store.lamp_state'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT IN ('observed_at', 'received_at')
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', analysed.attrelid::regclass, analysed.attname);
  END LOOP;
END
$$;

-- ------------------------------------------------------------------------------------------------------------------ public views

-- What a lamp is now is decided here and in no panel. Expected and actual are compared at the instant of the reading, never a reading of before dusk with an
-- expectation of after it. A circuit that has power at night only goes off at dawn, and what its lamps said before says nothing of the day.
-- The night is looked up once for a city and not lamp by lamp, which took ten seconds for the 300,000 lamps of 150 cities.
CREATE VIEW operations.lamp_now WITH (security_barrier) AS
WITH tonight AS (
  -- The lighting night runs from local noon to local noon: in the afternoon the last dawn is that of the night before.
  SELECT c.city_id, c.longitude, n.dusk, n.dawn, before.dawn AS dawn_before
  FROM store.city c
  CROSS JOIN LATERAL (SELECT ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date AS night) t
  JOIN store.night_calendar n ON n.city_id = c.city_id AND n.night = t.night
  LEFT JOIN store.night_calendar before ON before.city_id = c.city_id AND before.night = t.night - 1
), subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.night_powered,
         x.local >= t.dusk AND x.local < t.dawn AS expected_lit,
         x.local >= t.dusk AND x.local < t.dusk + INTERVAL '30 minutes' AS after_dusk,
         -- The last dawn, as now() would read it at the city's centre.
         CASE WHEN x.local >= t.dawn THEN t.dawn ELSE t.dawn_before END + (now() - x.local) AS last_dawn
  FROM store.lamp l
  LEFT JOIN tonight t ON t.city_id = l.city_id
  -- East of the city's centre the sun is earlier: 240 s per degree.
  CROSS JOIN LATERAL (SELECT now() - (t.longitude - l.longitude) * 240 * INTERVAL '1 second' AS local) x
  WHERE l.stage <> 'RETIRED'
    -- Before any sort of a join: a session may ask how much memory a sort took, and that counts the rows.
    AND ((SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city))
  UNION ALL
  -- It reported, but stands in no registry file: shown, so that nobody has to guess why a lamp is missing.
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE ((SELECT all_cities FROM store.session_scope) OR s.city_id IN (SELECT city_id FROM store.session_city))
    AND NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
)
SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude,
       h.online,
       CASE WHEN h.known THEN b.lit END AS lit,
       l.expected_lit,
       (CASE WHEN h.known AND s.power_observed_at <= h.soon THEN s.active_power_mw END * 0.001)::numeric(12, 3) AS active_power_w,
       (CASE WHEN h.known AND s.power_observed_at <= h.soon THEN s.expected_mw END * 0.001)::numeric(12, 3) AS expected_power_w,
       (CASE WHEN h.known AND s.dim_observed_at <= h.soon THEN s.dim_actual_bp END * 0.01)::numeric(5, 2) AS dim_actual_pct,
       (CASE WHEN h.known AND s.voltage_observed_at <= h.soon THEN s.supply_voltage_mv END * 0.001)::numeric(9, 3) AS supply_voltage_v,
       s.observed_at AS last_observed_at,
       s.received_at AS last_received_at,
       0::bigint AS open_incidents,
       w.state,
       CASE
         WHEN w.state = 'UNKNOWN' THEN NULL
         WHEN NOT h.known THEN s.observed_at
         -- By the word alone it would be a fault: it is none since somebody overrides it, or it is one since nobody does.
         WHEN b.expected <> b.lit THEN greatest(b.since, s.unjudged_since)
         ELSE b.since
       END AS state_since,
       CASE WHEN h.known AND b.lit IS NOT NULL THEN b.observed_at END AS lit_observed_at,
       CASE WHEN h.known AND s.power_observed_at <= h.soon THEN s.power_observed_at END AS power_observed_at,
       CASE WHEN h.known AND s.voltage_observed_at <= h.soon THEN s.voltage_observed_at END AS voltage_observed_at,
       CASE WHEN h.known AND s.dim_observed_at <= h.soon THEN s.dim_observed_at END AS dim_observed_at
FROM subject l
LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
CROSS JOIN LATERAL (
  SELECT now() + INTERVAL '5 minutes' AS soon,
         3 * coalesce(l.report_interval_s, 600) * INTERVAL '1 second' AS silence,
         -- Power came back after the last dawn if the lamp spoke after it, beyond the half hour in which cabinets switch.
         coalesce(l.night_powered AND NOT l.expected_lit AND s.observed_at < l.last_dawn + INTERVAL '30 minutes'
           AND (s.observed_at < l.last_dawn OR now() >= l.last_dawn + INTERVAL '30 minutes'), false) AS circuit_off
) c
CROSS JOIN LATERAL (
  SELECT c.soon,
         coalesce(NOT c.circuit_off AND s.observed_at BETWEEN now() - greatest(c.silence, INTERVAL '30 minutes') AND c.soon
           AND s.received_at BETWEEN now() - greatest(c.silence, INTERVAL '30 minutes') AND c.soon, false) AS online,
         coalesce(NOT c.circuit_off AND s.observed_at BETWEEN now() - c.silence AND c.soon AND s.received_at BETWEEN now() - c.silence AND c.soon, false) AS known,
         -- An open relay proves that it does not burn; a closed one is the last thing to go by.
         CASE
           WHEN s.relay_on_observed_at <= c.soon AND (s.lit IS NULL OR s.lit_observed_at > c.soon OR (NOT s.relay_on AND s.relay_on_observed_at > s.lit_observed_at)) THEN 'RELAY'
           WHEN s.lit_observed_at <= c.soon THEN 'LAMP'
         END AS word_of
) h
CROSS JOIN LATERAL (
  SELECT CASE h.word_of WHEN 'RELAY' THEN s.relay_on WHEN 'LAMP' THEN s.lit END AS lit,
         CASE h.word_of WHEN 'RELAY' THEN s.relay_on_expected WHEN 'LAMP' THEN s.lit_expected END AS expected,
         CASE h.word_of WHEN 'RELAY' THEN s.relay_on_observed_at WHEN 'LAMP' THEN s.lit_observed_at END AS observed_at,
         CASE h.word_of WHEN 'RELAY' THEN s.relay_on_since WHEN 'LAMP' THEN s.lit_since END AS since
) b
CROSS JOIN LATERAL (
  SELECT CASE
           WHEN s.observed_at IS NULL THEN 'UNKNOWN'
           -- Its circuit has power at night only: silence by day is no fault, nor is it in the first minutes of the night.
           WHEN NOT h.online AND l.night_powered AND l.expected_lit IS FALSE THEN 'OFF_AS_PLANNED'
           WHEN NOT h.online AND l.night_powered AND l.after_dusk THEN 'UNKNOWN'
           WHEN NOT h.online THEN 'SILENT'
           WHEN NOT h.known OR b.lit IS NULL THEN 'UNKNOWN'
           -- It spoke of other things since, and dusk or dawn lies between.
           WHEN b.observed_at < now() - c.silence AND b.expected <> l.expected_lit THEN 'UNKNOWN'
           WHEN b.lit AND b.expected IS FALSE AND s.unjudged IS NOT TRUE THEN 'LIT_SHOULD_BE_DARK'
           WHEN b.lit THEN 'LIT'
           WHEN b.expected AND s.unjudged IS NOT TRUE THEN 'DARK_SHOULD_BE_LIT'
           -- Of a lamp that nobody registered nothing was planned.
           WHEN s.lamp_id IS NULL AND b.expected IS NULL THEN 'UNKNOWN'
           ELSE 'OFF_AS_PLANNED'
         END AS state
) w
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.lamp_now IS 'Every registered lamp that is not retired, whether it ever reported or not, and every unregistered controller that did: the last that is known of it. What a message does not say it does not change.';
COMMENT ON COLUMN operations.lamp_now.city_id IS 'City of the lamp.';
COMMENT ON COLUMN operations.lamp_now.lamp_id IS 'Lamp position; NULL: a controller that nobody registered.';
COMMENT ON COLUMN operations.lamp_now.controller_id IS 'Controller that serves it; NULL when there is none.';
COMMENT ON COLUMN operations.lamp_now.feeder_id IS 'Circuit that powers it.';
COMMENT ON COLUMN operations.lamp_now.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN operations.lamp_now.longitude IS 'Degrees east (WGS 84).';
COMMENT ON COLUMN operations.lamp_now.online IS 'True: its newest reading was observed and received within three report intervals, at least 30 minutes, and its circuit has power.';
COMMENT ON COLUMN operations.lamp_now.lit IS 'Whether it burned at lit_observed_at: as the device reports it, else more than 2 W and 5 % of nominal, else the relay; NULL: unknown, also after a silence of three report intervals and while its night-powered circuit is off.';
COMMENT ON COLUMN operations.lamp_now.expected_lit IS 'Whether it should burn now: between dusk and dawn at the lamp; steps that switch off by schedule are not considered. NULL without a night calendar or position.';
COMMENT ON COLUMN operations.lamp_now.active_power_w IS 'Power in W at power_observed_at; NULL: unknown, as for lit.';
COMMENT ON COLUMN operations.lamp_now.expected_power_w IS 'Power in W expected at power_observed_at by sun, schedule and nominal power; NULL: unknown, as for lit.';
COMMENT ON COLUMN operations.lamp_now.dim_actual_pct IS 'Light level in % at dim_observed_at; NULL: unknown, as for lit.';
COMMENT ON COLUMN operations.lamp_now.supply_voltage_v IS 'Mains voltage in V at voltage_observed_at; NULL: unknown, as for lit.';
COMMENT ON COLUMN operations.lamp_now.last_observed_at IS 'When the device took its newest live reading; NULL: none came yet.';
COMMENT ON COLUMN operations.lamp_now.last_received_at IS 'When the newest live reading reached the bridge; NULL: none came yet.';
COMMENT ON COLUMN operations.lamp_now.open_incidents IS 'Number of open incidents; always 0 until incidents are computed.';
COMMENT ON COLUMN operations.lamp_now.state IS 'LIT, DARK_SHOULD_BE_LIT, LIT_SHOULD_BE_DARK, OFF_AS_PLANNED (off, and no light is expected; also a silent lamp of a night-powered circuit by day), SILENT (not online) or UNKNOWN. Compared with what was expected at lit_observed_at; nobody is blamed within 30 minutes of sunset and sunrise, nor under override or maintenance.';
COMMENT ON COLUMN operations.lamp_now.state_since IS 'The reading from which on it was in this state, never before what was observed; of a silent lamp its last reading; NULL: unknown.';
COMMENT ON COLUMN operations.lamp_now.lit_observed_at IS 'When the device observed what lit tells; NULL: unknown.';
COMMENT ON COLUMN operations.lamp_now.power_observed_at IS 'When the device measured active_power_w; NULL: unknown.';
COMMENT ON COLUMN operations.lamp_now.voltage_observed_at IS 'When the device measured supply_voltage_v; NULL: unknown.';
COMMENT ON COLUMN operations.lamp_now.dim_observed_at IS 'When the device reported dim_actual_pct; NULL: unknown.';

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON operations.lamp_now TO sawang_owner;
GRANT SELECT ON operations.lamp_now TO sawang_city_reader, sawang_auditor;
