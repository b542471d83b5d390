-- What a counter moved and nobody can book, beside every sum of energy: Σ booked + Σ unbooked is what the counters moved. And who timed a reading.

ALTER TABLE store.reading ADD COLUMN time_source text NOT NULL DEFAULT 'DEVICE';
ALTER TABLE store.reading ADD COLUMN counter_resolution_mwh bigint;

ALTER TABLE store.lamp_quarter_hour ADD COLUMN unbooked_mwh bigint NOT NULL DEFAULT 0;
ALTER TABLE store.lamp_night ADD COLUMN unbooked_mwh bigint NOT NULL DEFAULT 0;
ALTER TABLE store.feeder_quarter_hour ADD COLUMN unbooked_mwh bigint NOT NULL DEFAULT 0;
ALTER TABLE store.city_quarter_hour ADD COLUMN unbooked_mwh bigint NOT NULL DEFAULT 0;
ALTER TABLE store.city_night ADD COLUMN unbooked_mwh bigint NOT NULL DEFAULT 0;
ALTER TABLE store.city_month ADD COLUMN unbooked_mwh bigint NOT NULL DEFAULT 0;
ALTER TABLE store.feeder_quarter_hour ADD COLUMN meter_unbooked_mwh bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE VIEW energy.lamp_quarter_hour WITH (security_barrier) AS
SELECT city_id, deployment_id, feeder_id, lamp_id, period_start,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       (active_power_avg_mw * 0.001)::numeric(12, 3) AS active_power_avg_w,
       (active_power_min_mw * 0.001)::numeric(12, 3) AS active_power_min_w,
       (active_power_max_mw * 0.001)::numeric(12, 3) AS active_power_max_w,
       (supply_voltage_avg_mv * 0.001)::numeric(9, 3) AS supply_voltage_avg_v,
       (power_factor_avg_bp * 0.0001)::numeric(5, 4) AS power_factor_avg,
       (dim_actual_avg_bp * 0.01)::numeric(5, 2) AS dim_actual_avg_pct,
       lit_seconds, readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) END::numeric(5, 4) AS completeness,
       decided, revision, updated_at, flags,
       dark_period_s AS dark_period_seconds, expected_lit_s AS expected_lit_seconds, dark_s AS dark_seconds, unknown_s AS unknown_seconds,
       scheduled_off_s AS scheduled_off_seconds, day_burn_s AS day_burn_seconds,
       (day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       (day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       restated,
       lit_dark_s AS lit_dark_seconds,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh
FROM store.lamp_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN energy.lamp_quarter_hour.unbooked_wh IS 'Energy in Wh that the counter moved and that is booked nowhere, because no lamp can have used it in the time (METER_JUMP); stands where it was seen.';

CREATE OR REPLACE VIEW energy.lamp_night WITH (security_barrier) AS
SELECT city_id, deployment_id, feeder_id, lamp_id, night,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       dark_period_s AS dark_period_seconds, lit_dark_s AS lit_seconds, dark_s AS dark_seconds, unknown_s AS unknown_seconds, day_burn_s AS day_burn_seconds,
       (day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) END::numeric(5, 4) AS completeness,
       CASE WHEN expected_lit_s > 0 THEN greatest(1 - dark_s::numeric / expected_lit_s, 0) END::numeric(5, 4) AS availability,
       decided, revision, updated_at,
       expected_lit_s AS expected_lit_seconds, scheduled_off_s AS scheduled_off_seconds,
       (day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       quarters, flags, restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh
FROM store.lamp_night
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN energy.lamp_night.unbooked_wh IS 'Energy in Wh that the counter moved and that is booked nowhere, because no lamp can have used it in the time (METER_JUMP); stands where it was seen.';

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
       (meter_unbooked_mwh * 0.001)::numeric(20, 3) AS meter_unbooked_wh
FROM store.feeder_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN energy.feeder_quarter_hour.unbooked_wh IS 'Energy in Wh that the counters of the lamps moved and that is booked nowhere, because no lamp can have used it in the time (METER_JUMP); stands where it was seen.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_unbooked_wh IS 'Energy in Wh that the counter of the meter moved and that is booked nowhere, because the circuit cannot have used it in the time (METER_JUMP).';

CREATE OR REPLACE VIEW energy.city_quarter_hour WITH (security_barrier) AS
SELECT city_id, period_start,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) END::numeric(5, 4) AS completeness,
       lamps_expected, lamps_reporting, lamps_lit, decided, revision, updated_at, restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh
FROM store.city_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN energy.city_quarter_hour.unbooked_wh IS 'Energy in Wh that the counters of the lamps moved and that is booked nowhere, because no lamp can have used it in the time (METER_JUMP); stands where it was seen.';

CREATE OR REPLACE VIEW energy.city_night WITH (security_barrier) AS
SELECT city_id, night,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       dark_period_s AS dark_period_seconds, lit_dark_s AS lit_seconds, dark_s AS dark_seconds, unknown_s AS unknown_seconds, day_burn_s AS day_burn_seconds,
       (day_burn_mwh * 0.001)::numeric(20, 3) AS day_burn_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) END::numeric(5, 4) AS completeness,
       lamps,
       CASE WHEN expected_lit_s > 0 THEN greatest(1 - dark_s::numeric / expected_lit_s, 0) END::numeric(5, 4) AS availability,
       decided, revision, updated_at,
       expected_lit_s AS expected_lit_seconds, scheduled_off_s AS scheduled_off_seconds,
       (day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh
FROM store.city_night
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN energy.city_night.unbooked_wh IS 'Energy in Wh that the counters of the lamps moved and that is booked nowhere, because no lamp can have used it in the time (METER_JUMP); stands where it was seen.';

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
       CASE WHEN expected_lit_s > 0 THEN greatest(1 - dark_s::numeric / expected_lit_s, 0) END::numeric(5, 4) AS availability,
       decided, revision, updated_at,
       expected_lit_s AS expected_lit_seconds, scheduled_off_s AS scheduled_off_seconds,
       (day_mwh * 0.001)::numeric(20, 3) AS day_wh,
       restated,
       (unbooked_mwh * 0.001)::numeric(20, 3) AS unbooked_wh
FROM store.city_month
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN energy.city_month.unbooked_wh IS 'Energy in Wh that the counters of the lamps moved and that is booked nowhere, because no lamp can have used it in the time (METER_JUMP); stands where it was seen.';

CREATE OR REPLACE VIEW operations.reading WITH (security_barrier) AS
SELECT city_id, controller_id,
       -- A reading that came before its controller was registered was archived without a lamp; the registry knows it now.
       coalesce(lamp_id,
                (SELECT a.lamp_id FROM store.assignment a
                 WHERE a.city_id = reading.city_id AND a.controller_id = reading.controller_id
                   AND reading.observed_at >= a.valid_from AND reading.observed_at < a.valid_to
                 LIMIT 1)) AS lamp_id,
       observed_at, received_at, boot_id, seq,
       (active_power_mw * 0.001)::numeric(12, 3) AS active_power_w,
       (energy_total_mwh * 0.001)::numeric(20, 3) AS energy_total_wh,
       (supply_voltage_mv * 0.001)::numeric(9, 3) AS supply_voltage_v,
       (supply_current_ma * 0.001)::numeric(9, 3) AS supply_current_a,
       (power_factor_bp * 0.0001)::numeric(5, 4) AS power_factor,
       (frequency_mhz * 0.001)::numeric(6, 3) AS frequency_hz,
       (dim_command_bp * 0.01)::numeric(5, 2) AS dim_command_pct,
       (dim_actual_bp * 0.01)::numeric(5, 2) AS dim_actual_pct,
       lamp_on, relay_on,
       (operating_s / 3600.0)::numeric(16, 4) AS operating_hours,
       switch_on_count, supply_loss_count,
       (controller_temp_mc * 0.001)::numeric(9, 3) AS controller_temp_c,
       (illuminance_mlx * 0.001)::numeric(12, 3) AS illuminance_lx,
       photocell_on,
       (rssi_mdbm * 0.001)::numeric(9, 3) AS rssi_dbm,
       (comm_quality_bp * 0.01)::numeric(5, 2) AS comm_quality_pct,
       override_active, maintenance_mode, door_open, leakage_detected, breaker_tripped, device_faults,
       CASE WHEN quality_flags IS NULL THEN 'GOOD' ELSE 'SUSPECT' END AS quality,
       historical, quality_flags, lateness, kind, topic, profile, phases::jsonb AS phases, extras::jsonb AS extras,
       time_source
FROM store.reading
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN operations.reading.time_source IS 'Who says when: DEVICE, the payload carried an instant; ARRIVAL, it carried none, and observed_at is when it was received, an upper bound.';
