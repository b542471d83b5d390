-- What a lamp is now, in one word: thirteen panels said it with thirteen copies of the same CASE.
CREATE OR REPLACE VIEW operations.lamp_now WITH (security_barrier) AS
WITH tonight AS (
  -- The lighting night runs from local noon to local noon.
  SELECT c.city_id, c.longitude, n.dusk, n.dawn
  FROM store.city c
  JOIN store.night_calendar n ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
), subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.nominal_mw, l.night_powered,
         -- East of the city's centre the sun is earlier: 240 s per degree.
         now() - (t.longitude - l.longitude) * 240 * INTERVAL '1 second' >= t.dusk
           AND now() - (t.longitude - l.longitude) * 240 * INTERVAL '1 second' < t.dawn AS expected_lit
  FROM store.lamp l
  LEFT JOIN tonight t ON t.city_id = l.city_id
  WHERE l.stage <> 'RETIRED'
  UNION ALL
  -- Heard, but in no registry file: shown, so that nobody has to guess why a lamp is missing.
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
)
SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude,
       d.online, d.lit,
       l.expected_lit,
       (s.active_power_mw * 0.001)::numeric(12, 3) AS active_power_w,
       (s.expected_mw * 0.001)::numeric(12, 3) AS expected_power_w,
       (s.dim_actual_bp * 0.01)::numeric(5, 2) AS dim_actual_pct,
       (s.supply_voltage_mv * 0.001)::numeric(9, 3) AS supply_voltage_v,
       s.observed_at AS last_observed_at,
       s.received_at AS last_received_at,
       0::bigint AS open_incidents,
       CASE
         WHEN s.observed_at IS NULL THEN 'UNKNOWN'
         -- Its circuit has power at night only: silence by day is no fault.
         WHEN NOT d.online AND l.night_powered AND l.expected_lit IS FALSE THEN 'OFF_AS_PLANNED'
         WHEN NOT d.online THEN 'SILENT'
         WHEN l.expected_lit AND d.lit IS FALSE THEN 'DARK_SHOULD_BE_LIT'
         WHEN l.expected_lit IS FALSE AND d.lit THEN 'LIT_SHOULD_BE_DARK'
         WHEN d.lit THEN 'LIT'
         WHEN d.lit IS FALSE THEN 'OFF_AS_PLANNED'
         ELSE 'UNKNOWN'
       END AS state
FROM subject l
LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
CROSS JOIN LATERAL (
  SELECT coalesce(s.received_at >= now() - greatest(3 * coalesce(l.report_interval_s, 0) * INTERVAL '1 second', INTERVAL '30 minutes'), false) AS online,
         coalesce(s.lamp_on, s.active_power_mw > greatest(2000, coalesce(l.nominal_mw, 0) / 20), s.relay_on) AS lit
) d
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN operations.lamp_now.state IS 'LIT, DARK_SHOULD_BE_LIT, LIT_SHOULD_BE_DARK, OFF_AS_PLANNED (off, and no light is expected; also a silent lamp of a night-powered circuit by day), SILENT (not online) or UNKNOWN (never heard, or it does not say whether it burns).';
