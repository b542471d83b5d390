-- operations.lamp_now as one would first write it: lamp by lamp, in steps that have names. The view must answer the same.
CREATE VIEW store.lamp_now_by_lamp AS
WITH subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.night_powered,
         (SELECT now() >= n.dusk + x.shift AND now() < n.dawn + x.shift
          FROM store.city c
          CROSS JOIN LATERAL (SELECT (c.longitude - l.longitude) * 240 * INTERVAL '1 second' AS shift) x
          JOIN store.night_calendar n
            ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
          WHERE c.city_id = l.city_id) AS expected_lit,
         (SELECT max(n.dusk + x.shift)
          FROM store.city c
          CROSS JOIN LATERAL (SELECT (c.longitude - l.longitude) * 240 * INTERVAL '1 second' AS shift) x
          JOIN store.night_calendar n
            ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
          WHERE c.city_id = l.city_id) AS dusk,
         (SELECT CASE WHEN now() >= n.dawn + x.shift THEN n.dawn + x.shift ELSE (SELECT b.dawn + x.shift FROM store.night_calendar b WHERE b.city_id = c.city_id AND b.night = n.night - 1) END
          FROM store.city c
          CROSS JOIN LATERAL (SELECT (c.longitude - l.longitude) * 240 * INTERVAL '1 second' AS shift) x
          JOIN store.night_calendar n
            ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
          WHERE c.city_id = l.city_id) AS dawn
  FROM store.lamp l
  WHERE l.stage <> 'RETIRED'
  UNION ALL
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
), heard AS (
  SELECT l.*, s.lamp_id AS state_of, s.observed_at, s.received_at, s.active_power_mw, s.expected_mw, s.power_observed_at, s.dim_actual_bp, s.dim_observed_at, s.supply_voltage_mv,
         s.voltage_observed_at, s.lit AS lamp_lit, s.lit_expected, s.lit_observed_at AS lamp_at, s.lit_since, s.relay_on, s.relay_on_expected, s.relay_on_observed_at, s.relay_on_since,
         coalesce(s.unjudged, false) AS unjudged, s.unjudged_since,
         INTERVAL '3 seconds' * coalesce(l.report_interval_s, 600) AS silence,
         CASE WHEN l.night_powered IS NOT TRUE OR l.expected_lit IS NOT FALSE OR s.observed_at IS NULL OR l.dawn IS NULL THEN false
              WHEN s.observed_at < l.dawn THEN true
              ELSE s.observed_at < l.dawn + INTERVAL '30 minutes' AND now() >= l.dawn + INTERVAL '30 minutes' END AS circuit_off,
         now() + INTERVAL '5 minutes' AS soon
  FROM subject l
  LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
), known AS (
  SELECT h.*,
         observed_at IS NOT NULL AND NOT circuit_off AND greatest(observed_at, received_at) <= soon AND now() - least(observed_at, received_at) <= silence AS known,
         observed_at IS NOT NULL AND NOT circuit_off AND greatest(observed_at, received_at) <= soon AND now() - least(observed_at, received_at) <= greatest(silence, INTERVAL '30 minutes') AS online,
         CASE WHEN relay_on IS NOT NULL AND relay_on_observed_at <= soon THEN
                CASE WHEN lamp_lit IS NULL OR lamp_at > soon THEN true
                     WHEN relay_on THEN false
                     ELSE relay_on_observed_at > lamp_at END
              ELSE false END AS by_relay
  FROM heard h
), now AS (
  SELECT k.*,
         CASE WHEN by_relay THEN relay_on WHEN lamp_at <= soon THEN lamp_lit END AS lit,
         CASE WHEN by_relay THEN relay_on_expected WHEN lamp_at <= soon THEN lit_expected END AS expected,
         CASE WHEN by_relay THEN relay_on_observed_at WHEN lamp_at <= soon THEN lamp_at END AS lit_at,
         CASE WHEN by_relay THEN relay_on_since WHEN lamp_at <= soon THEN lit_since END AS since
  FROM known k
), judged AS (
  SELECT n.*,
         CASE
           WHEN observed_at IS NULL THEN 'UNKNOWN'
           WHEN NOT online THEN
             CASE WHEN night_powered AND NOT expected_lit THEN 'OFF_AS_PLANNED'
                  WHEN night_powered AND expected_lit AND now() < dusk + INTERVAL '30 minutes' THEN 'UNKNOWN'
                  ELSE 'SILENT' END
           WHEN NOT known OR lit IS NULL THEN 'UNKNOWN'
           WHEN now() - lit_at > silence AND expected <> expected_lit THEN 'UNKNOWN'
           WHEN unjudged OR coalesce(expected = lit, true) THEN
             CASE WHEN lit THEN 'LIT' WHEN state_of IS NULL AND expected IS NULL THEN 'UNKNOWN' ELSE 'OFF_AS_PLANNED' END
           WHEN lit THEN 'LIT_SHOULD_BE_DARK'
           ELSE 'DARK_SHOULD_BE_LIT'
         END AS state
  FROM now n
)
SELECT city_id, lamp_id, controller_id, feeder_id, latitude, longitude, online, CASE WHEN known THEN lit END AS lit, expected_lit,
       CASE WHEN known AND power_observed_at <= soon THEN (active_power_mw * 0.001)::numeric(12, 3) END AS active_power_w,
       CASE WHEN known AND power_observed_at <= soon THEN (expected_mw * 0.001)::numeric(12, 3) END AS expected_power_w,
       CASE WHEN known AND dim_observed_at <= soon THEN (dim_actual_bp * 0.01)::numeric(5, 2) END AS dim_actual_pct,
       CASE WHEN known AND voltage_observed_at <= soon THEN (supply_voltage_mv * 0.001)::numeric(9, 3) END AS supply_voltage_v,
       observed_at AS last_observed_at, received_at AS last_received_at, (
         SELECT count(*) FROM store.incident i WHERE i.city_id = judged.city_id AND i.cleared_at IS NULL AND NOT i.retracted
           AND (i.scope = 'LAMP' AND i.subject_id = judged.lamp_id OR i.scope = 'CONTROLLER' AND i.subject_id = judged.controller_id)) AS open_incidents,
       state,
       CASE WHEN state = 'UNKNOWN' THEN NULL WHEN NOT known THEN observed_at WHEN expected <> lit THEN greatest(since, unjudged_since) ELSE since END AS state_since,
       CASE WHEN known AND lit IS NOT NULL THEN lit_at END AS lit_observed_at,
       CASE WHEN known AND power_observed_at <= soon THEN power_observed_at END AS power_observed_at,
       CASE WHEN known AND voltage_observed_at <= soon THEN voltage_observed_at END AS voltage_observed_at,
       CASE WHEN known AND dim_observed_at <= soon THEN dim_observed_at END AS dim_observed_at
FROM judged;
