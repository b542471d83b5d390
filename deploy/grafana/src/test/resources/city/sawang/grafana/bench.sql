-- The second cohort: {cities} cities of {lamps} lamps. What grows with cities has a year. What grows with lamps or circuits would be billions of rows, so it is
-- as long as a query can reach: a year of nights of all lamps and of quarter hours of all circuits of city-001 (the one that the pages choose), {nights} nights and
-- {days} days of all others; a year of quarter hours of the lamps of circuit F-000 and of readings of lamp L-00007, a day of those of all lamps of one city in ten.
-- Rows lie in the order of time, as they are written. They are made by sets; the figures are plausible and nothing more.
SET synchronous_commit = off;

INSERT INTO store.city
SELECT 'city-' || to_char(i, 'FM000'), 'City ' || to_char(i, 'FM000'), 'เมือง ' || to_char(i, 'FM000'), 'Asia/Bangkok', 6 + i * 0.08, 98 + i * 0.03
FROM generate_series(1, {cities}) i;

INSERT INTO store.deployment (deployment_id, city_id, programme, kind, simulated, declared_lamps)
SELECT city_id || '-' || k, city_id, 'Second cohort', CASE k WHEN 1 THEN 'NEW' ELSE 'RETROFIT' END, false, {lamps} / 2 FROM store.city CROSS JOIN generate_series(1, 2) k;

INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
SELECT city_id, 'L-' || to_char(i, 'FM00000'), city_id || '-' || (i % 2 + 1), 'F-' || to_char(i / 50, 'FM000'), 'nlc-' || i,
       latitude + (i / 50) * 0.0015, longitude + (i % 50) * 0.0004, 60000, 'REPORTING', false, 900, 'dusk-to-dawn 100%'
FROM store.city CROSS JOIN generate_series(1, {lamps}) i;

INSERT INTO store.assignment (city_id, controller_id, lamp_id) SELECT city_id, controller_id, lamp_id FROM store.lamp;

INSERT INTO store.night_calendar (city_id, night, dusk, dawn)
SELECT city_id, d::date, (d::date + TIME '17:55') AT TIME ZONE 'Asia/Bangkok', (d::date + 1 + TIME '06:20') AT TIME ZONE 'Asia/Bangkok'
FROM store.city CROSS JOIN generate_series(now()::date - 366, now()::date + 1, INTERVAL '1 day') d;

INSERT INTO store.lamp_state (city_id, controller_id, lamp_id, observed_at, received_at, active_power_mw, supply_voltage_mv, lamp_on, relay_on, expected_lit, expected_mw)
SELECT city_id, controller_id, lamp_id, now() - INTERVAL '5 minutes', now() - INTERVAL '5 minutes', 58000, 228000, right(lamp_id, 2) NOT IN ('13', '63'), true, true, 60000 FROM store.lamp;

INSERT INTO store.lamp_night (city_id, lamp_id, night, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh,
  day_burn_mwh, dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
SELECT l.city_id, l.lamp_id, (now() AT TIME ZONE 'Asia/Bangkok' - INTERVAL '12 hours')::date - n, l.deployment_id, l.feeder_id, 700000 + n, 690000, 10000 + n, 0, 0, 0,
       44700, 44700, 44000, 700, 0, 0, 0, 96, 95, 96, n > 3
FROM generate_series(364, 0, -1) n CROSS JOIN store.lamp l
WHERE n < {nights} OR l.city_id = 'city-001'
ORDER BY n DESC;

INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
  expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
SELECT city_id, (now() AT TIME ZONE 'Asia/Bangkok' - INTERVAL '12 hours')::date - n, 1400000000 + n, 1380000000, 20000000 + n, 0, 0, 0,
       89400000, 89400000, 88000000, 1400000, 0, 0, 0, 192000, 190000, {lamps}, n > 3
FROM store.city CROSS JOIN generate_series(0, 364) n;

INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
  expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
SELECT city_id, (date_trunc('month', now() AT TIME ZONE 'Asia/Bangkok') - n * INTERVAL '1 month')::date, 42000000000, 41400000000, 600000000, 0, 0, 0,
       2682000000, 2682000000, 2640000000, 42000000, 0, 0, 0, 5760000, 5700000, {lamps}, n > 0
FROM store.city CROSS JOIN generate_series(0, 11) n;

INSERT INTO store.city_quarter_hour (city_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted,
  lamps_expected, lamps_reporting, lamps_lit, decided)
SELECT city_id, p, 30000000, 29500000, 500000, 0, 2000, 1980, {lamps}, {lamps} - 3, {lamps} - 10, true
FROM generate_series(date_bin('15 minutes', now(), '2000-01-03 00:00+00') - {cityDays} * INTERVAL '1 day', now(), INTERVAL '15 minutes') p CROSS JOIN store.city
ORDER BY p;

INSERT INTO store.feeder_quarter_hour (city_id, feeder_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected,
  readings_accepted, lamps_expected, lamps_reporting, lamps_lit, meter_energy_mwh, meter_measured_mwh, meter_interpolated_mwh, meter_estimated_mwh,
  meter_readings_expected, meter_readings_accepted, decided)
SELECT city_id, 'F-' || to_char(f, 'FM000'), p, 750000, 740000, 10000, 0, 50, 49, 50, 50, 49, 770000, 770000, 0, 0, 1, 1, true
FROM generate_series(date_bin('15 minutes', now(), '2000-01-03 00:00+00') - INTERVAL '365 days', now(), INTERVAL '15 minutes') p
CROSS JOIN store.city CROSS JOIN generate_series(0, {lamps} / 50) f
WHERE p >= now() - {days} * INTERVAL '1 day' OR city_id = 'city-001'
ORDER BY p;

INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
  active_power_avg_mw, active_power_min_mw, active_power_max_mw, supply_voltage_avg_mv, dim_actual_avg_bp, lit_seconds, readings_expected, readings_accepted, decided, revision)
SELECT p, city_id, lamp_id, deployment_id, feeder_id, 14500, 14500, 0, 0, 58000, 57000, 59000, 228000, 10000, 900, 1, 1, true, 1
FROM (SELECT *, CASE WHEN city_id = 'city-001' AND feeder_id = 'F-000' THEN 365 ELSE 1 END AS days FROM store.lamp WHERE city_id LIKE '%1') l
CROSS JOIN LATERAL generate_series(date_bin('15 minutes', now(), '2000-01-03 00:00+00') - days * INTERVAL '1 day', now(), INTERVAL '15 minutes') p
ORDER BY p;

INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, lamp_id, topic, profile, boot_id, seq, active_power_mw, energy_total_mwh,
  supply_voltage_mv, supply_current_ma, power_factor_bp, dim_command_bp, dim_actual_bp, lamp_on, relay_on, rssi_mdbm, historical, lateness)
SELECT p, city_id, controller_id, extract(epoch FROM p)::bigint, p + INTERVAL '3 seconds', 'LAMP', lamp_id, 'lighting/v1/' || city_id || '/' || controller_id || '/reading', 'sawang',
       1, extract(epoch FROM p)::bigint / 900, 58000, 1000 * (extract(epoch FROM p)::bigint / 900), 228000, 260, 9700, 10000, 10000, right(lamp_id, 2) NOT IN ('13', '63'), true, -71000, false, 'IN_TIME'
FROM (SELECT *, CASE WHEN city_id = 'city-001' AND lamp_id = 'L-00007' THEN 365 ELSE 1 END AS days FROM store.lamp WHERE city_id LIKE '%1') l
CROSS JOIN LATERAL generate_series(date_bin('15 minutes', now(), '2000-01-03 00:00+00') - days * INTERVAL '1 day', now(), INTERVAL '15 minutes') p
ORDER BY p;

INSERT INTO store.ledger_hour (city_id, hour, received, in_time, late_corrected, too_late, duplicate, quarantined, missing_seq)
SELECT city_id, h, 8000, 7990, 10, 0, 0, 0, 0
FROM store.city CROSS JOIN generate_series(date_trunc('hour', now()) - INTERVAL '365 days', now(), INTERVAL '1 hour') h;

-- One payload in ten thousand is refused.
INSERT INTO store.quarantine (quarantine_id, received_at, city_id, controller_id, topic, reason, detail, profile, element_index, payload)
SELECT 'q-' || i, now() - i * INTERVAL '30 seconds', 'city-' || to_char(i % {cities} + 1, 'FM000'), 'nlc-' || i % {lamps}, 'lighting/v1/city/nlc/reading',
       (ARRAY['NOT_JSON', 'OUT_OF_RANGE', 'MISSING_FIELD', 'CLOCK', 'SPOOF'])[i % 5 + 1], 'a number was expected in active_power_w', 'sawang', -1, decode(repeat('7b7d', 80), 'hex')
FROM generate_series(1, 2 * 60 * 24 * 365) i;

INSERT INTO store.restatement_due (city_id, subject_id, period_start, reason, noted_at)
SELECT city_id, 'L-' || to_char(i, 'FM00000'), date_trunc('day', now()) - i * INTERVAL '6 hours', 'TOO_LATE', now() - i * INTERVAL '6 hours'
FROM store.city CROSS JOIN generate_series(1, 1000) i;

INSERT INTO store.invariant_check (invariant, checked_at, subjects, violations) SELECT 'INVARIANT_' || i, now(), 300000, 0 FROM generate_series(1, 9) i;

VACUUM ANALYZE;
