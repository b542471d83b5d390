-- operations.lamp_now as one would first write it: the night is looked up for every lamp, and its state is decided case by case. The view must answer the same.
CREATE VIEW store.lamp_now_by_lamp AS
WITH subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.nominal_mw, l.night_powered,
         (SELECT now() >= n.dusk + x.shift AND now() < n.dawn + x.shift
          FROM store.city c
          CROSS JOIN LATERAL (SELECT (c.longitude - l.longitude) * 240 * INTERVAL '1 second' AS shift) x
          JOIN store.night_calendar n
            ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
          WHERE c.city_id = l.city_id) AS expected_lit
  FROM store.lamp l
  WHERE l.stage <> 'RETIRED'
  UNION ALL
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
), now AS (
  SELECT l.*, s.observed_at, s.received_at, s.active_power_mw, s.expected_mw, s.dim_actual_bp, s.supply_voltage_mv,
         s.received_at IS NOT NULL
           AND now() - s.received_at <= greatest(coalesce(l.report_interval_s, 0) * 3 * INTERVAL '1 second', INTERVAL '30 minutes') AS online,
         CASE
           WHEN s.lamp_on IS NOT NULL THEN s.lamp_on
           WHEN s.active_power_mw IS NOT NULL THEN s.active_power_mw > 2000 AND s.active_power_mw > coalesce(l.nominal_mw, 0) / 20
           ELSE s.relay_on
         END AS lit
  FROM subject l
  LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
)
SELECT city_id, lamp_id, controller_id, feeder_id, latitude, longitude, online, lit, expected_lit,
       (active_power_mw * 0.001)::numeric(12, 3) AS active_power_w,
       (expected_mw * 0.001)::numeric(12, 3) AS expected_power_w,
       (dim_actual_bp * 0.01)::numeric(5, 2) AS dim_actual_pct,
       (supply_voltage_mv * 0.001)::numeric(9, 3) AS supply_voltage_v,
       observed_at AS last_observed_at, received_at AS last_received_at, 0::bigint AS open_incidents,
       CASE
         WHEN observed_at IS NULL OR (online AND lit IS NULL) THEN 'UNKNOWN'
         WHEN NOT online THEN CASE WHEN night_powered AND NOT expected_lit THEN 'OFF_AS_PLANNED' ELSE 'SILENT' END
         WHEN lit THEN CASE WHEN NOT expected_lit THEN 'LIT_SHOULD_BE_DARK' ELSE 'LIT' END
         ELSE CASE WHEN expected_lit THEN 'DARK_SHOULD_BE_LIT' ELSE 'OFF_AS_PLANNED' END
       END AS state
FROM now;
