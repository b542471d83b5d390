-- A night is judged as a whole: what was seen of it for 43 minutes is no night of 100 %. And of nothing there is no figure: availability, completeness and their
-- kin are NULL where nothing is known, and the unknown share stands beside them. Circuits get flags and nights, as lamps have them.

-- ------------------------------------------------------------------------------------------------------------------------ tables

-- What happened to the registers of the circuit's meters, as store.lamp_quarter_hour.flags; NULL: nothing.
ALTER TABLE store.feeder_quarter_hour ADD COLUMN meter_flags text;
ALTER TABLE store.feeder_quarter_hour ALTER COLUMN meter_flags SET STATISTICS 0;

-- Which part of the darkness of a night lies between the first and the newest quarter hour of its city: all of it, but for the city's first night and the one that
-- goes on. A quarter of an hour is not missed.
CREATE VIEW store.night_seen AS
SELECT k.city_id, k.night, CASE WHEN s.share >= 0.98 THEN 1 ELSE greatest(s.share, 0) END AS share
FROM store.night_calendar k
JOIN (
  SELECT c.city_id,
         (SELECT min(q.period_start) FROM store.city_quarter_hour q WHERE q.city_id = c.city_id) AS seen_from,
         (SELECT max(q.period_start) + INTERVAL '15 minutes' FROM store.city_quarter_hour q WHERE q.city_id = c.city_id) AS seen_to
  FROM store.city c
  OFFSET 0
) c ON c.city_id = k.city_id
CROSS JOIN LATERAL (SELECT extract(epoch FROM least(k.dawn, c.seen_to) - greatest(k.dusk, c.seen_from)) / nullif(extract(epoch FROM k.dawn - k.dusk), 0) AS share) s
WHERE c.seen_from IS NOT NULL AND s.share IS NOT NULL;

-- ------------------------------------------------------------------------------------------------------------------ public views

-- completeness = accepted / expected of what was seen, times the share of the night that was seen; availability = 1 - dark / expected light of the whole night, where
-- anything is known at all; unknown_share = what is neither known to be lit, nor dark, nor off by schedule, of the whole night.

CREATE OR REPLACE VIEW energy.lamp_night WITH (security_barrier) AS
SELECT n.city_id, deployment_id, feeder_id, lamp_id, n.night,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       dark_period_s AS dark_period_seconds, lit_dark_s AS lit_seconds, dark_s AS dark_seconds, unknown_s AS unknown_seconds, day_burn_s AS day_burn_seconds,
       (day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) * w.seen END::numeric(5, 4) AS completeness,
       CASE WHEN expected_lit_s > 0 AND lit_dark_s + dark_s > 0 THEN greatest(1 - dark_s * w.seen / expected_lit_s, 0) END::numeric(5, 4) AS availability,
       decided, revision, updated_at,
       expected_lit_s AS expected_lit_seconds, scheduled_off_s AS scheduled_off_seconds,
       (day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       quarters, flags, restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh,
       CASE WHEN w.seen = 0 THEN 1 WHEN dark_period_s > 0 THEN 1 - (dark_period_s - unknown_s) * w.seen / dark_period_s END::numeric(5, 4) AS unknown_share,
       w.seen < 1 AS partial
FROM store.lamp_night n
LEFT JOIN store.night_calendar k ON k.city_id = n.city_id AND k.night = n.night
-- The night of this lamp: it may have been put up at midnight, and its sun is not that of the city's centre.
CROSS JOIN LATERAL (
  SELECT CASE WHEN n.dark_period_s < 0.98 * extract(epoch FROM k.dawn - k.dusk) THEN n.dark_period_s / extract(epoch FROM k.dawn - k.dusk) ELSE 1 END AS seen
) w
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR n.city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW energy.city_night WITH (security_barrier) AS
SELECT n.city_id, n.night,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       dark_period_s AS dark_period_seconds, lit_dark_s AS lit_seconds, dark_s AS dark_seconds, unknown_s AS unknown_seconds, day_burn_s AS day_burn_seconds,
       (day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) * w.seen END::numeric(5, 4) AS completeness,
       lamps,
       CASE WHEN expected_lit_s > 0 AND lit_dark_s + dark_s > 0 THEN greatest(1 - dark_s * w.seen / expected_lit_s, 0) END::numeric(5, 4) AS availability,
       decided, revision, updated_at,
       expected_lit_s AS expected_lit_seconds, scheduled_off_s AS scheduled_off_seconds,
       (day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh,
       CASE WHEN w.seen = 0 THEN 1 WHEN dark_period_s > 0 THEN 1 - (dark_period_s - unknown_s) * w.seen / dark_period_s END::numeric(5, 4) AS unknown_share,
       w.seen < 1 AS partial
FROM store.city_night n
LEFT JOIN store.night_seen v ON v.city_id = n.city_id AND v.night = n.night
CROSS JOIN LATERAL (SELECT coalesce(v.share, 1) AS seen) w
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR n.city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW energy.city_month WITH (security_barrier) AS
SELECT city_id, month,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       dark_period_s AS dark_period_seconds, lit_dark_s AS lit_seconds, dark_s AS dark_seconds, unknown_s AS unknown_seconds, day_burn_s AS day_burn_seconds,
       (day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) END::numeric(5, 4) AS completeness,
       lamps,
       CASE WHEN expected_lit_s > 0 AND lit_dark_s + dark_s > 0 THEN greatest(1 - dark_s::numeric / expected_lit_s, 0) END::numeric(5, 4) AS availability,
       decided, revision, updated_at,
       expected_lit_s AS expected_lit_seconds, scheduled_off_s AS scheduled_off_seconds,
       (day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh,
       CASE WHEN dark_period_s > 0 THEN 1 - (dark_period_s - unknown_s)::numeric / dark_period_s END::numeric(5, 4) AS unknown_share
FROM store.city_month
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

CREATE OR REPLACE VIEW open_data.city_night WITH (security_barrier) AS
SELECT n.city_id, c.name_en, c.name_th, n.night,
       (n.energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (n.measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (n.interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (n.estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       (n.day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       n.dark_period_s AS dark_period_seconds,
       n.lit_dark_s AS lit_seconds,
       n.dark_s AS dark_seconds,
       n.unknown_s AS unknown_seconds,
       n.day_burn_s AS day_burn_seconds,
       n.readings_expected, n.readings_accepted,
       CASE WHEN n.readings_expected > 0 THEN least(n.readings_accepted::numeric / n.readings_expected, 1) * w.seen END::numeric(5, 4) AS completeness,
       CASE WHEN n.expected_lit_s > 0 AND n.lit_dark_s + n.dark_s > 0 THEN greatest(1 - n.dark_s * w.seen / n.expected_lit_s, 0) END::numeric(5, 4) AS availability,
       n.lamps, n.decided, n.updated_at, s.simulated,
       n.expected_lit_s AS expected_lit_seconds,
       CASE WHEN w.seen = 0 THEN 1 WHEN n.dark_period_s > 0 THEN 1 - (n.dark_period_s - n.unknown_s) * w.seen / n.dark_period_s END::numeric(5, 4) AS unknown_share,
       w.seen < 1 AS partial
FROM store.city_night n
LEFT JOIN store.night_seen v ON v.city_id = n.city_id AND v.night = n.night
CROSS JOIN LATERAL (SELECT coalesce(v.share, 1) AS seen) w
JOIN store.city c ON c.city_id = n.city_id
JOIN store.city_simulated s ON s.city_id = n.city_id
WHERE (SELECT admitted FROM store.session_gate)
  AND n.lamps >= 5;

CREATE OR REPLACE VIEW open_data.city_month WITH (security_barrier) AS
SELECT n.city_id, c.name_en, c.name_th, n.month,
       (n.energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (n.measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (n.interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (n.estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       (n.day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       n.dark_period_s AS dark_period_seconds,
       n.lit_dark_s AS lit_seconds,
       n.dark_s AS dark_seconds,
       n.unknown_s AS unknown_seconds,
       n.day_burn_s AS day_burn_seconds,
       n.readings_expected, n.readings_accepted,
       CASE WHEN n.readings_expected > 0 THEN least(n.readings_accepted::numeric / n.readings_expected, 1) END::numeric(5, 4) AS completeness,
       CASE WHEN n.expected_lit_s > 0 AND n.lit_dark_s + n.dark_s > 0 THEN greatest(1 - n.dark_s::numeric / n.expected_lit_s, 0) END::numeric(5, 4) AS availability,
       n.lamps, n.decided, n.updated_at, s.simulated,
       n.expected_lit_s AS expected_lit_seconds,
       CASE WHEN n.dark_period_s > 0 THEN 1 - (n.dark_period_s - n.unknown_s)::numeric / n.dark_period_s END::numeric(5, 4) AS unknown_share
FROM store.city_month n
JOIN store.city c ON c.city_id = n.city_id
JOIN store.city_simulated s ON s.city_id = n.city_id
WHERE (SELECT admitted FROM store.session_gate)
  AND NOT EXISTS (SELECT FROM store.month_of_few f WHERE f.city_id = n.city_id AND f.month = n.month);

CREATE OR REPLACE VIEW open_data.lamp_group WITH (security_barrier) AS
WITH placed AS (
  SELECT n.*, floor(l.latitude::numeric * 100)::integer AS cell_y, floor(l.longitude::numeric * 100)::integer AS cell_x
  FROM store.lamp_night n
  LEFT JOIN store.lamp l ON l.city_id = n.city_id AND l.lamp_id = n.lamp_id
), cell AS (
  SELECT city_id, night, cell_y, cell_x, count(*) AS lamps,
         sum(energy_mwh) AS energy_mwh, sum(measured_mwh) AS measured_mwh, sum(interpolated_mwh) AS interpolated_mwh,
         sum(estimated_mwh) AS estimated_mwh, sum(day_burn_mwh) AS day_burn_mwh, sum(dark_period_s) AS dark_period_s,
         sum(expected_lit_s) AS expected_lit_s, sum(lit_dark_s) AS lit_dark_s, sum(dark_s) AS dark_s, sum(unknown_s) AS unknown_s,
         sum(day_burn_s) AS day_burn_s, sum(readings_expected) AS readings_expected, sum(readings_accepted) AS readings_accepted,
         bool_and(decided) AS decided, max(updated_at) AS updated_at
  FROM placed
  GROUP BY city_id, night, cell_y, cell_x
), ranked AS (
  -- Lamps without a registered place are small whatever their number: there is no cell to show them in.
  SELECT c.*,
         coalesce(sum(lamps) FILTER (WHERE small) OVER (PARTITION BY city_id, night), 0) AS small_lamps,
         row_number() OVER (PARTITION BY city_id, night ORDER BY small, lamps, cell_y, cell_x) AS smallest_first
  FROM (SELECT cell.*, lamps < 5 OR cell_y IS NULL AS small FROM cell) c
), merged AS (
  SELECT r.*,
         CASE WHEN small OR (smallest_first = 1 AND small_lamps BETWEEN 1 AND 4) THEN NULL ELSE cell_y END AS group_y,
         CASE WHEN small OR (smallest_first = 1 AND small_lamps BETWEEN 1 AND 4) THEN NULL ELSE cell_x END AS group_x
  FROM ranked r
), grouped AS (
  SELECT city_id, night, group_y, group_x, sum(lamps)::integer AS lamps,
         sum(energy_mwh) AS energy_mwh, sum(measured_mwh) AS measured_mwh, sum(interpolated_mwh) AS interpolated_mwh,
         sum(estimated_mwh) AS estimated_mwh, sum(day_burn_mwh) AS day_burn_mwh, sum(dark_period_s)::bigint AS dark_period_s,
         sum(expected_lit_s)::bigint AS expected_lit_s, sum(lit_dark_s)::bigint AS lit_dark_s, sum(dark_s)::bigint AS dark_s,
         sum(unknown_s)::bigint AS unknown_s, sum(day_burn_s)::bigint AS day_burn_s,
         sum(readings_expected)::bigint AS readings_expected, sum(readings_accepted)::bigint AS readings_accepted,
         bool_and(decided) AS decided, max(updated_at) AS updated_at
  FROM merged
  GROUP BY city_id, night, group_y, group_x
  HAVING sum(lamps) >= 5
)
SELECT g.city_id, c.name_en, c.name_th,
       coalesce((group_y * 0.01)::numeric(5, 2) || ',' || (group_x * 0.01)::numeric(5, 2), 'rest') AS group_id,
       g.night,
       (group_y * 0.01 + 0.005)::numeric(6, 3) AS latitude,
       (group_x * 0.01 + 0.005)::numeric(6, 3) AS longitude,
       (g.energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (g.measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (g.interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (g.estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       (g.day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       g.dark_period_s AS dark_period_seconds,
       g.lit_dark_s AS lit_seconds,
       g.dark_s AS dark_seconds,
       g.unknown_s AS unknown_seconds,
       g.day_burn_s AS day_burn_seconds,
       g.readings_expected, g.readings_accepted,
       CASE WHEN g.readings_expected > 0 THEN least(g.readings_accepted::numeric / g.readings_expected, 1) * w.seen END::numeric(5, 4) AS completeness,
       CASE WHEN g.expected_lit_s > 0 AND g.lit_dark_s + g.dark_s > 0 THEN greatest(1 - g.dark_s * w.seen / g.expected_lit_s, 0) END::numeric(5, 4) AS availability,
       g.lamps, g.decided, g.updated_at, s.simulated,
       g.expected_lit_s AS expected_lit_seconds,
       CASE WHEN w.seen = 0 THEN 1 WHEN g.dark_period_s > 0 THEN 1 - (g.dark_period_s - g.unknown_s) * w.seen / g.dark_period_s END::numeric(5, 4) AS unknown_share,
       w.seen < 1 AS partial
FROM grouped g
LEFT JOIN store.night_seen v ON v.city_id = g.city_id AND v.night = g.night
CROSS JOIN LATERAL (SELECT coalesce(v.share, 1) AS seen) w
JOIN store.city c ON c.city_id = g.city_id
JOIN store.city_simulated s ON s.city_id = g.city_id
WHERE (SELECT admitted FROM store.session_gate);

CREATE OR REPLACE VIEW energy.feeder_quarter_hour WITH (security_barrier) AS
SELECT city_id, feeder_id, period_start,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) END::numeric(5, 4) AS completeness,
       lamps_expected, lamps_reporting, lamps_lit, decided, revision, updated_at,
       (meter_energy_mwh * 0.001)::numeric(20, 3) AS meter_energy_wh,
       (meter_measured_mwh * 0.001)::numeric(20, 3) AS meter_measured_wh,
       (meter_interpolated_mwh * 0.001)::numeric(20, 3) AS meter_interpolated_wh,
       (meter_estimated_mwh * 0.001)::numeric(20, 3) AS meter_estimated_wh,
       meter_readings_expected, meter_readings_accepted,
       CASE WHEN meter_readings_expected > 0 THEN least(meter_readings_accepted::numeric / meter_readings_expected, 1) END::numeric(5, 4) AS meter_completeness,
       ((meter_energy_mwh - energy_mwh) * 0.001)::numeric(20, 3) AS loss_wh,
       round((meter_energy_mwh - energy_mwh) * 100.0 / nullif(meter_energy_mwh, 0), 2)::numeric(24, 2) AS loss_pct,
       restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh,
       (meter_unbooked_mwh * 0.001)::numeric(20, 3) AS meter_unbooked_wh,
       meter_flags AS flags
FROM store.feeder_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

-- A circuit's night is put together when it is asked for: its lamps' nights, and the quarter hours of its meters from noon to noon.
CREATE VIEW energy.feeder_night WITH (security_barrier) AS
SELECT n.city_id, n.feeder_id, n.night,
       (n.energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (n.measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (n.interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (n.estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       n.dark_period_s AS dark_period_seconds, n.lit_dark_s AS lit_seconds, n.dark_s AS dark_seconds, n.unknown_s AS unknown_seconds, n.day_burn_s AS day_burn_seconds,
       (n.day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       n.readings_expected, n.readings_accepted,
       CASE WHEN n.readings_expected > 0 THEN least(n.readings_accepted::numeric / n.readings_expected, 1) * w.seen END::numeric(5, 4) AS completeness,
       n.lamps,
       CASE WHEN n.expected_lit_s > 0 AND n.lit_dark_s + n.dark_s > 0 THEN greatest(1 - n.dark_s * w.seen / n.expected_lit_s, 0) END::numeric(5, 4) AS availability,
       n.decided, n.updated_at,
       n.expected_lit_s AS expected_lit_seconds, n.scheduled_off_s AS scheduled_off_seconds,
       (n.day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       (n.unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh,
       CASE WHEN w.seen = 0 THEN 1 WHEN n.dark_period_s > 0 THEN 1 - (n.dark_period_s - n.unknown_s) * w.seen / n.dark_period_s END::numeric(5, 4) AS unknown_share,
       w.seen < 1 AS partial,
       (n.meter_energy_mwh * 0.001)::numeric(20, 3) AS meter_energy_wh,
       (n.meter_measured_mwh * 0.001)::numeric(20, 3) AS meter_measured_wh,
       (n.meter_interpolated_mwh * 0.001)::numeric(20, 3) AS meter_interpolated_wh,
       (n.meter_estimated_mwh * 0.001)::numeric(20, 3) AS meter_estimated_wh,
       (n.meter_unbooked_mwh * 0.001)::numeric(20, 3) AS meter_unbooked_wh,
       n.meter_readings_expected, n.meter_readings_accepted,
       CASE WHEN n.meter_readings_expected > 0 THEN least(n.meter_readings_accepted::numeric / n.meter_readings_expected, 1) * w.seen END::numeric(5, 4) AS meter_completeness,
       ((n.meter_energy_mwh - n.energy_mwh) * 0.001)::numeric(20, 3) AS loss_wh,
       round((n.meter_energy_mwh - n.energy_mwh) * 100.0 / nullif(n.meter_energy_mwh, 0), 2)::numeric(24, 2) AS loss_pct,
       nullif(array_to_string(ARRAY(SELECT DISTINCT f FROM unnest(string_to_array(n.meter_flags, ',')) f ORDER BY f), ','), '') AS flags
FROM (
  SELECT p.city_id, p.feeder_id, p.night,
         sum(p.energy_mwh) AS energy_mwh, coalesce(sum(p.measured_mwh), 0) AS measured_mwh, coalesce(sum(p.interpolated_mwh), 0) AS interpolated_mwh,
         coalesce(sum(p.estimated_mwh), 0) AS estimated_mwh, coalesce(sum(p.day_mwh), 0) AS day_mwh, coalesce(sum(p.day_burn_mwh), 0) AS day_burn_mwh,
         coalesce(sum(p.unbooked_mwh), 0) AS unbooked_mwh,
         coalesce(sum(p.dark_period_s), 0)::bigint AS dark_period_s, coalesce(sum(p.expected_lit_s), 0)::bigint AS expected_lit_s, coalesce(sum(p.lit_dark_s), 0)::bigint AS lit_dark_s,
         coalesce(sum(p.dark_s), 0)::bigint AS dark_s, coalesce(sum(p.unknown_s), 0)::bigint AS unknown_s, coalesce(sum(p.scheduled_off_s), 0)::bigint AS scheduled_off_s,
         coalesce(sum(p.day_burn_s), 0)::bigint AS day_burn_s,
         coalesce(sum(p.readings_expected), 0)::bigint AS readings_expected, coalesce(sum(p.readings_accepted), 0)::bigint AS readings_accepted,
         count(p.lamp_id)::integer AS lamps,
         sum(p.meter_energy_mwh) AS meter_energy_mwh, coalesce(sum(p.meter_measured_mwh), 0) AS meter_measured_mwh,
         coalesce(sum(p.meter_interpolated_mwh), 0) AS meter_interpolated_mwh, coalesce(sum(p.meter_estimated_mwh), 0) AS meter_estimated_mwh,
         coalesce(sum(p.meter_unbooked_mwh), 0) AS meter_unbooked_mwh,
         coalesce(sum(p.meter_readings_expected), 0)::bigint AS meter_readings_expected, coalesce(sum(p.meter_readings_accepted), 0)::bigint AS meter_readings_accepted,
         string_agg(p.meter_flags, ',') AS meter_flags,
         bool_and(p.decided) AS decided, max(p.updated_at) AS updated_at
  FROM (
    SELECT city_id, feeder_id, night, lamp_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, unbooked_mwh,
           dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted,
           NULL::bigint AS meter_energy_mwh, NULL::bigint AS meter_measured_mwh, NULL::bigint AS meter_interpolated_mwh, NULL::bigint AS meter_estimated_mwh,
           NULL::bigint AS meter_unbooked_mwh, NULL::integer AS meter_readings_expected, NULL::integer AS meter_readings_accepted, NULL AS meter_flags, decided, updated_at
    FROM store.lamp_night
    WHERE feeder_id IS NOT NULL
    UNION ALL
    SELECT k.city_id, q.feeder_id, k.night, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           q.meter_energy_mwh, q.meter_measured_mwh, q.meter_interpolated_mwh, q.meter_estimated_mwh,
           q.meter_unbooked_mwh, q.meter_readings_expected, q.meter_readings_accepted, q.meter_flags, q.decided, q.updated_at
    FROM store.night_calendar k
    JOIN store.city c ON c.city_id = k.city_id
    JOIN store.feeder_quarter_hour q ON q.city_id = k.city_id
      AND q.period_start >= (k.night + TIME '12:00') AT TIME ZONE c.timezone AND q.period_start < (k.night + 1 + TIME '12:00') AT TIME ZONE c.timezone
  ) p
  WHERE (SELECT admitted FROM store.session_gate)
    AND ((SELECT all_cities FROM store.session_scope) OR p.city_id IN (SELECT city_id FROM store.session_city))
  GROUP BY p.city_id, p.feeder_id, p.night
) n
LEFT JOIN store.night_seen v ON v.city_id = n.city_id AND v.night = n.night
CROSS JOIN LATERAL (SELECT coalesce(v.share, 1) AS seen) w;

COMMENT ON VIEW energy.feeder_night IS 'Energy and light of the lamps of one circuit in one lighting night, local noon to local noon, beside the energy by its meter.';
COMMENT ON COLUMN energy.lamp_night.completeness IS 'Accepted over expected readings, 0 to 1, of the whole night: what was seen of it, times the share that was seen; NULL when none was expected.';
COMMENT ON COLUMN energy.lamp_night.availability IS '1 - dark_seconds / expected_lit_seconds of the whole night, 0 to 1, maintenance not excused; NULL when no light was expected or nothing is known. Read it with unknown_share.';
COMMENT ON COLUMN energy.lamp_night.unknown_share IS 'What nobody knows to be lit, dark or off by schedule, as a share of the dark period of the whole night; NULL without a dark period.';
COMMENT ON COLUMN energy.lamp_night.partial IS 'True: not seen as a whole, because the lamp was not yet there or not yet heard, or because the night goes on.';
COMMENT ON COLUMN energy.city_night.completeness IS 'Accepted over expected readings, 0 to 1, of the whole night: what was seen of it, times the share that was seen; NULL when none was expected.';
COMMENT ON COLUMN energy.city_night.availability IS '1 - dark_seconds / expected_lit_seconds of the whole night, 0 to 1, maintenance not excused; NULL when no light was expected or nothing is known. Read it with unknown_share.';
COMMENT ON COLUMN energy.city_night.unknown_share IS 'What nobody knows to be lit, dark or off by schedule, as a share of the dark period of the whole night; NULL without a dark period.';
COMMENT ON COLUMN energy.city_night.partial IS 'True: not seen as a whole, because the city was not yet heard, or because the night goes on.';
COMMENT ON COLUMN energy.feeder_night.completeness IS 'Accepted over expected readings, 0 to 1, of the whole night: what was seen of it, times the share that was seen; NULL when none was expected.';
COMMENT ON COLUMN energy.feeder_night.availability IS '1 - dark_seconds / expected_lit_seconds of the whole night, 0 to 1, maintenance not excused; NULL when no light was expected or nothing is known. Read it with unknown_share.';
COMMENT ON COLUMN energy.feeder_night.unknown_share IS 'What nobody knows to be lit, dark or off by schedule, as a share of the dark period of the whole night; NULL without a dark period.';
COMMENT ON COLUMN energy.feeder_night.partial IS 'True: not seen as a whole, because the city was not yet heard, or because the night goes on.';
COMMENT ON COLUMN open_data.city_night.completeness IS 'Accepted over expected readings, 0 to 1, of the whole night: what was seen of it, times the share that was seen; NULL when none was expected. Below 0.8 the figures are not reportable.';
COMMENT ON COLUMN open_data.city_night.availability IS '1 - dark_seconds / expected_lit_seconds of the whole night, 0 to 1, maintenance not excused; NULL when no light was expected or nothing is known. Read it with unknown_share.';
COMMENT ON COLUMN open_data.city_night.unknown_share IS 'What nobody knows to be lit, dark or off by schedule, as a share of the dark period of the whole night; NULL without a dark period.';
COMMENT ON COLUMN open_data.city_night.partial IS 'True: not seen as a whole, because the city was not yet heard, or because the night goes on.';
COMMENT ON COLUMN open_data.city_night.expected_lit_seconds IS 'Seconds during which lamps were to burn by sun, schedule and override, summed over the lamps.';
COMMENT ON COLUMN open_data.lamp_group.completeness IS 'Accepted over expected readings, 0 to 1, of the whole night: what was seen of it, times the share that was seen; NULL when none was expected. Below 0.8 the figures are not reportable.';
COMMENT ON COLUMN open_data.lamp_group.availability IS '1 - dark_seconds / expected_lit_seconds of the whole night, 0 to 1, maintenance not excused; NULL when no light was expected or nothing is known. Read it with unknown_share.';
COMMENT ON COLUMN open_data.lamp_group.unknown_share IS 'What nobody knows to be lit, dark or off by schedule, as a share of the dark period of the whole night; NULL without a dark period.';
COMMENT ON COLUMN open_data.lamp_group.partial IS 'True: not seen as a whole, because the city was not yet heard, or because the night goes on.';
COMMENT ON COLUMN open_data.lamp_group.expected_lit_seconds IS 'Seconds during which lamps were to burn by sun, schedule and override, summed over the lamps.';
COMMENT ON COLUMN energy.city_month.availability IS '1 - dark_seconds / expected_lit_seconds, 0 to 1, maintenance not excused; NULL when no light was expected or nothing is known. Read it with unknown_share.';
COMMENT ON COLUMN energy.city_month.unknown_share IS 'What nobody knows to be lit, dark or off by schedule, as a share of the dark period; NULL without a dark period.';
COMMENT ON COLUMN open_data.city_month.availability IS '1 - dark_seconds / expected_lit_seconds, 0 to 1, maintenance not excused; NULL when no light was expected or nothing is known. Read it with unknown_share.';
COMMENT ON COLUMN open_data.city_month.unknown_share IS 'What nobody knows to be lit, dark or off by schedule, as a share of the dark period; NULL without a dark period.';
COMMENT ON COLUMN open_data.city_month.expected_lit_seconds IS 'Seconds during which lamps were to burn by sun, schedule and override, summed over the lamps.';
COMMENT ON COLUMN energy.feeder_quarter_hour.flags IS 'What happened to the counter of the meter, comma-separated, e.g. METER_RESET.';
COMMENT ON COLUMN energy.feeder_night.city_id IS 'City of the circuit.';
COMMENT ON COLUMN energy.feeder_night.feeder_id IS 'Circuit.';
COMMENT ON COLUMN energy.feeder_night.night IS 'Local date of the dusk; the night runs from noon to noon of the next day.';
COMMENT ON COLUMN energy.feeder_night.energy_wh IS 'Energy in Wh of its lamps: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.feeder_night.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN energy.feeder_night.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN energy.feeder_night.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.feeder_night.dark_period_seconds IS 'Lamp-seconds from dusk to dawn: lit_seconds + dark_seconds + unknown_seconds + scheduled_off_seconds.';
COMMENT ON COLUMN energy.feeder_night.lit_seconds IS 'Lamp-seconds of the dark period during which lamps burned.';
COMMENT ON COLUMN energy.feeder_night.dark_seconds IS 'Lamp-seconds of the dark period during which lamps should have burned and did not.';
COMMENT ON COLUMN energy.feeder_night.unknown_seconds IS 'Lamp-seconds of the dark period that no reading covers.';
COMMENT ON COLUMN energy.feeder_night.day_burn_seconds IS 'Lamp-seconds outside the dark period during which lamps burned.';
COMMENT ON COLUMN energy.feeder_night.day_burn_wh IS 'Energy in Wh burned outside the dark period by lamps that were lit.';
COMMENT ON COLUMN energy.feeder_night.readings_expected IS 'Number of readings that the declared intervals of the lamps promise.';
COMMENT ON COLUMN energy.feeder_night.readings_accepted IS 'Number of readings of the lamps that were accepted.';
COMMENT ON COLUMN energy.feeder_night.lamps IS 'Number of lamps that have a row in the night.';
COMMENT ON COLUMN energy.feeder_night.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.feeder_night.updated_at IS 'When the newest of its parts was written.';
COMMENT ON COLUMN energy.feeder_night.expected_lit_seconds IS 'Lamp-seconds during which lamps were to burn by sun, schedule and override.';
COMMENT ON COLUMN energy.feeder_night.scheduled_off_seconds IS 'Lamp-seconds of the dark period during which lamps were off as their schedule wants.';
COMMENT ON COLUMN energy.feeder_night.day_wh IS 'All energy in Wh of the lamps outside the dark period.';
COMMENT ON COLUMN energy.feeder_night.unbooked_wh IS 'Energy in Wh that the counters of the lamps moved and that is booked nowhere (METER_JUMP).';
COMMENT ON COLUMN energy.feeder_night.meter_energy_wh IS 'Energy in Wh by the meter of the circuit from noon to noon, several meters summed; NULL: it has none, or nothing is known.';
COMMENT ON COLUMN energy.feeder_night.meter_measured_wh IS 'Energy in Wh of the meter between two readings within one quarter hour.';
COMMENT ON COLUMN energy.feeder_night.meter_interpolated_wh IS 'Energy in Wh that the counter of the meter shows, spread over quarter hours.';
COMMENT ON COLUMN energy.feeder_night.meter_estimated_wh IS 'Energy in Wh of the meter that no counter shows.';
COMMENT ON COLUMN energy.feeder_night.meter_unbooked_wh IS 'Energy in Wh that the counter of the meter moved and that is booked nowhere (METER_JUMP).';
COMMENT ON COLUMN energy.feeder_night.meter_readings_expected IS 'Number of readings that the declared interval of the meter promises.';
COMMENT ON COLUMN energy.feeder_night.meter_readings_accepted IS 'Number of readings of the meter that were accepted.';
COMMENT ON COLUMN energy.feeder_night.meter_completeness IS 'Accepted over expected readings of the meter, 0 to 1, of the whole night; NULL when none was expected.';
COMMENT ON COLUMN energy.feeder_night.loss_wh IS 'Energy in Wh by the meter less that of the lamps: cable losses, unregistered loads, errors of both; NULL unless both are known.';
COMMENT ON COLUMN energy.feeder_night.loss_pct IS 'loss_wh in % of the energy by the meter; NULL unless both are known and the meter shows any.';
COMMENT ON COLUMN energy.feeder_night.flags IS 'What happened to the counter of the meter in the night, comma-separated, e.g. METER_JUMP.';

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.night_seen, energy.feeder_night TO sawang_owner;
GRANT SELECT ON energy.feeder_night TO sawang_city_reader, sawang_analyst, sawang_auditor;
