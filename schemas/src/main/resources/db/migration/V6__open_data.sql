-- What everybody may see. All cities; never fewer than five lamps in a row, and no way to subtract down to fewer.
-- Beside each figure: how complete it is, when it was last written, and whether the lamps are a demonstration fleet.

-- Whether any lamp of the city belongs to a demonstration: its figures cannot be taken apart, so all of them are marked. The list is made once for a query and not
-- for every row shown (54,750 for a year of nights); OFFSET keeps the inner question to the few deployments that are simulated.
CREATE VIEW store.city_simulated AS
SELECT c.city_id,
       c.city_id IN (SELECT d.city_id FROM store.deployment d
                     WHERE d.simulated AND EXISTS (SELECT FROM store.lamp l WHERE l.city_id = d.city_id AND l.deployment_id = d.deployment_id OFFSET 0)) AS simulated
FROM store.city c;

-- A month less its nights is what the nights hold that are not shown: a city whose first lamp burned alone for a night, and which had six a week later, would give
-- away by its month what that lamp had used. Nights go from noon to noon and months from midnight to midnight, so the night at a month's end can be cut in two the same way.
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

CREATE VIEW open_data.city_night WITH (security_barrier) AS
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
       CASE WHEN n.readings_expected > 0 THEN least(n.readings_accepted::numeric / n.readings_expected, 1) END::numeric(5, 4) AS completeness,
       CASE WHEN n.expected_lit_s > 0 THEN greatest(1 - n.dark_s::numeric / n.expected_lit_s, 0) END::numeric(5, 4) AS availability,
       n.lamps, n.decided, n.updated_at, s.simulated
FROM store.city_night n
JOIN store.city c ON c.city_id = n.city_id
JOIN store.city_simulated s ON s.city_id = n.city_id
WHERE (SELECT admitted FROM store.session_gate)
  AND n.lamps >= 5;

COMMENT ON VIEW open_data.city_night IS 'Energy and light of a city in one lighting night. A city with fewer than five lamps is not shown.';
COMMENT ON COLUMN open_data.city_night.city_id IS 'Id of the city.';
COMMENT ON COLUMN open_data.city_night.name_en IS 'English name of the city.';
COMMENT ON COLUMN open_data.city_night.name_th IS 'Thai name of the city.';
COMMENT ON COLUMN open_data.city_night.night IS 'Lighting night, local noon to noon, named by the date of its dusk.';
COMMENT ON COLUMN open_data.city_night.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN open_data.city_night.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN open_data.city_night.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN open_data.city_night.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN open_data.city_night.day_burn_wh IS 'Energy in Wh of lamps that burned by day.';
COMMENT ON COLUMN open_data.city_night.dark_period_seconds IS 'Seconds between sunset and sunrise, summed over the lamps.';
COMMENT ON COLUMN open_data.city_night.lit_seconds IS 'Seconds of the dark period during which lamps burned, summed over the lamps.';
COMMENT ON COLUMN open_data.city_night.dark_seconds IS 'Seconds during which lamps should have burned and did not, summed over the lamps.';
COMMENT ON COLUMN open_data.city_night.unknown_seconds IS 'Seconds of the dark period about which nothing is known, summed over the lamps.';
COMMENT ON COLUMN open_data.city_night.day_burn_seconds IS 'Seconds during which lamps burned by day, summed over the lamps.';
COMMENT ON COLUMN open_data.city_night.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN open_data.city_night.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN open_data.city_night.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected. Below 0.8 the figures are not reportable.';
COMMENT ON COLUMN open_data.city_night.availability IS '1 - dark over expected seconds of light, 0 to 1; NULL when no light was expected.';
COMMENT ON COLUMN open_data.city_night.lamps IS 'Number of lamps in the sums, at least 5.';
COMMENT ON COLUMN open_data.city_night.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN open_data.city_night.updated_at IS 'When the row was last written.';
COMMENT ON COLUMN open_data.city_night.simulated IS 'True: the city has lamps of a demonstration fleet; its figures describe no real lamp.';

CREATE VIEW open_data.city_month WITH (security_barrier) AS
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
COMMENT ON COLUMN open_data.city_month.city_id IS 'Id of the city.';
COMMENT ON COLUMN open_data.city_month.name_en IS 'English name of the city.';
COMMENT ON COLUMN open_data.city_month.name_th IS 'Thai name of the city.';
COMMENT ON COLUMN open_data.city_month.month IS 'First day of the calendar month in the city''s time zone.';
COMMENT ON COLUMN open_data.city_month.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN open_data.city_month.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN open_data.city_month.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN open_data.city_month.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN open_data.city_month.day_burn_wh IS 'Energy in Wh of lamps that burned by day.';
COMMENT ON COLUMN open_data.city_month.dark_period_seconds IS 'Seconds between sunset and sunrise, summed over the lamps.';
COMMENT ON COLUMN open_data.city_month.lit_seconds IS 'Seconds of the dark period during which lamps burned, summed over the lamps.';
COMMENT ON COLUMN open_data.city_month.dark_seconds IS 'Seconds during which lamps should have burned and did not, summed over the lamps.';
COMMENT ON COLUMN open_data.city_month.unknown_seconds IS 'Seconds of the dark period about which nothing is known, summed over the lamps.';
COMMENT ON COLUMN open_data.city_month.day_burn_seconds IS 'Seconds during which lamps burned by day, summed over the lamps.';
COMMENT ON COLUMN open_data.city_month.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN open_data.city_month.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN open_data.city_month.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected. Below 0.8 the figures are not reportable.';
COMMENT ON COLUMN open_data.city_month.availability IS '1 - dark over expected seconds of light, 0 to 1; NULL when no light was expected.';
COMMENT ON COLUMN open_data.city_month.lamps IS 'Number of lamps in the sums, at least 5.';
COMMENT ON COLUMN open_data.city_month.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN open_data.city_month.updated_at IS 'When the row was last written.';
COMMENT ON COLUMN open_data.city_month.simulated IS 'True: the city has lamps of a demonstration fleet; its figures describe no real lamp.';

-- The lamps of a night in cells of 0.01 degrees (about 1.1 km). Cells of fewer than five lamps are put together as 'rest'; when the rest
-- itself would have fewer than five, the smallest cell of five or more joins it. So the groups of a night divide its lamps without a
-- remainder, and the city's sum less the groups leaves nothing that belongs to fewer than five lamps.
CREATE VIEW open_data.lamp_group WITH (security_barrier) AS
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
       CASE WHEN g.readings_expected > 0 THEN least(g.readings_accepted::numeric / g.readings_expected, 1) END::numeric(5, 4) AS completeness,
       CASE WHEN g.expected_lit_s > 0 THEN greatest(1 - g.dark_s::numeric / g.expected_lit_s, 0) END::numeric(5, 4) AS availability,
       g.lamps, g.decided, g.updated_at, s.simulated
FROM grouped g
JOIN store.city c ON c.city_id = g.city_id
JOIN store.city_simulated s ON s.city_id = g.city_id
WHERE (SELECT admitted FROM store.session_gate);

COMMENT ON VIEW open_data.lamp_group IS 'Energy and light of the lamps of one cell of 0.01 degrees in one lighting night. The groups of a night divide the lamps of the city; none has fewer than five.';
COMMENT ON COLUMN open_data.lamp_group.city_id IS 'Id of the city.';
COMMENT ON COLUMN open_data.lamp_group.name_en IS 'English name of the city.';
COMMENT ON COLUMN open_data.lamp_group.name_th IS 'Thai name of the city.';
COMMENT ON COLUMN open_data.lamp_group.group_id IS 'South-west corner of the cell as latitude,longitude; rest: lamps of small cells and lamps without a registered place, put together.';
COMMENT ON COLUMN open_data.lamp_group.night IS 'Lighting night, local noon to noon, named by the date of its dusk.';
COMMENT ON COLUMN open_data.lamp_group.latitude IS 'Degrees north (WGS 84) of the middle of the cell; NULL for the rest.';
COMMENT ON COLUMN open_data.lamp_group.longitude IS 'Degrees east (WGS 84) of the middle of the cell; NULL for the rest.';
COMMENT ON COLUMN open_data.lamp_group.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN open_data.lamp_group.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN open_data.lamp_group.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN open_data.lamp_group.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN open_data.lamp_group.day_burn_wh IS 'Energy in Wh of lamps that burned by day.';
COMMENT ON COLUMN open_data.lamp_group.dark_period_seconds IS 'Seconds between sunset and sunrise, summed over the lamps.';
COMMENT ON COLUMN open_data.lamp_group.lit_seconds IS 'Seconds of the dark period during which lamps burned, summed over the lamps.';
COMMENT ON COLUMN open_data.lamp_group.dark_seconds IS 'Seconds during which lamps should have burned and did not, summed over the lamps.';
COMMENT ON COLUMN open_data.lamp_group.unknown_seconds IS 'Seconds of the dark period about which nothing is known, summed over the lamps.';
COMMENT ON COLUMN open_data.lamp_group.day_burn_seconds IS 'Seconds during which lamps burned by day, summed over the lamps.';
COMMENT ON COLUMN open_data.lamp_group.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN open_data.lamp_group.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN open_data.lamp_group.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected. Below 0.8 the figures are not reportable.';
COMMENT ON COLUMN open_data.lamp_group.availability IS '1 - dark over expected seconds of light, 0 to 1; NULL when no light was expected.';
COMMENT ON COLUMN open_data.lamp_group.lamps IS 'Number of lamps in the sums, at least 5.';
COMMENT ON COLUMN open_data.lamp_group.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN open_data.lamp_group.updated_at IS 'When the newest of its lamps was last written.';
COMMENT ON COLUMN open_data.lamp_group.simulated IS 'True: the city has lamps of a demonstration fleet; its figures describe no real lamp.';

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.city_simulated, store.month_of_few, open_data.city_night, open_data.city_month, open_data.lamp_group TO sawang_owner;
GRANT SELECT ON open_data.city_night, open_data.city_month, open_data.lamp_group TO sawang_public, sawang_analyst, sawang_auditor;
