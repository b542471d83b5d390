-- Two cities, one of them with names that break careless files. All figures by formula, so that a test can state them.
INSERT INTO store.city VALUES
  ('mueang-nan', 'Mueang Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783),
  ('satun', '=1+1,"Satun"', E'สตูล\r\nบรรทัดที่สอง', 'Asia/Bangkok', 6.624, 100.067);
INSERT INTO store.deployment (city_id, deployment_id, programme, donor, declared_value_thb, declared_lamps, installed_on, kind, baseline_mw, simulated)
VALUES ('mueang-nan', 'mueang-nan-demo', 'Demonstration', NULL, NULL, 24, NULL, 'RETROFIT', 150000, true),
       ('satun', 'satun-1', '<script>alert(1)</script>', '', 800000.01, NULL, '2022-06-01', 'NEW', NULL, false);

-- Twelve lamps in one cell, six in the next, three alone in a third.
INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
SELECT 'mueang-nan', 'MUEANG-NAN-L' || to_char(i, 'FM00'), 'mueang-nan-demo', 'MUEANG-NAN-F' || (i % 2 + 1), 'MUEANG-NAN-' || to_char(i, 'FM0000'),
       18.781 + i * 0.0001, CASE WHEN i <= 12 THEN 100.781 WHEN i <= 18 THEN 100.791 ELSE 100.801 END + i * 0.0001,
       60000, 'COMMISSIONED', false, 900, 'dusk-to-dawn 100%; 23:00 60%; 05:00 100%'
FROM generate_series(1, 21) i;
INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
SELECT 'satun', name, 'satun-1', NULL, NULL, 6.624, 100.067, 41500, 'REPORTING', true, 900, 'dusk-to-dawn 100%'
FROM unnest(ARRAY['<script>alert("x")</script>', '''; drop table store.lamp; --', '=1+1', '@SUM(A1)', E'two\nlines', E'tab\tand "quotes", commas',
                  'ไฟถนน ก็ น้ำ กำ', ' spaces ', '-1', 'é´́']) name;

-- Four quarter hours around the dusk of three nights; the lamp, the night and the quarter can be read from the numbers.
INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
    active_power_avg_mw, active_power_min_mw, active_power_max_mw, supply_voltage_avg_mv, power_factor_avg_bp, dim_actual_avg_bp, lit_seconds,
    readings_expected, readings_accepted, flags, decided, revision, updated_at)
SELECT d + INTERVAL '18 hours' + q * INTERVAL '15 minutes', l.city_id, l.lamp_id, l.deployment_id, l.feeder_id,
       CASE WHEN q = 3 THEN NULL ELSE 12345678901 + q END, q * 1000 + 7, -q, 0,
       CASE WHEN q > 0 THEN 60001 END, NULL, 61000, 229499, 9601, 6000, 900, 1, q % 2,
       CASE q WHEN 0 THEN '' WHEN 1 THEN 'METER_RESET,GAP' END, q < 2, 1, TIMESTAMPTZ '2024-11-25 00:00:00.123456+00'
FROM store.lamp l, generate_series(TIMESTAMPTZ '2024-10-31 00:00+07', '2024-11-02 00:00+07', INTERVAL '1 day') d, generate_series(0, 3) q;

INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, lamp_id, topic, profile, boot_id, seq, active_power_mw,
    energy_total_mwh, supply_voltage_mv, lamp_on, historical, device_faults, phases, extras, lateness)
SELECT TIMESTAMPTZ '2024-11-01 18:00+07' + i * INTERVAL '1 minute', 'mueang-nan', 'MUEANG-NAN-0001', i, TIMESTAMPTZ '2024-11-01 18:00:01.5+07' + i * INTERVAL '1 minute', 'LAMP',
       'MUEANG-NAN-L01', 'lighting/v1/mueang-nan/MUEANG-NAN-0001/reading', 'native', 4294967296 + i, i, -5000 + i, 9007199254740993 + i, NULL, i % 2 = 0, false,
       CASE WHEN i = 1 THEN '=cmd|'' /C calc''!A0' END, '{"L1": 1.50}', '{"ชื่อ": "ค่า, \"quoted\""}', 'IN_TIME'
FROM generate_series(1, 50) i;

INSERT INTO store.ledger_hour VALUES ('mueang-nan', '2024-11-01 11:00+00', 51, 50, 0, 0, 0, 1, 2), ('(unknown)', '2024-11-01 11:00+00', 1, 0, 0, 0, 0, 1, 0);
INSERT INTO store.quarantine VALUES
  ('q1', '2024-11-01 11:00:00.5+00', 'mueang-nan', 'C', 'lighting/v1/mueang-nan/C/reading', 'NOT_JSON', E'line 1\r\n"quoted", and a comma', NULL, -1, '\x00ff0d0a2c22', NULL),
  ('q2', '2024-11-30 11:00:00+00', NULL, NULL, 't', 'NOT_UTF8', '', '', 0, '', '2024-12-01 00:00+00');

-- Nights of Nan: two decided, one not. Sums of the lamps, by formula again: lamp i used 600 Wh + i mWh in the night.
INSERT INTO store.lamp_night (city_id, lamp_id, night, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh,
    dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided, updated_at)
SELECT 'mueang-nan', 'MUEANG-NAN-L' || to_char(i, 'FM00'), n, 'mueang-nan-demo', 'MUEANG-NAN-F' || (i % 2 + 1), 600000 + i, 600000 + i, 0, 0, 0, 0,
       42000, 42000, 41000, 900, 100, 0, 0, 48, 47, 96, n < '2024-11-02', TIMESTAMPTZ '2024-11-05 00:00+00'
FROM generate_series(1, 21) i, generate_series(DATE '2024-10-31', '2024-11-02', INTERVAL '1 day') n;
INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s,
    lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided, updated_at)
SELECT city_id, night, sum(energy_mwh), sum(measured_mwh), sum(interpolated_mwh), sum(estimated_mwh), sum(day_mwh), sum(day_burn_mwh), sum(dark_period_s),
       sum(expected_lit_s), sum(lit_dark_s), sum(dark_s), sum(unknown_s), sum(scheduled_off_s), sum(day_burn_s), sum(readings_expected), sum(readings_accepted),
       count(*), bool_and(decided), TIMESTAMPTZ '2024-11-05 00:00:01+00'
FROM store.lamp_night GROUP BY city_id, night;
INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s,
    lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided, updated_at)
SELECT city_id, date_trunc('month', night)::date, sum(energy_mwh), sum(measured_mwh), 0, 0, 0, 0, sum(dark_period_s),
       sum(expected_lit_s), sum(lit_dark_s), sum(dark_s), sum(unknown_s), 0, 0, sum(readings_expected), sum(readings_accepted),
       21, false, TIMESTAMPTZ '2024-11-05 00:00:02+00'
FROM store.lamp_night GROUP BY city_id, date_trunc('month', night);
-- A city of four lamps: nobody may see it.
INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s,
    lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
VALUES ('satun', '2024-11-01', 4, 4, 0, 0, 0, 0, 4, 4, 4, 0, 0, 0, 0, 4, 4, 4, true);

INSERT INTO store.feeder_quarter_hour (city_id, feeder_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted,
    lamps_expected, lamps_reporting, lamps_lit, meter_energy_mwh, meter_measured_mwh, meter_interpolated_mwh, meter_estimated_mwh, meter_readings_expected,
    meter_readings_accepted, decided)
SELECT 'mueang-nan', 'MUEANG-NAN-F' || f, TIMESTAMPTZ '2024-11-01 18:00+07' + q * INTERVAL '15 minutes', 60000, 60000, 0, 0, 12, 12, 12, 12, 12,
       CASE WHEN f = 1 THEN 60000 + q * 1111 END, 0, 0, 0, 1, 1, true
FROM generate_series(1, 2) f, generate_series(0, 3) q;
INSERT INTO store.city_quarter_hour (city_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted,
    lamps_expected, lamps_reporting, lamps_lit, decided)
SELECT 'mueang-nan', period_start, sum(energy_mwh), sum(measured_mwh), 0, 0, 24, 24, 24, 24, 24, true FROM store.feeder_quarter_hour GROUP BY period_start;
INSERT INTO store.restatement_due (city_id, subject_id, period_start, reason, noted_at) VALUES ('mueang-nan', '', '2024-11-01 18:00+07', 'TOO_LATE', '2024-11-09 00:00Z');
