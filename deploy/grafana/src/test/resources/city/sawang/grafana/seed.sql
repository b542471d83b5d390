-- A plausible fleet, relative to now: {lamps} lamps in each of five cities, {days} days of figures, with every kind of trouble.
INSERT INTO store.city (city_id, name_en, name_th, timezone, latitude, longitude) VALUES
  ('chiang-mai', 'Chiang Mai', 'เชียงใหม่', 'Asia/Bangkok', 18.7953, 98.9986),
  ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783),
  ('hat-yai', 'Hat Yai', 'หาดใหญ่', 'Asia/Bangkok', 7.009, 100.475),
  ('chumphon', 'Chumphon', 'ชุมพร', 'Asia/Bangkok', 10.4928, 99.1792),
  ('satun', 'Satun', 'สตูล', 'Asia/Bangkok', 6.624, 100.067),
  ('empty-town', 'Empty Town', 'เมืองว่าง', 'Asia/Bangkok', 13.7, 100.5);

-- Of each city's donation nothing but the programme was published; the lamps belong to a demonstration, every fifth of them to another batch.
INSERT INTO store.deployment (deployment_id, city_id, programme, donor, kind, simulated, declared_lamps, declared_value_thb, installed_on, baseline_mw)
SELECT city_id || '-ambassadors-1', city_id, 'Smart City Ambassadors', 'Jumbo Electronics', 'NEW', false, NULL::integer, NULL::numeric, NULL::date, NULL::bigint
FROM store.city
UNION ALL
SELECT city_id || '-demo', city_id, 'Demonstration', NULL, 'RETROFIT', true, {lamps}, 160000, '2021-10-01', 150000 FROM store.city
UNION ALL
SELECT city_id || '-demo-2', city_id, 'Demonstration', NULL, 'NEW', true, {lamps} / 5, NULL, '2022-03-01', NULL FROM store.city;

INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered,
                        report_interval_s, schedule)
SELECT c.city_id, 'L-' || to_char(i, 'FM000'), c.city_id || CASE WHEN i % 5 = 0 THEN '-demo-2' ELSE '-demo' END, 'F' || (i % 3 + 1), 'nlc-' || c.city_id || '-' || i,
       c.latitude + (i % 3 - 1) * 0.0016 + (i / 3) * 0.00012, c.longitude + 0.0015 + (i / 3) * 0.0007 + (i % 3) * 0.0003,
       CASE WHEN i % 3 = 0 THEN 100000 ELSE 60000 END, CASE WHEN i = {lamps} THEN 'COMMISSIONED' ELSE 'REPORTING' END, false, 60,
       'dusk-to-dawn 100%; 23:00 60%; 05:00 100%'
FROM store.city c CROSS JOIN generate_series(1, {lamps}) i
WHERE c.city_id <> 'empty-town';

-- Names that somebody gives to make a page or a query stumble.
UPDATE store.lamp SET lamp_id = '<script>alert(1)</script>' WHERE city_id = 'satun' AND lamp_id = 'L-001';
UPDATE store.lamp SET lamp_id = '''; DROP TABLE store.lamp; --' WHERE city_id = 'satun' AND lamp_id = 'L-002';
UPDATE store.lamp SET lamp_id = 'เสาไฟหน้าวัดน้ำใสใต้ต้นโพธิ์ที่มีชื่อยาวมากๆ ซอยสุขสันต์ ๑๒/๓๔ ตรงข้ามโรงเรียนบ้านควนกี่กี้ ฝั่งทิศตะวันออกเฉียงใต้' WHERE city_id = 'satun' AND lamp_id = 'L-003';
UPDATE store.lamp SET lamp_id = '$__timeFrom() OR true' WHERE city_id = 'satun' AND lamp_id = 'L-004';

-- Given, and not yet put up; and taken down.
INSERT INTO store.lamp (city_id, lamp_id, deployment_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
SELECT city_id, 'L-9' || n, city_id || '-demo', latitude, longitude, 60000, stage, false, 60, 'dusk-to-dawn 100%'
FROM store.city CROSS JOIN (VALUES (0, 'DELIVERED'), (1, 'INSTALLED'), (2, 'RETIRED')) more (n, stage)
WHERE city_id IN ('hat-yai', 'satun');

-- The third circuit has no meter.
INSERT INTO store.meter (city_id, meter_id, deployment_id, feeder_id, latitude, longitude, report_interval_s, stage)
SELECT city_id, 'meter-' || f, city_id || '-demo', 'F' || f, latitude, longitude, 900, 'REPORTING'
FROM store.city CROSS JOIN generate_series(1, 2) f
WHERE city_id <> 'empty-town';

INSERT INTO store.assignment (city_id, controller_id, lamp_id) SELECT city_id, controller_id, lamp_id FROM store.lamp WHERE controller_id IS NOT NULL;

-- In Nan it is always night and in Chiang Mai always day, whenever {fixed} is true; elsewhere the sun is on time.
INSERT INTO store.night_calendar (city_id, night, dusk, dawn)
SELECT c.city_id, d::date,
       CASE WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'mueang-nan' THEN now() - INTERVAL '5 hours'
            WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'chiang-mai' THEN now() + INTERVAL '1 hour'
            ELSE (d::date + TIME '17:55') AT TIME ZONE 'Asia/Bangkok' END,
       CASE WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'mueang-nan' THEN now() + INTERVAL '7 hours'
            WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'chiang-mai' THEN now() + INTERVAL '8 hours'
            ELSE (d::date + 1 + TIME '06:20') AT TIME ZONE 'Asia/Bangkok' END
FROM store.city c
CROSS JOIN (SELECT ((now() AT TIME ZONE 'Asia/Bangkok') - INTERVAL '12 hours')::date AS tonight) t
CROSS JOIN generate_series(t.tonight - {days}, t.tonight + 1, INTERVAL '1 day') d;

-- What each lamp did in each quarter of an hour: n is its number, w its watts while lit.
CREATE TEMP TABLE did AS
SELECT l.city_id, l.lamp_id, l.deployment_id, l.feeder_id, l.controller_id, l.nominal_mw, p.at, l.n, l.stage = 'COMMISSIONED' AS never,
       l.stage = 'REPORTING' AND p.at < q.silent_from AS heard, dark.yes AS dark,
       CASE WHEN l.n % 8 = 5 AND p.at > now() - INTERVAL '30 hours' THEN false
            WHEN l.n % 8 = 3 AND p.at > now() - INTERVAL '50 hours' THEN true
            ELSE dark.yes END AS lit,
       CASE WHEN extract(hour FROM p.at AT TIME ZONE 'Asia/Bangkok') BETWEEN 5 AND 22 THEN 1.0 ELSE 0.6 END AS dim,
       (abs(hashtext(l.city_id || l.lamp_id || p.at::text)) % 1000) / 1000.0 AS noise
FROM (SELECT *, substring(controller_id FROM '[0-9]+$')::integer AS n FROM store.lamp WHERE stage IN ('COMMISSIONED', 'REPORTING')) l
CROSS JOIN LATERAL (SELECT CASE WHEN l.n % 8 = 7 THEN now() - INTERVAL '9 hours' ELSE 'infinity' END AS silent_from) q
CROSS JOIN generate_series(date_bin('15 minutes', now(), '2000-01-03 00:00+00') - {days} * INTERVAL '1 day',
                           date_bin('15 minutes', now(), '2000-01-03 00:00+00'), INTERVAL '15 minutes') p(at)
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM store.night_calendar k
                                   WHERE k.city_id = l.city_id AND k.night = ((p.at AT TIME ZONE 'Asia/Bangkok') - INTERVAL '12 hours')::date
                                     AND p.at >= k.dusk AND p.at < k.dawn) AS yes) dark;

ANALYZE did;

INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh,
  estimated_mwh, active_power_avg_mw, active_power_min_mw, active_power_max_mw, supply_voltage_avg_mv, power_factor_avg_bp, dim_actual_avg_bp,
  lit_seconds, readings_expected, readings_accepted, flags, decided, revision,
  dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, day_burn_s, day_mwh, day_burn_mwh)
SELECT at, city_id, lamp_id, deployment_id, feeder_id, e, CASE WHEN heard THEN e - e / 40 ELSE 0 END,
       CASE WHEN heard THEN e / 40 ELSE 0 END, CASE WHEN heard OR never THEN 0 ELSE e END,
       CASE WHEN heard THEN w END, CASE WHEN heard THEN w * 97 / 100 END, CASE WHEN heard THEN w * 104 / 100 END,
       CASE WHEN heard THEN (226000 + 6000 * noise - CASE WHEN lit THEN 3500 ELSE 0 END)::bigint END, CASE WHEN heard AND lit THEN 9600 END,
       CASE WHEN heard THEN CASE WHEN lit THEN (dim * 10000)::integer ELSE 0 END END,
       CASE WHEN heard AND lit THEN 900 ELSE 0 END, 15, CASE WHEN NOT heard THEN 0 WHEN noise > 0.96 THEN 11 ELSE 15 END,
       CASE WHEN n = 2 AND noise > 0.997 THEN 'METER_RESET' END, at < now() - INTERVAL '1 hour', 1,
       900 * dark::integer, 900 * dark::integer, 900 * (dark AND heard AND lit)::integer, 900 * (dark AND heard AND NOT lit)::integer,
       900 * (dark AND NOT heard)::integer, 900 * (NOT dark AND heard AND lit)::integer,
       CASE WHEN dark OR never THEN 0 ELSE e END, CASE WHEN NOT dark AND heard AND lit THEN e ELSE 0 END
FROM (SELECT *, CASE WHEN lit THEN (nominal_mw * dim * (0.97 + 0.05 * noise))::bigint ELSE 400 END AS w,
             CASE WHEN never THEN NULL WHEN lit THEN (nominal_mw * dim * (0.97 + 0.05 * noise) / 4)::bigint ELSE 100 END AS e FROM did) d;

-- What the jobs roll up.
INSERT INTO store.lamp_night (city_id, lamp_id, night, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh,
  day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters,
  flags, decided)
SELECT city_id, lamp_id, ((period_start AT TIME ZONE 'Asia/Bangkok') - INTERVAL '12 hours')::date AS night, deployment_id, feeder_id, sum(energy_mwh),
       sum(measured_mwh), sum(interpolated_mwh), sum(estimated_mwh), sum(day_mwh), sum(day_burn_mwh), sum(dark_period_s), sum(expected_lit_s),
       sum(lit_dark_s), sum(dark_s), sum(unknown_s), sum(scheduled_off_s), sum(day_burn_s), sum(readings_expected), sum(readings_accepted), count(*),
       string_agg(DISTINCT flags, ','), bool_and(decided) AND count(*) = 96
FROM store.lamp_quarter_hour
GROUP BY city_id, lamp_id, night, deployment_id, feeder_id;

INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
  expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
SELECT city_id, night, sum(energy_mwh), sum(measured_mwh), sum(interpolated_mwh), sum(estimated_mwh), sum(day_mwh), sum(day_burn_mwh), sum(dark_period_s),
       sum(expected_lit_s), sum(lit_dark_s), sum(dark_s), sum(unknown_s), sum(scheduled_off_s), sum(day_burn_s), sum(readings_expected),
       sum(readings_accepted), count(*), bool_and(decided)
FROM store.lamp_night
GROUP BY city_id, night;

INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
  expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
SELECT city_id, date_trunc('month', period_start AT TIME ZONE 'Asia/Bangkok')::date AS month, sum(energy_mwh), sum(measured_mwh), sum(interpolated_mwh),
       sum(estimated_mwh), sum(day_mwh), sum(day_burn_mwh), sum(dark_period_s), sum(expected_lit_s), sum(lit_dark_s), sum(dark_s), sum(unknown_s),
       sum(scheduled_off_s), sum(day_burn_s), sum(readings_expected), sum(readings_accepted), count(DISTINCT lamp_id), bool_and(decided)
FROM store.lamp_quarter_hour
GROUP BY city_id, month;

-- A meter finds a little more than its lamps: losses in the cable.
INSERT INTO store.feeder_quarter_hour (city_id, feeder_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected,
  readings_accepted, lamps_expected, lamps_reporting, lamps_lit, meter_energy_mwh, meter_measured_mwh, meter_interpolated_mwh, meter_estimated_mwh,
  meter_readings_expected, meter_readings_accepted, decided)
SELECT city_id, feeder_id, period_start, s.energy, s.measured, s.interpolated, s.estimated, s.expected, s.accepted, s.lamps, s.reporting, s.lit,
       CASE WHEN feeder_id <> 'F3' THEN s.energy * 1031 / 1000 END, CASE WHEN feeder_id <> 'F3' THEN s.energy * 1031 / 1000 ELSE 0 END, 0, 0,
       CASE WHEN feeder_id <> 'F3' THEN 1 ELSE 0 END, CASE WHEN feeder_id <> 'F3' THEN 1 ELSE 0 END, s.decided
FROM (SELECT city_id, feeder_id, period_start, sum(energy_mwh)::bigint AS energy, sum(measured_mwh) AS measured, sum(interpolated_mwh) AS interpolated,
             sum(estimated_mwh) AS estimated, sum(readings_expected) AS expected, sum(readings_accepted) AS accepted, count(*) AS lamps,
             count(*) FILTER (WHERE readings_accepted > 0) AS reporting, count(*) FILTER (WHERE lit_seconds > 0) AS lit, bool_and(decided) AS decided
      FROM store.lamp_quarter_hour
      GROUP BY city_id, feeder_id, period_start) s;

INSERT INTO store.city_quarter_hour (city_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected,
  readings_accepted, lamps_expected, lamps_reporting, lamps_lit, decided)
SELECT city_id, period_start, sum(energy_mwh), sum(measured_mwh), sum(interpolated_mwh), sum(estimated_mwh), sum(readings_expected),
       sum(readings_accepted), sum(lamps_expected), sum(lamps_reporting), sum(lamps_lit), bool_and(decided)
FROM store.feeder_quarter_hour
GROUP BY city_id, period_start;

INSERT INTO store.invariant_check (invariant, checked_at, subjects, violations) VALUES
  ('lamp energy equals its counter', now() - INTERVAL '2 minutes', 40, 1),
  ('received equals accepted, duplicate and refused', now() - INTERVAL '3 minutes', 120, 0),
  ('city equals the sum of its lamps', now() - INTERVAL '3 hours', 3600, 0);
INSERT INTO store.invariant_violation (invariant, city_id, subject_id, at, expected, found, detail, detected_at)
VALUES ('lamp energy equals its counter', 'satun', '<script>alert(1)</script>', now() - INTERVAL '20 minutes', 41250, 41252,
        'counter 41.250 Wh, booked 41.252 Wh', now() - INTERVAL '2 minutes');
INSERT INTO store.restatement_due (city_id, subject_id, period_start, reason, noted_at)
SELECT city_id, 'L-006', date_trunc('hour', now()) - i * INTERVAL '7 hours', (ARRAY['TOO_LATE', 'FREED', 'RESTATED'])[i % 3 + 1], now() - i * INTERVAL '3 hours'
FROM store.city CROSS JOIN generate_series(1, 14) i
WHERE city_id IN ('mueang-nan', 'satun');

INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, lamp_id, topic, profile, boot_id, seq,
  active_power_mw, energy_total_mwh, supply_voltage_mv, dim_command_bp, dim_actual_bp, lamp_on, relay_on, historical, quality_flags, lateness)
SELECT t, d.city_id, CASE WHEN d.n = 4 AND t < now() - INTERVAL '14 hours' THEN 'nlc-old-4' ELSE d.controller_id END, row_number() OVER (), t + (0.4 + 3 * d.noise) * INTERVAL '1 second', 'LAMP', d.lamp_id,
       'lighting/v1/' || d.city_id || '/' || d.controller_id || '/reading', 'native', 1, row_number() OVER (),
       CASE WHEN d.lit THEN (d.nominal_mw * d.dim * (0.97 + 0.05 * d.noise))::bigint ELSE 400 END, 1000000 + row_number() OVER (),
       (226000 + 6000 * d.noise)::bigint, CASE WHEN d.lit THEN (d.dim * 10000)::integer ELSE 0 END,
       CASE WHEN d.lit THEN (d.dim * 10000)::integer - CASE WHEN d.n = 6 THEN 1500 ELSE 0 END ELSE 0 END, d.lit, d.lit, false,
       CASE WHEN d.noise > 0.99 THEN 'VOLTAGE_SUSPECT' END, 'IN_TIME'
FROM did d CROSS JOIN LATERAL generate_series(d.at, d.at + INTERVAL '10 minutes', INTERVAL '5 minutes') t
WHERE d.heard AND d.at > now() - INTERVAL '30 hours' AND t <= now() - INTERVAL '20 seconds';

ANALYZE store.reading;

INSERT INTO store.lamp_state (city_id, controller_id, lamp_id, observed_at, received_at, active_power_mw, supply_voltage_mv, dim_command_bp,
  dim_actual_bp, lamp_on, relay_on, expected_lit, expected_mw)
SELECT r.city_id, r.controller_id, r.lamp_id, r.observed_at, r.received_at, r.active_power_mw, r.supply_voltage_mv,
       r.dim_command_bp, r.dim_actual_bp, r.lamp_on, r.relay_on, x.dark,
       CASE WHEN NOT x.dark THEN 0 WHEN extract(hour FROM r.observed_at AT TIME ZONE 'Asia/Bangkok') BETWEEN 5 AND 22 THEN l.nominal_mw ELSE l.nominal_mw * 6 / 10 END
FROM (SELECT DISTINCT ON (city_id, controller_id) * FROM store.reading WHERE controller_id <> 'nlc-old-4' ORDER BY city_id, controller_id, observed_at DESC) r
JOIN store.lamp l ON l.city_id = r.city_id AND l.controller_id = r.controller_id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM store.night_calendar k WHERE k.city_id = r.city_id AND r.observed_at >= k.dusk AND r.observed_at < k.dawn) AS dark) x;

INSERT INTO store.lamp_state (city_id, controller_id, observed_at, received_at, active_power_mw, lamp_on)
VALUES ('mueang-nan', 'stranger-7', now() - INTERVAL '2 minutes', now() - INTERVAL '1 minute', 33000, true);

INSERT INTO store.ledger_hour (city_id, hour, received, in_time, late_corrected, too_late, duplicate, quarantined, missing_seq)
SELECT c.city_id, h, a + l + d + q, a, l, 0, d, q, CASE WHEN extract(hour FROM h) = 3 THEN 17 ELSE 0 END
FROM store.city c
CROSS JOIN generate_series(date_trunc('hour', now()) - {days} * INTERVAL '1 day', date_trunc('hour', now()), INTERVAL '1 hour') h
CROSS JOIN LATERAL (SELECT 60 * {lamps} - abs(hashtext(c.city_id || h::text)) % 20 AS a,
                           CASE WHEN extract(hour FROM h) IN (1, 2) THEN 40 ELSE 3 END AS l, abs(hashtext(h::text)) % 9 AS d,
                           CASE WHEN c.city_id = 'hat-yai' AND extract(hour FROM h) = 14 THEN 260 ELSE abs(hashtext(h::text || 'q')) % 4 END AS q) n
WHERE c.city_id <> 'empty-town';

INSERT INTO store.quarantine (quarantine_id, received_at, city_id, controller_id, topic, reason, detail, profile, element_index, payload, redriven_at)
SELECT 'q-' || i, now() - i * INTERVAL '11 minutes', CASE WHEN i % 7 = 0 THEN NULL ELSE 'hat-yai' END, 'nlc-hat-yai-' || i % 9,
       'lighting/v1/hat-yai/nlc-hat-yai-' || i % 9 || '/reading',
       (ARRAY['NOT_JSON', 'OUT_OF_RANGE', 'TIME_WITHOUT_ZONE', 'MISSING_FIELD', 'NOT_UTF8'])[i % 5 + 1],
       'supplyVoltageV is 9999: expected 0 to 600 <b>volts</b>', 'native', -1,
       CASE WHEN i % 5 = 4 THEN '\xfffe00'::bytea ELSE convert_to('{"observedAt":"2026-11-22T19:30:00","supplyVoltageV":9999}', 'UTF8') END,
       CASE WHEN i % 20 = 0 THEN now() END
FROM generate_series(1, 300) i;

DROP TABLE did;
ANALYZE;
