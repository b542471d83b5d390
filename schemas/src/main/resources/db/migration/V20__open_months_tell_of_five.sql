-- A month less its nights is what the nights hold that are not shown: a city whose first lamp burned alone for a night, and which had six a week later, told by its
-- month what that lamp had used. Nights go from noon to noon and months from midnight to midnight, so the night at a month's end can be cut in two the same way.
-- A month is therefore shown when each part of it that could be left over is of five lamps or of none: every night that it touches, and both halves of the nights at
-- its two ends.
CREATE VIEW store.month_of_few AS
SELECT m.city_id, m.month
FROM store.city_month m
JOIN store.city c ON c.city_id = m.city_id
WHERE m.lamps < 5
   OR EXISTS (
     SELECT FROM store.city_night n
     WHERE n.city_id = m.city_id AND n.lamps BETWEEN 1 AND 4
       AND n.night >= m.month - 1 AND n.night < (m.month + INTERVAL '1 month')::date)
   OR EXISTS (
     -- The most lamps at once in the half are no more than all lamps in it: a half that may be small counts as small.
     SELECT
     FROM (VALUES (m.month), ((m.month + INTERVAL '1 month')::date)) midnight(day)
     CROSS JOIN (VALUES (-12, 0), (0, 12)) half(first_hour, last_hour)
     CROSS JOIN LATERAL (
       SELECT max(greatest(q.lamps_expected, q.lamps_reporting)) AS lamps
       FROM store.city_quarter_hour q
       WHERE q.city_id = m.city_id
         AND q.period_start >= (day::timestamp + make_interval(hours => first_hour)) AT TIME ZONE c.timezone
         AND q.period_start < (day::timestamp + make_interval(hours => last_hour)) AT TIME ZONE c.timezone) q
     WHERE q.lamps BETWEEN 1 AND 4);

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
       CASE WHEN n.expected_lit_s > 0 THEN greatest(1 - n.dark_s::numeric / n.expected_lit_s, 0) END::numeric(5, 4) AS availability,
       n.lamps, n.decided, n.updated_at, s.simulated
FROM store.city_month n
JOIN store.city c ON c.city_id = n.city_id
JOIN store.city_simulated s ON s.city_id = n.city_id
WHERE (SELECT admitted FROM store.session_gate)
  AND NOT EXISTS (SELECT FROM store.month_of_few f WHERE f.city_id = n.city_id AND f.month = n.month);

COMMENT ON VIEW open_data.city_month IS 'Energy and light of a city in one calendar month. A month is not shown when in one of its nights the city had fewer than five lamps.';
