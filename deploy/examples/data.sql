-- One night of six invented lamps in Nan, small enough to add up by hand. For an empty, migrated database.
-- Full light from 18:00 to 23:00 and from 05:00 to 06:00 (60 W), 60 % from 23:00 to 05:00 (36 W).
-- Lamp 5 was silent from 20:00 to 21:00, lamp 6 dark from 02:00 to 06:00.

INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783);
INSERT INTO store.deployment (city_id, deployment_id, programme, kind, simulated) VALUES ('mueang-nan', 'example', 'Worked example', 'NEW', true);
INSERT INTO store.lamp (city_id, lamp_id, deployment_id, feeder_id, controller_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
SELECT 'mueang-nan', 'L' || i, 'example', 'F1', 'C' || i, 18.7831 + i * 0.0003, 100.7831, 60000, 'REPORTING', false, 300, 'dusk-to-dawn 100%; 23:00 60%; 05:00 100%'
FROM generate_series(1, 6) i;

-- A reading every five minutes from noon to noon; the three of a quarter hour are 300 mW apart.
INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, lamp_id, topic, profile, seq, active_power_mw, dim_actual_bp,
    lamp_on, historical, lateness)
SELECT t, 'mueang-nan', 'C' || i, n, t + INTERVAL '2 seconds', 'LAMP', 'L' || i, 'lighting/v1/mueang-nan/C' || i || '/reading', 'native', n,
       CASE WHEN dim IS NULL OR dark THEN 0 ELSE dim * 6 + (n % 3 - 1) * 300 END, dim, dim IS NOT NULL AND NOT dark, false, 'IN_TIME'
FROM generate_series(1, 6) i
CROSS JOIN generate_series(0, 287) n
CROSS JOIN LATERAL (SELECT TIMESTAMPTZ '2026-11-01 12:00+07' + n * INTERVAL '5 minutes' AS t) at
-- 72 readings after noon it is 18:00.
CROSS JOIN LATERAL (SELECT CASE WHEN n BETWEEN 72 AND 131 OR n BETWEEN 204 AND 215 THEN 10000 WHEN n BETWEEN 132 AND 203 THEN 6000 END AS dim,
                           i = 6 AND n BETWEEN 168 AND 215 AS dark) light
WHERE NOT (i = 5 AND n BETWEEN 96 AND 107);

-- What metering makes of it: 15 Wh a quarter hour at full light, 9 Wh at 60 %, and i mWh more in lamp i, so that the sum shows a lamp left out.
INSERT INTO store.lamp_quarter_hour (period_start, city_id, lamp_id, deployment_id, feeder_id, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh,
    active_power_avg_mw, dim_actual_avg_bp, lit_seconds, readings_expected, readings_accepted, decided, revision, updated_at,
    dark_period_s, expected_lit_s, lit_dark_s, dark_s, unknown_s)
SELECT TIMESTAMPTZ '2026-11-01 12:00+07' + q * INTERVAL '15 minutes', 'mueang-nan', 'L' || i, 'example', 'F1',
       energy, CASE WHEN silent THEN 0 ELSE energy END, CASE WHEN silent THEN energy ELSE 0 END, 0,
       CASE WHEN silent THEN NULL WHEN dim IS NULL OR dark THEN 0 ELSE dim * 6 END, CASE WHEN silent THEN NULL ELSE dim END,
       CASE WHEN dim IS NULL OR dark OR silent THEN 0 ELSE 900 END, 3, CASE WHEN silent THEN 0 ELSE 3 END, true, 4, TIMESTAMPTZ '2026-11-05 13:00+07',
       lit, lit, CASE WHEN dark OR silent THEN 0 ELSE lit END, CASE WHEN dark THEN lit ELSE 0 END, CASE WHEN silent THEN lit ELSE 0 END
FROM generate_series(1, 6) i
CROSS JOIN generate_series(0, 95) q
CROSS JOIN LATERAL (SELECT CASE WHEN q BETWEEN 24 AND 43 OR q BETWEEN 68 AND 71 THEN 10000 WHEN q BETWEEN 44 AND 67 THEN 6000 END AS dim,
                           i = 6 AND q BETWEEN 56 AND 71 AS dark, i = 5 AND q BETWEEN 32 AND 35 AS silent) light
CROSS JOIN LATERAL (SELECT CASE WHEN dim IS NULL THEN 0 ELSE 900 END AS lit, CASE WHEN dim IS NULL OR dark THEN 0 ELSE dim * 3 / 2 + i END AS energy) sums;

-- The published night, added up by hand: five lamps 576 Wh, the sixth 168 Wh less, and 912 mWh of marks.
INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s, expected_lit_s,
    lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided, updated_at)
VALUES ('mueang-nan', '2026-11-01', 3288912, 3228892, 60020, 0, 0, 0, 259200, 259200, 241200, 14400, 3600, 0, 0, 1728, 1716, 6, true, '2026-11-05 13:00+07');
