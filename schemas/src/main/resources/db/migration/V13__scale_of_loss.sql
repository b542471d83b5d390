-- loss_pct was rounded to two decimals without saying so in its type, and files of the export could not give it a scale. A view cannot change a type, so it is made
-- anew, the same but for that. Where somebody built a view of his own upon it, it stays as it is.
DO $migration$
BEGIN
  DROP VIEW energy.feeder_quarter_hour;
  EXECUTE $view$
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
       round((meter_energy_mwh - energy_mwh) * 100.0 / nullif(meter_energy_mwh, 0), 2)::numeric(24, 2) AS loss_pct,
       restated
FROM store.feeder_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city))
$view$;
EXCEPTION WHEN dependent_objects_still_exist THEN
  RAISE WARNING 'energy.feeder_quarter_hour.loss_pct keeps a type without a scale: other views depend on it';
END
$migration$;

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

GRANT ALL ON energy.feeder_quarter_hour TO sawang_owner;
GRANT SELECT ON energy.feeder_quarter_hour TO sawang_city_reader, sawang_analyst, sawang_auditor;
