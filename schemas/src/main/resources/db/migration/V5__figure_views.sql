-- The figures of V4 as people see them, who may read and write them, and what protects a restated figure.
-- Conventions of V2: exact numeric Wh with three decimals, a security barrier, the cities of the session's login only.

-- One row, for every query of a public view: whether the session may have its answer. A login that sees some cities only gets no EXPLAIN: the rows that
-- a plan counts as removed by the filter are those of the other cities. It stands in the views as a condition of its own, apart from all columns: such a
-- condition is evaluated once, before the first row is read.
CREATE FUNCTION store.admitted() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_query() ~* '\mexplain\M' AND NOT (SELECT all_cities FROM store.session_scope) THEN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: a query plan tells about cities that this login does not see',
      HINT = 'A login of sawang_analyst or sawang_auditor may use EXPLAIN. The word must not stand anywhere in the statement, comments and texts included.';
  END IF;
  RETURN true;
END
$$;

CREATE VIEW store.session_gate AS SELECT store.admitted() AS admitted;

-- ------------------------------------------------------------------------------------------------------------------ energy

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
       lit_dark_s AS lit_dark_seconds
FROM store.lamp_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN energy.lamp_quarter_hour.revision IS 'How often the row was published with a difference, counted from 1.';
COMMENT ON COLUMN energy.lamp_quarter_hour.dark_period_seconds IS 'Seconds between dusk and dawn at the lamp: lit_dark_seconds + dark_seconds + unknown_seconds + scheduled_off_seconds.';
COMMENT ON COLUMN energy.lamp_quarter_hour.expected_lit_seconds IS 'Seconds during which the lamp was to burn by sun, schedule and override.';
COMMENT ON COLUMN energy.lamp_quarter_hour.dark_seconds IS 'Seconds of the dark period during which the lamp should have burned and did not.';
COMMENT ON COLUMN energy.lamp_quarter_hour.unknown_seconds IS 'Seconds of the dark period about which no reading says anything.';
COMMENT ON COLUMN energy.lamp_quarter_hour.scheduled_off_seconds IS 'Seconds of the dark period during which the lamp was off as its schedule wants.';
COMMENT ON COLUMN energy.lamp_quarter_hour.day_burn_seconds IS 'Seconds outside the dark period during which the lamp burned.';
COMMENT ON COLUMN energy.lamp_quarter_hour.day_wh IS 'All energy in Wh outside the dark period, that of the switched-off lamp included.';
COMMENT ON COLUMN energy.lamp_quarter_hour.day_burn_wh IS 'Energy in Wh burned outside the dark period by a lamp that was lit.';
COMMENT ON COLUMN energy.lamp_quarter_hour.restated IS 'True: written by a recomputation; the running calculation leaves it alone and notes in quality.restatement_due what it would have changed.';
COMMENT ON COLUMN energy.lamp_quarter_hour.lit_dark_seconds IS 'Seconds of the dark period during which the lamp burned; lit_seconds counts those by day as well.';

CREATE VIEW energy.lamp_night WITH (security_barrier) AS
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
       quarters, flags, restated
FROM store.lamp_night
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW energy.lamp_night IS 'Energy and light of one lamp position in one lighting night, local noon to local noon.';
COMMENT ON COLUMN energy.lamp_night.city_id IS 'City of the lamp.';
COMMENT ON COLUMN energy.lamp_night.deployment_id IS 'Deployment of the lamp; NULL: unregistered.';
COMMENT ON COLUMN energy.lamp_night.feeder_id IS 'Circuit of the lamp; NULL: unregistered.';
COMMENT ON COLUMN energy.lamp_night.lamp_id IS 'Lamp position; the controller id when nobody registered it.';
COMMENT ON COLUMN energy.lamp_night.night IS 'Local date of the dusk; the night runs from noon to noon of the next day.';
COMMENT ON COLUMN energy.lamp_night.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.lamp_night.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN energy.lamp_night.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN energy.lamp_night.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.lamp_night.dark_period_seconds IS 'Seconds from dusk to dawn at the lamp: lit_seconds + dark_seconds + unknown_seconds + scheduled_off_seconds.';
COMMENT ON COLUMN energy.lamp_night.lit_seconds IS 'Seconds of the dark period during which the lamp burned.';
COMMENT ON COLUMN energy.lamp_night.dark_seconds IS 'Seconds of the dark period during which the lamp should have burned and did not.';
COMMENT ON COLUMN energy.lamp_night.unknown_seconds IS 'Seconds of the dark period about which no reading says anything.';
COMMENT ON COLUMN energy.lamp_night.day_burn_seconds IS 'Seconds outside the dark period during which the lamp burned.';
COMMENT ON COLUMN energy.lamp_night.day_burn_wh IS 'Energy in Wh burned outside the dark period by a lamp that was lit.';
COMMENT ON COLUMN energy.lamp_night.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN energy.lamp_night.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN energy.lamp_night.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.lamp_night.availability IS '1 - dark_seconds / expected_lit_seconds, 0 to 1, maintenance not excused; NULL when no light was expected.';
COMMENT ON COLUMN energy.lamp_night.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.lamp_night.revision IS 'How often the row was published with a difference, counted from 1.';
COMMENT ON COLUMN energy.lamp_night.updated_at IS 'When this revision was written.';
COMMENT ON COLUMN energy.lamp_night.expected_lit_seconds IS 'Seconds during which the lamp was to burn by sun, schedule and override.';
COMMENT ON COLUMN energy.lamp_night.scheduled_off_seconds IS 'Seconds of the dark period during which the lamp was off as its schedule wants.';
COMMENT ON COLUMN energy.lamp_night.day_wh IS 'All energy in Wh outside the dark period, that of the switched-off lamp included.';
COMMENT ON COLUMN energy.lamp_night.quarters IS 'Number of quarter hours of the night that have a row, at most 96.';
COMMENT ON COLUMN energy.lamp_night.flags IS 'What happened to the counter, comma-separated, e.g. METER_RESET.';
COMMENT ON COLUMN energy.lamp_night.restated IS 'True: written by a recomputation; the running calculation leaves it alone and notes in quality.restatement_due what it would have changed.';

CREATE VIEW energy.feeder_quarter_hour WITH (security_barrier) AS
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
       round((meter_energy_mwh - energy_mwh) * 100.0 / nullif(meter_energy_mwh, 0), 2) AS loss_pct,
       restated
FROM store.feeder_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW energy.feeder_quarter_hour IS 'Energy of the lamps of one circuit in one quarter hour, beside what its meter says.';
COMMENT ON COLUMN energy.feeder_quarter_hour.city_id IS 'City of the circuit.';
COMMENT ON COLUMN energy.feeder_quarter_hour.feeder_id IS 'Circuit, as its lamps and its meter name it.';
COMMENT ON COLUMN energy.feeder_quarter_hour.period_start IS 'Start of the quarter hour; it ends 15 minutes later, exclusive.';
COMMENT ON COLUMN energy.feeder_quarter_hour.energy_wh IS 'Energy in Wh of the lamps: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.feeder_quarter_hour.measured_wh IS 'Energy in Wh of the lamps between two readings within one quarter hour.';
COMMENT ON COLUMN energy.feeder_quarter_hour.interpolated_wh IS 'Energy in Wh of the lamps that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN energy.feeder_quarter_hour.estimated_wh IS 'Energy in Wh of the lamps that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.feeder_quarter_hour.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN energy.feeder_quarter_hour.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN energy.feeder_quarter_hour.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.feeder_quarter_hour.lamps_expected IS 'Number of lamps of which a reading was expected.';
COMMENT ON COLUMN energy.feeder_quarter_hour.lamps_reporting IS 'Number of lamps of which a reading was accepted.';
COMMENT ON COLUMN energy.feeder_quarter_hour.lamps_lit IS 'Number of lamps that burned during any part of the quarter hour.';
COMMENT ON COLUMN energy.feeder_quarter_hour.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.feeder_quarter_hour.revision IS 'How often the row was published with a difference, counted from 1.';
COMMENT ON COLUMN energy.feeder_quarter_hour.updated_at IS 'When this revision was written.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_energy_wh IS 'Energy in Wh by the meter of the circuit, several meters summed; NULL: it has none, or nothing is known.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_measured_wh IS 'Energy in Wh of the meter between two readings within one quarter hour.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_interpolated_wh IS 'Energy in Wh that the counter of the meter shows, spread over quarter hours.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_estimated_wh IS 'Energy in Wh of the meter that no counter shows.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_readings_expected IS 'Number of readings that the declared interval of the meter promises.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_readings_accepted IS 'Number of readings of the meter that were accepted.';
COMMENT ON COLUMN energy.feeder_quarter_hour.meter_completeness IS 'Accepted over expected readings of the meter, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.feeder_quarter_hour.loss_wh IS 'Energy in Wh by the meter less that of the lamps: cable losses, unregistered loads, errors of both; NULL unless both are known.';
COMMENT ON COLUMN energy.feeder_quarter_hour.loss_pct IS 'loss_wh in % of the energy by the meter; NULL unless both are known and the meter shows any.';
COMMENT ON COLUMN energy.feeder_quarter_hour.restated IS 'True: written by a recomputation; the running calculation leaves it alone and notes in quality.restatement_due what it would have changed.';

CREATE VIEW energy.city_quarter_hour WITH (security_barrier) AS
SELECT city_id, period_start,
       (energy_mwh * 0.001)::numeric(20, 3) AS energy_wh,
       (measured_mwh * 0.001)::numeric(20, 3) AS measured_wh,
       (interpolated_mwh * 0.001)::numeric(20, 3) AS interpolated_wh,
       (estimated_mwh * 0.001)::numeric(20, 3) AS estimated_wh,
       readings_expected, readings_accepted,
       CASE WHEN readings_expected > 0 THEN least(readings_accepted::numeric / readings_expected, 1) END::numeric(5, 4) AS completeness,
       lamps_expected, lamps_reporting, lamps_lit, decided, revision, updated_at, restated
FROM store.city_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW energy.city_quarter_hour IS 'Energy of the lamps of one city in one quarter hour.';
COMMENT ON COLUMN energy.city_quarter_hour.city_id IS 'City.';
COMMENT ON COLUMN energy.city_quarter_hour.period_start IS 'Start of the quarter hour; it ends 15 minutes later, exclusive.';
COMMENT ON COLUMN energy.city_quarter_hour.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.city_quarter_hour.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN energy.city_quarter_hour.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN energy.city_quarter_hour.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.city_quarter_hour.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN energy.city_quarter_hour.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN energy.city_quarter_hour.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.city_quarter_hour.lamps_expected IS 'Number of lamps of which a reading was expected.';
COMMENT ON COLUMN energy.city_quarter_hour.lamps_reporting IS 'Number of lamps of which a reading was accepted.';
COMMENT ON COLUMN energy.city_quarter_hour.lamps_lit IS 'Number of lamps that burned during any part of the quarter hour.';
COMMENT ON COLUMN energy.city_quarter_hour.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.city_quarter_hour.revision IS 'How often the row was published with a difference, counted from 1.';
COMMENT ON COLUMN energy.city_quarter_hour.updated_at IS 'When this revision was written.';
COMMENT ON COLUMN energy.city_quarter_hour.restated IS 'True: written by a recomputation; the running calculation leaves it alone and notes in quality.restatement_due what it would have changed.';

CREATE VIEW energy.city_night WITH (security_barrier) AS
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
       restated
FROM store.city_night
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW energy.city_night IS 'Energy and light of the lamps of one city in one lighting night, local noon to local noon.';
COMMENT ON COLUMN energy.city_night.city_id IS 'City.';
COMMENT ON COLUMN energy.city_night.night IS 'Local date of the dusk; the night runs from noon to noon of the next day.';
COMMENT ON COLUMN energy.city_night.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.city_night.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN energy.city_night.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN energy.city_night.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.city_night.dark_period_seconds IS 'Lamp-seconds from dusk to dawn: lit_seconds + dark_seconds + unknown_seconds + scheduled_off_seconds.';
COMMENT ON COLUMN energy.city_night.lit_seconds IS 'Lamp-seconds of the dark period during which lamps burned.';
COMMENT ON COLUMN energy.city_night.dark_seconds IS 'Lamp-seconds of the dark period during which lamps should have burned and did not.';
COMMENT ON COLUMN energy.city_night.unknown_seconds IS 'Lamp-seconds of the dark period about which no reading says anything.';
COMMENT ON COLUMN energy.city_night.day_burn_seconds IS 'Lamp-seconds outside the dark period during which lamps burned.';
COMMENT ON COLUMN energy.city_night.day_burn_wh IS 'Energy in Wh burned outside the dark period by lamps that were lit.';
COMMENT ON COLUMN energy.city_night.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN energy.city_night.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN energy.city_night.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.city_night.lamps IS 'Number of lamps that have a row in the night.';
COMMENT ON COLUMN energy.city_night.availability IS '1 - dark_seconds / expected_lit_seconds, 0 to 1, maintenance not excused; NULL when no light was expected.';
COMMENT ON COLUMN energy.city_night.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.city_night.revision IS 'How often the row was published with a difference, counted from 1.';
COMMENT ON COLUMN energy.city_night.updated_at IS 'When this revision was written.';
COMMENT ON COLUMN energy.city_night.expected_lit_seconds IS 'Lamp-seconds during which lamps were to burn by sun, schedule and override.';
COMMENT ON COLUMN energy.city_night.scheduled_off_seconds IS 'Lamp-seconds of the dark period during which lamps were off as their schedule wants.';
COMMENT ON COLUMN energy.city_night.day_wh IS 'All energy in Wh outside the dark period, that of switched-off lamps included.';
COMMENT ON COLUMN energy.city_night.restated IS 'True: written by a recomputation; the running calculation leaves it alone and notes in quality.restatement_due what it would have changed.';

CREATE VIEW energy.city_month WITH (security_barrier) AS
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
       restated
FROM store.city_month
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW energy.city_month IS 'Energy and light of the lamps of one city in one calendar month.';
COMMENT ON COLUMN energy.city_month.city_id IS 'City.';
COMMENT ON COLUMN energy.city_month.month IS 'First day of the month in the time zone of the city.';
COMMENT ON COLUMN energy.city_month.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.city_month.measured_wh IS 'Energy in Wh between two readings within one quarter hour.';
COMMENT ON COLUMN energy.city_month.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN energy.city_month.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.city_month.dark_period_seconds IS 'Lamp-seconds from dusk to dawn: lit_seconds + dark_seconds + unknown_seconds + scheduled_off_seconds.';
COMMENT ON COLUMN energy.city_month.lit_seconds IS 'Lamp-seconds of the dark period during which lamps burned.';
COMMENT ON COLUMN energy.city_month.dark_seconds IS 'Lamp-seconds of the dark period during which lamps should have burned and did not.';
COMMENT ON COLUMN energy.city_month.unknown_seconds IS 'Lamp-seconds of the dark period about which no reading says anything.';
COMMENT ON COLUMN energy.city_month.day_burn_seconds IS 'Lamp-seconds outside the dark period during which lamps burned.';
COMMENT ON COLUMN energy.city_month.day_burn_wh IS 'Energy in Wh burned outside the dark period by lamps that were lit.';
COMMENT ON COLUMN energy.city_month.readings_expected IS 'Number of readings that the declared intervals promise.';
COMMENT ON COLUMN energy.city_month.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN energy.city_month.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.city_month.lamps IS 'Number of lamps that have a row in the month.';
COMMENT ON COLUMN energy.city_month.availability IS '1 - dark_seconds / expected_lit_seconds, 0 to 1, maintenance not excused; NULL when no light was expected.';
COMMENT ON COLUMN energy.city_month.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.city_month.revision IS 'How often the row was published with a difference, counted from 1.';
COMMENT ON COLUMN energy.city_month.updated_at IS 'When this revision was written.';
COMMENT ON COLUMN energy.city_month.expected_lit_seconds IS 'Lamp-seconds during which lamps were to burn by sun, schedule and override.';
COMMENT ON COLUMN energy.city_month.scheduled_off_seconds IS 'Lamp-seconds of the dark period during which lamps were off as their schedule wants.';
COMMENT ON COLUMN energy.city_month.day_wh IS 'All energy in Wh outside the dark period, that of switched-off lamps included.';
COMMENT ON COLUMN energy.city_month.restated IS 'True: written by a recomputation; the running calculation leaves it alone and notes in quality.restatement_due what it would have changed.';

-- ----------------------------------------------------------------------------------------------------------------- quality

CREATE VIEW quality.restatement_due WITH (security_barrier) AS
SELECT city_id, subject_id, period_start, reason, noted_at
FROM store.restatement_due
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW quality.restatement_due IS 'Periods whose published figures a recomputation may change.';
COMMENT ON COLUMN quality.restatement_due.city_id IS 'City.';
COMMENT ON COLUMN quality.restatement_due.subject_id IS 'Lamp, circuit, or controller whose reading came too late; empty: the city.';
COMMENT ON COLUMN quality.restatement_due.period_start IS 'Start of the quarter hour, night or month concerned.';
COMMENT ON COLUMN quality.restatement_due.reason IS 'TOO_LATE: a reading came beyond the horizon; FREED: a correction found the period closed; RESTATED: the running calculation differs from a restated figure.';
COMMENT ON COLUMN quality.restatement_due.noted_at IS 'When it was first noted.';

CREATE VIEW quality.invariant WITH (security_barrier) AS
SELECT invariant, city_id, subject_id, at, expected, found, detail, detected_at
FROM store.invariant_violation
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW quality.invariant IS 'Violations of the identities that must hold between figures; empty on a platform that is well.';
COMMENT ON COLUMN quality.invariant.invariant IS 'Name of the identity.';
COMMENT ON COLUMN quality.invariant.city_id IS 'City in which it does not hold.';
COMMENT ON COLUMN quality.invariant.subject_id IS 'Lamp, circuit or controller of which it does not hold; empty: the city.';
COMMENT ON COLUMN quality.invariant.at IS 'Start of the period in which it does not hold.';
COMMENT ON COLUMN quality.invariant.expected IS 'Number that the identity asks for, in the unit that detail names.';
COMMENT ON COLUMN quality.invariant.found IS 'Number that was found instead.';
COMMENT ON COLUMN quality.invariant.detail IS 'What was compared with what, and its unit.';
COMMENT ON COLUMN quality.invariant.detected_at IS 'When the monitor saw it.';

-- One row counts all cities together: a login that sees some of them learns that the monitor runs, and no count.
CREATE VIEW quality.invariant_check WITH (security_barrier) AS
SELECT invariant, checked_at,
       CASE WHEN (SELECT all_cities FROM store.session_scope) THEN subjects END AS subjects,
       CASE WHEN (SELECT all_cities FROM store.session_scope) THEN violations END AS violations
FROM store.invariant_check
WHERE (SELECT admitted FROM store.session_gate);

COMMENT ON VIEW quality.invariant_check IS 'When each identity was last checked: a monitor that stands still must not look like a platform that is well.';
COMMENT ON COLUMN quality.invariant_check.invariant IS 'Name of the identity.';
COMMENT ON COLUMN quality.invariant_check.checked_at IS 'When the last check ended.';
COMMENT ON COLUMN quality.invariant_check.subjects IS 'Number of subjects that it looked at in all cities; NULL for a login that does not see them all.';
COMMENT ON COLUMN quality.invariant_check.violations IS 'Number of violations that it found in all cities; NULL for a login that does not see them all.';

-- ---------------------------------------------------------------------------------------------------------------- restating

-- The jobs count on their state, which knows nothing of a restatement: their write to a restated row is skipped and noted. Arguments: column of the subject
-- ('' for the city), column of the period.
CREATE FUNCTION store.keep_restated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_row jsonb := to_jsonb(OLD);
  zone text := coalesce((SELECT timezone FROM store.city WHERE city_id = OLD.city_id), 'Asia/Bangkok');
BEGIN
  INSERT INTO store.restatement_due (city_id, subject_id, period_start, reason)
  VALUES (
    OLD.city_id,
    coalesce(old_row ->> TG_ARGV[0], ''),
    CASE TG_ARGV[1]
      WHEN 'night' THEN ((old_row ->> 'night')::date + TIME '12:00') AT TIME ZONE zone
      WHEN 'month' THEN (old_row ->> 'month')::timestamp AT TIME ZONE zone
      ELSE (old_row ->> 'period_start')::timestamptz
    END,
    'RESTATED')
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;

-- The condition is all that an ordinary upsert pays. A setting and not a column tells who restates: an upsert of the jobs carries over the mark it finds.
CREATE TRIGGER keep_restated BEFORE UPDATE OR DELETE ON store.lamp_quarter_hour FOR EACH ROW
  WHEN (OLD.restated AND current_setting('sawang.restating', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION store.keep_restated('lamp_id', 'period_start');
CREATE TRIGGER keep_restated BEFORE UPDATE OR DELETE ON store.lamp_night FOR EACH ROW
  WHEN (OLD.restated AND current_setting('sawang.restating', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION store.keep_restated('lamp_id', 'night');
CREATE TRIGGER keep_restated BEFORE UPDATE OR DELETE ON store.feeder_quarter_hour FOR EACH ROW
  WHEN (OLD.restated AND current_setting('sawang.restating', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION store.keep_restated('feeder_id', 'period_start');
CREATE TRIGGER keep_restated BEFORE UPDATE OR DELETE ON store.city_quarter_hour FOR EACH ROW
  WHEN (OLD.restated AND current_setting('sawang.restating', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION store.keep_restated('', 'period_start');
CREATE TRIGGER keep_restated BEFORE UPDATE OR DELETE ON store.city_night FOR EACH ROW
  WHEN (OLD.restated AND current_setting('sawang.restating', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION store.keep_restated('', 'night');
CREATE TRIGGER keep_restated BEFORE UPDATE OR DELETE ON store.city_month FOR EACH ROW
  WHEN (OLD.restated AND current_setting('sawang.restating', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION store.keep_restated('', 'month');

-- Called by a recomputation at the start of each transaction that restates. A restated period may lie in compressed chunks, of which TimescaleDB refuses to
-- rewrite more than 100,000 rows at a time; without TimescaleDB the second setting is a name that nobody reads.
CREATE FUNCTION store.begin_restatement() RETURNS void LANGUAGE sql AS $$
  SELECT set_config('sawang.restating', 'on', true), set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
$$;

-- ------------------------------------------------------------------------------------------------------------------- rights

GRANT ALL ON store.lamp_night, store.feeder_quarter_hour, store.city_quarter_hour, store.city_night, store.city_month, store.registry_record,
  store.restatement_due, store.invariant_violation, store.invariant_check, store.session_gate,
  energy.lamp_night, energy.feeder_quarter_hour, energy.city_quarter_hour, energy.city_night, energy.city_month,
  quality.restatement_due, quality.invariant, quality.invariant_check TO sawang_owner;

GRANT SELECT, INSERT, UPDATE ON store.lamp_night, store.feeder_quarter_hour, store.city_quarter_hour, store.city_night, store.city_month, store.registry_record,
  store.restatement_due, store.invariant_violation, store.invariant_check TO sawang_sink;
-- A figure that turns out to belong elsewhere is taken back, and what was due is done one day. What the registry once said stays.
GRANT DELETE ON store.lamp_night, store.feeder_quarter_hour, store.city_quarter_hour, store.city_night, store.city_month,
  store.restatement_due, store.invariant_violation TO sawang_sink;

GRANT SELECT ON energy.lamp_night, energy.feeder_quarter_hour, energy.city_quarter_hour, energy.city_night, energy.city_month,
  quality.restatement_due, quality.invariant, quality.invariant_check TO sawang_city_reader, sawang_analyst, sawang_auditor;

REVOKE ALL ON FUNCTION store.begin_restatement(), store.keep_restated() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store.begin_restatement(), store.keep_restated() TO sawang_sink, sawang_owner;
