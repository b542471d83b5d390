-- Energy and light: quarter hours of lamps, and what is rolled up from them: nights, circuits, cities, months. Written by the jobs as whole rows.
-- Seconds divide the night without remainder: dark_period_s = lit_dark_s + dark_s + unknown_s + scheduled_off_s.

-- ------------------------------------------------------------------------------------------------------------------------ tables

CREATE TABLE store.lamp_quarter_hour (
  period_start          timestamptz NOT NULL,
  city_id               text NOT NULL,
  lamp_id               text NOT NULL,
  deployment_id         text,
  feeder_id             text,
  -- NULL: nothing is known (the first reading ever has nothing to be subtracted from).
  energy_mwh            bigint,
  measured_mwh          bigint NOT NULL,
  interpolated_mwh      bigint NOT NULL,
  estimated_mwh         bigint NOT NULL,
  active_power_avg_mw   bigint,
  active_power_min_mw   bigint,
  active_power_max_mw   bigint,
  supply_voltage_avg_mv bigint,
  power_factor_avg_bp   integer,
  dim_actual_avg_bp     integer,
  lit_seconds           integer NOT NULL,
  readings_expected     integer NOT NULL,
  readings_accepted     integer NOT NULL,
  flags                 text,
  decided               boolean NOT NULL,
  revision              integer NOT NULL,
  updated_at            timestamptz NOT NULL DEFAULT now(),
  dark_period_s         integer NOT NULL DEFAULT 0,
  expected_lit_s        integer NOT NULL DEFAULT 0,
  lit_dark_s            integer NOT NULL DEFAULT 0,
  dark_s                integer NOT NULL DEFAULT 0,
  unknown_s             integer NOT NULL DEFAULT 0,
  scheduled_off_s       integer NOT NULL DEFAULT 0,
  day_burn_s            integer NOT NULL DEFAULT 0,
  day_mwh               bigint NOT NULL DEFAULT 0,
  day_burn_mwh          bigint NOT NULL DEFAULT 0,
  -- Written by a recomputation; store.keep_restated keeps the jobs from changing such a row.
  restated              boolean NOT NULL DEFAULT false,
  PRIMARY KEY (city_id, lamp_id, period_start)
-- Rewritten some fifteen times while its quarter hour lasts.
) WITH (fillfactor = 80);
CREATE INDEX lamp_quarter_hour_period ON store.lamp_quarter_hour (period_start);

CREATE TABLE store.lamp_night (
  city_id           text NOT NULL,
  lamp_id           text NOT NULL,
  night             date NOT NULL,
  deployment_id     text,
  feeder_id         text,
  energy_mwh        bigint,
  measured_mwh      bigint NOT NULL,
  interpolated_mwh  bigint NOT NULL,
  estimated_mwh     bigint NOT NULL,
  day_mwh           bigint NOT NULL,
  day_burn_mwh      bigint NOT NULL,
  dark_period_s     integer NOT NULL,
  expected_lit_s    integer NOT NULL,
  lit_dark_s        integer NOT NULL,
  dark_s            integer NOT NULL,
  unknown_s         integer NOT NULL,
  scheduled_off_s   integer NOT NULL,
  day_burn_s        integer NOT NULL,
  readings_expected integer NOT NULL,
  readings_accepted integer NOT NULL,
  -- Quarter hours that have a row.
  quarters          integer NOT NULL,
  flags             text,
  decided           boolean NOT NULL,
  revision          integer NOT NULL DEFAULT 1,
  updated_at        timestamptz NOT NULL DEFAULT now(),
  restated          boolean NOT NULL DEFAULT false,
  PRIMARY KEY (city_id, lamp_id, night)
) WITH (fillfactor = 80);
CREATE INDEX lamp_night_night ON store.lamp_night (night, city_id);

CREATE TABLE store.feeder_quarter_hour (
  city_id                 text NOT NULL,
  feeder_id               text NOT NULL,
  period_start            timestamptz NOT NULL,
  -- Sums over the lamps of the circuit.
  energy_mwh              bigint,
  measured_mwh            bigint NOT NULL,
  interpolated_mwh        bigint NOT NULL,
  estimated_mwh           bigint NOT NULL,
  readings_expected       integer NOT NULL,
  readings_accepted       integer NOT NULL,
  lamps_expected          integer NOT NULL,
  lamps_reporting         integer NOT NULL,
  lamps_lit               integer NOT NULL,
  -- By the meter of the circuit; NULL when it has none or nothing is known.
  meter_energy_mwh        bigint,
  meter_measured_mwh      bigint NOT NULL,
  meter_interpolated_mwh  bigint NOT NULL,
  meter_estimated_mwh     bigint NOT NULL,
  meter_readings_expected integer NOT NULL,
  meter_readings_accepted integer NOT NULL,
  decided                 boolean NOT NULL,
  revision                integer NOT NULL DEFAULT 1,
  updated_at              timestamptz NOT NULL DEFAULT now(),
  restated                boolean NOT NULL DEFAULT false,
  PRIMARY KEY (city_id, feeder_id, period_start)
) WITH (fillfactor = 80);
CREATE INDEX feeder_quarter_hour_period ON store.feeder_quarter_hour (period_start);

CREATE TABLE store.city_quarter_hour (
  city_id           text NOT NULL,
  period_start      timestamptz NOT NULL,
  energy_mwh        bigint,
  measured_mwh      bigint NOT NULL,
  interpolated_mwh  bigint NOT NULL,
  estimated_mwh     bigint NOT NULL,
  readings_expected bigint NOT NULL,
  readings_accepted bigint NOT NULL,
  lamps_expected    integer NOT NULL,
  lamps_reporting   integer NOT NULL,
  lamps_lit         integer NOT NULL,
  decided           boolean NOT NULL,
  revision          integer NOT NULL DEFAULT 1,
  updated_at        timestamptz NOT NULL DEFAULT now(),
  restated          boolean NOT NULL DEFAULT false,
  PRIMARY KEY (city_id, period_start)
) WITH (fillfactor = 80);
-- The filter by city is no condition that an index answers, so the period is what a query goes by.
CREATE INDEX city_quarter_hour_period ON store.city_quarter_hour (period_start);

CREATE TABLE store.city_night (
  city_id           text NOT NULL,
  night             date NOT NULL,
  energy_mwh        bigint,
  measured_mwh      bigint NOT NULL,
  interpolated_mwh  bigint NOT NULL,
  estimated_mwh     bigint NOT NULL,
  day_mwh           bigint NOT NULL,
  day_burn_mwh      bigint NOT NULL,
  dark_period_s     bigint NOT NULL,
  expected_lit_s    bigint NOT NULL,
  lit_dark_s        bigint NOT NULL,
  dark_s            bigint NOT NULL,
  unknown_s         bigint NOT NULL,
  scheduled_off_s   bigint NOT NULL,
  day_burn_s        bigint NOT NULL,
  readings_expected bigint NOT NULL,
  readings_accepted bigint NOT NULL,
  -- Lamps that have a row in it.
  lamps             integer NOT NULL,
  decided           boolean NOT NULL,
  revision          integer NOT NULL DEFAULT 1,
  updated_at        timestamptz NOT NULL DEFAULT now(),
  restated          boolean NOT NULL DEFAULT false,
  PRIMARY KEY (city_id, night)
) WITH (fillfactor = 80);

-- By calendar month in the city's zone; month is its first day.
CREATE TABLE store.city_month (
  city_id           text NOT NULL,
  month             date NOT NULL,
  energy_mwh        bigint,
  measured_mwh      bigint NOT NULL,
  interpolated_mwh  bigint NOT NULL,
  estimated_mwh     bigint NOT NULL,
  day_mwh           bigint NOT NULL,
  day_burn_mwh      bigint NOT NULL,
  dark_period_s     bigint NOT NULL,
  expected_lit_s    bigint NOT NULL,
  lit_dark_s        bigint NOT NULL,
  dark_s            bigint NOT NULL,
  unknown_s         bigint NOT NULL,
  scheduled_off_s   bigint NOT NULL,
  day_burn_s        bigint NOT NULL,
  readings_expected bigint NOT NULL,
  readings_accepted bigint NOT NULL,
  lamps             integer NOT NULL,
  decided           boolean NOT NULL,
  revision          integer NOT NULL DEFAULT 1,
  updated_at        timestamptz NOT NULL DEFAULT now(),
  restated          boolean NOT NULL DEFAULT false,
  PRIMARY KEY (city_id, month)
) WITH (fillfactor = 80);

-- ------------------------------------------------------------------------------------------------------------------ public views

CREATE VIEW energy.lamp_quarter_hour WITH (security_barrier) AS
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

COMMENT ON VIEW energy.lamp_quarter_hour IS 'Energy and light of one lamp position in one quarter hour.';
COMMENT ON COLUMN energy.lamp_quarter_hour.city_id IS 'City of the lamp.';
COMMENT ON COLUMN energy.lamp_quarter_hour.deployment_id IS 'Deployment of the lamp; NULL: unregistered.';
COMMENT ON COLUMN energy.lamp_quarter_hour.feeder_id IS 'Circuit of the lamp; NULL: unregistered.';
COMMENT ON COLUMN energy.lamp_quarter_hour.lamp_id IS 'Lamp position; the controller id when nobody registered it.';
COMMENT ON COLUMN energy.lamp_quarter_hour.period_start IS 'Start of the quarter hour; it ends 15 minutes later, exclusive.';
COMMENT ON COLUMN energy.lamp_quarter_hour.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.lamp_quarter_hour.measured_wh IS 'Energy in Wh between two readings within the quarter hour.';
COMMENT ON COLUMN energy.lamp_quarter_hour.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarter hours by expected light.';
COMMENT ON COLUMN energy.lamp_quarter_hour.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.lamp_quarter_hour.active_power_avg_w IS 'Mean power in W of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.active_power_min_w IS 'Least power in W of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.active_power_max_w IS 'Greatest power in W of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.supply_voltage_avg_v IS 'Mean mains voltage in V of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.power_factor_avg IS 'Mean power factor of the readings, -1 to 1.';
COMMENT ON COLUMN energy.lamp_quarter_hour.dim_actual_avg_pct IS 'Mean light level in % of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.lit_seconds IS 'Seconds of the quarter hour during which the lamp burned, 0 to 900.';
COMMENT ON COLUMN energy.lamp_quarter_hour.readings_expected IS 'Number of readings that the declared interval promises.';
COMMENT ON COLUMN energy.lamp_quarter_hour.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN energy.lamp_quarter_hour.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.lamp_quarter_hour.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.lamp_quarter_hour.revision IS 'How often the row was published with a difference, counted from 1.';
COMMENT ON COLUMN energy.lamp_quarter_hour.updated_at IS 'When this revision was written.';
COMMENT ON COLUMN energy.lamp_quarter_hour.flags IS 'What happened to the counter, comma-separated, e.g. METER_RESET.';
COMMENT ON COLUMN energy.lamp_quarter_hour.dark_period_seconds IS 'Seconds between dusk and dawn at the lamp: lit_dark_seconds + dark_seconds + unknown_seconds + scheduled_off_seconds.';
COMMENT ON COLUMN energy.lamp_quarter_hour.expected_lit_seconds IS 'Seconds during which the lamp was to burn by sun, schedule and override.';
COMMENT ON COLUMN energy.lamp_quarter_hour.dark_seconds IS 'Seconds of the dark period during which the lamp should have burned and did not.';
COMMENT ON COLUMN energy.lamp_quarter_hour.unknown_seconds IS 'Seconds of the dark period that no reading covers.';
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
COMMENT ON COLUMN energy.lamp_night.unknown_seconds IS 'Seconds of the dark period that no reading covers.';
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
       round((meter_energy_mwh - energy_mwh) * 100.0 / nullif(meter_energy_mwh, 0), 2)::numeric(24, 2) AS loss_pct,
       restated
FROM store.feeder_quarter_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW energy.feeder_quarter_hour IS 'Energy of the lamps of one circuit in one quarter hour, beside that of its meter.';
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
COMMENT ON COLUMN energy.city_night.unknown_seconds IS 'Lamp-seconds of the dark period that no reading covers.';
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
COMMENT ON COLUMN energy.city_month.unknown_seconds IS 'Lamp-seconds of the dark period that no reading covers.';
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

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.lamp_quarter_hour, store.lamp_night, store.feeder_quarter_hour, store.city_quarter_hour, store.city_night, store.city_month,
  energy.lamp_quarter_hour, energy.lamp_night, energy.feeder_quarter_hour, energy.city_quarter_hour, energy.city_night, energy.city_month TO sawang_owner;

-- DELETE: a figure that turns out to belong to another lamp, circuit or city is retracted.
GRANT SELECT, INSERT, UPDATE, DELETE ON store.lamp_quarter_hour, store.lamp_night, store.feeder_quarter_hour,
  store.city_quarter_hour, store.city_night, store.city_month TO sawang_sink;

GRANT SELECT ON energy.lamp_quarter_hour, energy.lamp_night, energy.feeder_quarter_hour, energy.city_quarter_hour,
  energy.city_night, energy.city_month TO sawang_city_reader, sawang_analyst, sawang_auditor;
