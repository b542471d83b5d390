-- A plausible fleet, relative to now: {lamps} lamps in each of five cities, {days} days of figures, with every kind of trouble.
INSERT INTO store.city (city_id, name_en, name_th, timezone, latitude, longitude) VALUES
  ('chiang-mai', 'Chiang Mai', 'เชียงใหม่', 'Asia/Bangkok', 18.7953, 98.9986),
  ('nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783),
  ('hat-yai', 'Hat Yai', 'หาดใหญ่', 'Asia/Bangkok', 7.009, 100.475),
  ('chumphon', 'Chumphon', 'ชุมพร', 'Asia/Bangkok', 10.4928, 99.1792),
  ('satun', 'Satun', 'สตูล', 'Asia/Bangkok', 6.624, 100.067),
  ('empty-town', 'Empty Town', 'เมืองว่าง', 'Asia/Bangkok', 13.7, 100.5);

INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated)
SELECT city_id || '-demo', city_id, 'Demonstration', 'NEW', true FROM store.city;

INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered,
                        report_interval_s, schedule)
SELECT c.city_id, 'L-' || to_char(i, 'FM000'), c.city_id || '-demo', 'F' || (i % 3 + 1), 'nlc-' || c.city_id || '-' || i,
       c.latitude + (i % 3 - 1) * 0.0016 + (i / 3) * 0.00012, c.longitude + (i / 3) * 0.0007 + (i % 3) * 0.0003,
       CASE WHEN i % 3 = 0 THEN 100000 ELSE 60000 END, CASE WHEN i = {lamps} THEN 'COMMISSIONED' ELSE 'REPORTING' END, false, 60,
       'dusk-to-dawn 100%; 23:00 60%; 05:00 100%'
FROM store.city c CROSS JOIN generate_series(1, {lamps}) i
WHERE c.city_id <> 'empty-town';

-- Names that somebody gives to make a page or a query stumble.
UPDATE store.lamp SET lamp_id = '<script>alert(1)</script>' WHERE city_id = 'satun' AND lamp_id = 'L-001';
UPDATE store.lamp SET lamp_id = '''; DROP TABLE store.lamp; --' WHERE city_id = 'satun' AND lamp_id = 'L-002';
UPDATE store.lamp SET lamp_id = 'เสาไฟหน้าวัดน้ำใสใต้ต้นโพธิ์ที่มีชื่อยาวมากๆ ซอยสุขสันต์ ๑๒/๓๔ ตรงข้ามโรงเรียนบ้านควนกี่กี้ ฝั่งทิศตะวันออกเฉียงใต้' WHERE city_id = 'satun' AND lamp_id = 'L-003';
UPDATE store.lamp SET lamp_id = '$__timeFrom() OR true' WHERE city_id = 'satun' AND lamp_id = 'L-004';

INSERT INTO store.assignment (city_id, controller_id, lamp_id) SELECT city_id, controller_id, lamp_id FROM store.lamp;

-- In Nan it is always night and in Chiang Mai always day, whenever {fixed} is true; elsewhere the sun is on time.
INSERT INTO store.night_calendar (city_id, night, dusk, dawn)
SELECT c.city_id, d::date,
       CASE WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'nan' THEN now() - INTERVAL '5 hours'
            WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'chiang-mai' THEN now() + INTERVAL '1 hour'
            ELSE (d::date + TIME '17:55') AT TIME ZONE 'Asia/Bangkok' END,
       CASE WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'nan' THEN now() + INTERVAL '7 hours'
            WHEN {fixed} AND d::date = t.tonight AND c.city_id = 'chiang-mai' THEN now() + INTERVAL '8 hours'
            ELSE (d::date + 1 + TIME '06:20') AT TIME ZONE 'Asia/Bangkok' END
FROM store.city c
CROSS JOIN (SELECT ((now() AT TIME ZONE 'Asia/Bangkok') - INTERVAL '12 hours')::date AS tonight) t
CROSS JOIN generate_series(t.tonight - {days}, t.tonight + 1, INTERVAL '1 day') d;

-- What each lamp did in each quarter of an hour: n is its number, w its watts while lit.
CREATE TEMP TABLE did AS
SELECT l.city_id, l.lamp_id, l.deployment_id, l.feeder_id, l.controller_id, l.nominal_mw, p.at, l.n,
       p.at < q.silent_from AS heard,
       CASE WHEN l.n % 8 = 5 AND p.at > now() - INTERVAL '30 hours' THEN false
            WHEN l.n % 8 = 3 AND p.at > now() - INTERVAL '50 hours' THEN true
            ELSE dark.yes END AS lit,
       CASE WHEN extract(hour FROM p.at AT TIME ZONE 'Asia/Bangkok') BETWEEN 5 AND 22 THEN 1.0 ELSE 0.6 END AS dim,
       (abs(hashtext(l.city_id || l.lamp_id || p.at::text)) % 1000) / 1000.0 AS noise
FROM (SELECT *, substring(controller_id FROM '[0-9]+$')::integer AS n FROM store.lamp WHERE stage = 'REPORTING') l
CROSS JOIN LATERAL (SELECT CASE WHEN l.n % 8 = 7 THEN now() - INTERVAL '9 hours' ELSE 'infinity' END AS silent_from) q
CROSS JOIN generate_series(date_bin('15 minutes', now(), '2000-01-03 00:00+00') - {days} * INTERVAL '1 day',
                           date_bin('15 minutes', now(), '2000-01-03 00:00+00'), INTERVAL '15 minutes') p(at)
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM store.night_calendar k
                                   WHERE k.city_id = l.city_id AND k.night = ((p.at AT TIME ZONE 'Asia/Bangkok') - INTERVAL '12 hours')::date
                                     AND p.at >= k.dusk AND p.at < k.dawn) AS yes) dark;

ANALYZE did;

INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh,
  estimated_mwh, active_power_avg_mw, active_power_min_mw, active_power_max_mw, supply_voltage_avg_mv, power_factor_avg_bp, dim_actual_avg_bp,
  lit_seconds, readings_expected, readings_accepted, flags, decided, revision)
SELECT at, city_id, lamp_id, deployment_id, feeder_id, e, CASE WHEN heard THEN e - e / 40 ELSE 0 END,
       CASE WHEN heard THEN e / 40 ELSE 0 END, CASE WHEN heard THEN 0 ELSE e END,
       CASE WHEN heard THEN w END, CASE WHEN heard THEN w * 97 / 100 END, CASE WHEN heard THEN w * 104 / 100 END,
       CASE WHEN heard THEN (226000 + 6000 * noise - CASE WHEN lit THEN 3500 ELSE 0 END)::bigint END, CASE WHEN heard AND lit THEN 9600 END,
       CASE WHEN heard THEN CASE WHEN lit THEN (dim * 10000)::integer ELSE 0 END END,
       CASE WHEN heard AND lit THEN 900 ELSE 0 END, 15, CASE WHEN NOT heard THEN 0 WHEN noise > 0.96 THEN 11 ELSE 15 END,
       CASE WHEN n = 2 AND noise > 0.997 THEN 'METER_RESET' END, at < now() - INTERVAL '1 hour', 1
FROM (SELECT *, CASE WHEN lit THEN (nominal_mw * dim * (0.97 + 0.05 * noise))::bigint ELSE 400 END AS w,
             CASE WHEN lit THEN (nominal_mw * dim * (0.97 + 0.05 * noise) / 4)::bigint ELSE 100 END AS e FROM did) d;

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
VALUES ('nan', 'stranger-7', now() - INTERVAL '2 minutes', now() - INTERVAL '1 minute', 33000, true);

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
