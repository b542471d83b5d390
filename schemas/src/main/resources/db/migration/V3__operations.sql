-- What the lamps do now and what they reported: the archive of readings, the newest reading of every controller, and their views.
-- Numbers are scaled integers (mW, mWh, mV, mA, basis points): sums are exact and the columnstore packs them 2-3 times better.

-- ------------------------------------------------------------------------------------------------------------------------ tables

CREATE TABLE store.reading (
  observed_at             timestamptz NOT NULL,
  city_id                 text NOT NULL,
  controller_id           text NOT NULL,
  -- Identity within the controller and instant: (boot_id, seq) folded into 64 bits, or the payload digest when there is no seq.
  reading_key             bigint NOT NULL,
  received_at             timestamptz NOT NULL,
  kind                    text NOT NULL,
  lamp_id                 text,
  topic                   text NOT NULL,
  profile                 text NOT NULL,
  boot_id                 bigint,
  seq                     bigint,
  active_power_mw         bigint,
  energy_total_mwh        bigint,
  supply_voltage_mv       bigint,
  supply_current_ma       bigint,
  power_factor_bp         integer,
  frequency_mhz           integer,
  dim_command_bp          integer,
  dim_actual_bp           integer,
  lamp_on                 boolean,
  relay_on                boolean,
  operating_s             bigint,
  switch_on_count         bigint,
  supply_loss_count       bigint,
  controller_temp_mc      integer,
  illuminance_mlx         bigint,
  photocell_on            boolean,
  rssi_mdbm               integer,
  comm_quality_bp         integer,
  override_active         boolean,
  maintenance_mode        boolean,
  historical              boolean NOT NULL,
  door_open               boolean,
  leakage_detected        boolean,
  breaker_tripped         boolean,
  -- Comma-separated codes; NULL when there is none.
  device_faults           text,
  quality_flags           text,
  -- JSON texts; NULL when there is none.
  phases                  text,
  extras                  text,
  lateness                text NOT NULL CHECK (lateness IN ('IN_TIME', 'LATE', 'TOO_LATE')),
  -- Width and unit of the device's energy counter, when its vendor profile declares them: without them a recomputation would judge a rollover of the
  -- counter differently than the stream did. NULL: the width of the registry counts.
  energy_counter_bits     integer,
  energy_counter_unit_mwh bigint,
  PRIMARY KEY (city_id, controller_id, observed_at, reading_key)
);
-- Rows come nearly in the order of their instants: block ranges find a period, and an hour of arrival (which the invariant monitor counts against the ledger),
-- and cost next to nothing to write.
CREATE INDEX reading_observed_at ON store.reading USING brin (observed_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX reading_received_at ON store.reading USING brin (received_at) WITH (pages_per_range = 32, autosummarize = on);

-- The newest reading of every controller: answers "what is lit now" at once.
CREATE TABLE store.lamp_state (
  city_id           text NOT NULL,
  controller_id     text NOT NULL,
  lamp_id           text,
  observed_at       timestamptz NOT NULL,
  received_at       timestamptz NOT NULL,
  active_power_mw   bigint,
  supply_voltage_mv bigint,
  dim_command_bp    integer,
  dim_actual_bp     integer,
  lamp_on           boolean,
  relay_on          boolean,
  -- What was expected at observed_at, by the one expected-state function.
  expected_lit      boolean,
  expected_mw       bigint,
  PRIMARY KEY (city_id, controller_id)
-- Rewritten with every reading: room in the page keeps the update off the index.
) WITH (fillfactor = 50);

-- ------------------------------------------------------------------------------------------------------------------ public views

-- The night is looked up once for a city and not lamp by lamp, which took ten seconds for the 300,000 lamps of 150 cities. What a lamp is now is decided here and
-- in no panel.
CREATE VIEW operations.lamp_now WITH (security_barrier) AS
WITH tonight AS (
  -- The lighting night runs from local noon to local noon.
  SELECT c.city_id, c.longitude, n.dusk, n.dawn
  FROM store.city c
  JOIN store.night_calendar n ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
), subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.nominal_mw, l.night_powered,
         -- East of the city's centre the sun is earlier: 240 s per degree.
         now() - (t.longitude - l.longitude) * 240 * INTERVAL '1 second' >= t.dusk
           AND now() - (t.longitude - l.longitude) * 240 * INTERVAL '1 second' < t.dawn AS expected_lit
  FROM store.lamp l
  LEFT JOIN tonight t ON t.city_id = l.city_id
  WHERE l.stage <> 'RETIRED'
  UNION ALL
  -- It reported, but stands in no registry file: shown, so that nobody has to guess why a lamp is missing.
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
)
SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude,
       d.online, d.lit,
       l.expected_lit,
       (s.active_power_mw * 0.001)::numeric(12, 3) AS active_power_w,
       (s.expected_mw * 0.001)::numeric(12, 3) AS expected_power_w,
       (s.dim_actual_bp * 0.01)::numeric(5, 2) AS dim_actual_pct,
       (s.supply_voltage_mv * 0.001)::numeric(9, 3) AS supply_voltage_v,
       s.observed_at AS last_observed_at,
       s.received_at AS last_received_at,
       0::bigint AS open_incidents,
       CASE
         WHEN s.observed_at IS NULL THEN 'UNKNOWN'
         -- Its circuit has power at night only: silence by day is no fault.
         WHEN NOT d.online AND l.night_powered AND l.expected_lit IS FALSE THEN 'OFF_AS_PLANNED'
         WHEN NOT d.online THEN 'SILENT'
         WHEN l.expected_lit AND d.lit IS FALSE THEN 'DARK_SHOULD_BE_LIT'
         WHEN l.expected_lit IS FALSE AND d.lit THEN 'LIT_SHOULD_BE_DARK'
         WHEN d.lit THEN 'LIT'
         WHEN d.lit IS FALSE THEN 'OFF_AS_PLANNED'
         ELSE 'UNKNOWN'
       END AS state
FROM subject l
LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
CROSS JOIN LATERAL (
  SELECT coalesce(s.received_at >= now() - greatest(3 * coalesce(l.report_interval_s, 0) * INTERVAL '1 second', INTERVAL '30 minutes'), false) AS online,
         coalesce(s.lamp_on, s.active_power_mw > greatest(2000, coalesce(l.nominal_mw, 0) / 20), s.relay_on) AS lit
) d
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.lamp_now IS 'Every registered lamp that is not retired, whether it ever reported or not, and every unregistered controller that did: what it is now.';
COMMENT ON COLUMN operations.lamp_now.city_id IS 'City of the lamp.';
COMMENT ON COLUMN operations.lamp_now.lamp_id IS 'Lamp position; NULL: a controller that nobody registered.';
COMMENT ON COLUMN operations.lamp_now.controller_id IS 'Controller that serves it; NULL when there is none.';
COMMENT ON COLUMN operations.lamp_now.feeder_id IS 'Circuit that powers it.';
COMMENT ON COLUMN operations.lamp_now.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN operations.lamp_now.longitude IS 'Degrees east (WGS 84).';
COMMENT ON COLUMN operations.lamp_now.online IS 'True: a reading was received within three report intervals, at least 30 minutes.';
COMMENT ON COLUMN operations.lamp_now.lit IS 'Whether it burned at last_observed_at: lamp_on as the device reports it, else more than 2 W and 5 % of nominal, else the relay; NULL when nothing is known.';
COMMENT ON COLUMN operations.lamp_now.expected_lit IS 'Whether it should burn now: between dusk and dawn at the lamp; steps that switch off by schedule are not considered. NULL without a night calendar or position.';
COMMENT ON COLUMN operations.lamp_now.active_power_w IS 'Power in W at last_observed_at.';
COMMENT ON COLUMN operations.lamp_now.expected_power_w IS 'Power in W expected at last_observed_at by sun, schedule and nominal power.';
COMMENT ON COLUMN operations.lamp_now.dim_actual_pct IS 'Light level in % at last_observed_at.';
COMMENT ON COLUMN operations.lamp_now.supply_voltage_v IS 'Mains voltage in V at last_observed_at.';
COMMENT ON COLUMN operations.lamp_now.last_observed_at IS 'When the device took its newest reading; NULL: none came yet.';
COMMENT ON COLUMN operations.lamp_now.last_received_at IS 'When the newest reading reached the bridge; NULL: none came yet.';
COMMENT ON COLUMN operations.lamp_now.open_incidents IS 'Number of open incidents; always 0 until incidents are computed.';
COMMENT ON COLUMN operations.lamp_now.state IS 'LIT, DARK_SHOULD_BE_LIT, LIT_SHOULD_BE_DARK, OFF_AS_PLANNED (off, and no light is expected; also a silent lamp of a night-powered circuit by day), SILENT (not online) or UNKNOWN (no reading yet, or none that shows whether it burns).';

CREATE VIEW operations.reading WITH (security_barrier) AS
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
       historical, quality_flags, lateness, kind, topic, profile, phases::jsonb AS phases, extras::jsonb AS extras
FROM store.reading
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.reading IS 'Every accepted reading, once. A value that the device did not send is NULL, never 0.';
COMMENT ON COLUMN operations.reading.city_id IS 'City of the controller.';
COMMENT ON COLUMN operations.reading.controller_id IS 'Controller or meter that sent it.';
COMMENT ON COLUMN operations.reading.lamp_id IS 'Lamp position that the controller served then, also when it was registered later; NULL: unregistered.';
COMMENT ON COLUMN operations.reading.observed_at IS 'When the device measured.';
COMMENT ON COLUMN operations.reading.received_at IS 'When the bridge received it.';
COMMENT ON COLUMN operations.reading.boot_id IS 'Boot counter of the device.';
COMMENT ON COLUMN operations.reading.seq IS 'Sequence number of the device within the boot.';
COMMENT ON COLUMN operations.reading.active_power_w IS 'Power in W.';
COMMENT ON COLUMN operations.reading.energy_total_wh IS 'Energy counter of the device in Wh.';
COMMENT ON COLUMN operations.reading.supply_voltage_v IS 'Mains voltage in V.';
COMMENT ON COLUMN operations.reading.supply_current_a IS 'Mains current in A.';
COMMENT ON COLUMN operations.reading.power_factor IS 'Power factor, -1 to 1.';
COMMENT ON COLUMN operations.reading.frequency_hz IS 'Mains frequency in Hz.';
COMMENT ON COLUMN operations.reading.dim_command_pct IS 'Commanded light level in %.';
COMMENT ON COLUMN operations.reading.dim_actual_pct IS 'Actual light level in %.';
COMMENT ON COLUMN operations.reading.lamp_on IS 'Whether the device reports that the lamp burns.';
COMMENT ON COLUMN operations.reading.relay_on IS 'Whether the relay is closed.';
COMMENT ON COLUMN operations.reading.operating_hours IS 'Hours the lamp has burned.';
COMMENT ON COLUMN operations.reading.switch_on_count IS 'How often the lamp was switched on; rolls over at 2^32.';
COMMENT ON COLUMN operations.reading.supply_loss_count IS 'How often the supply was lost; rolls over at 2^32.';
COMMENT ON COLUMN operations.reading.controller_temp_c IS 'Temperature of the controller in °C.';
COMMENT ON COLUMN operations.reading.illuminance_lx IS 'Illuminance in lx.';
COMMENT ON COLUMN operations.reading.photocell_on IS 'Whether the photocell asks for light.';
COMMENT ON COLUMN operations.reading.rssi_dbm IS 'Received signal strength in dBm.';
COMMENT ON COLUMN operations.reading.comm_quality_pct IS 'Quality of the radio link in %.';
COMMENT ON COLUMN operations.reading.override_active IS 'Whether somebody overrides the schedule.';
COMMENT ON COLUMN operations.reading.maintenance_mode IS 'Whether the lamp is under maintenance.';
COMMENT ON COLUMN operations.reading.door_open IS 'Whether the cabinet stands open.';
COMMENT ON COLUMN operations.reading.leakage_detected IS 'Whether the meter sees earth leakage.';
COMMENT ON COLUMN operations.reading.breaker_tripped IS 'Whether the breaker has tripped.';
COMMENT ON COLUMN operations.reading.device_faults IS 'Fault codes of the device, comma-separated: evidence, not truth.';
COMMENT ON COLUMN operations.reading.quality IS 'GOOD, or SUSPECT: kept, with the reasons in quality_flags.';
COMMENT ON COLUMN operations.reading.historical IS 'True: stored by the device and sent later; raises and clears no live incident.';
COMMENT ON COLUMN operations.reading.quality_flags IS 'Why the reading is suspect, comma-separated.';
COMMENT ON COLUMN operations.reading.lateness IS 'IN_TIME, LATE (corrected figures already published) or TOO_LATE (archived only).';
COMMENT ON COLUMN operations.reading.kind IS 'LAMP or METER.';
COMMENT ON COLUMN operations.reading.topic IS 'MQTT topic on which it came.';
COMMENT ON COLUMN operations.reading.profile IS 'Vendor profile that read it.';
COMMENT ON COLUMN operations.reading.phases IS 'Measurements per phase of a three-phase meter.';
COMMENT ON COLUMN operations.reading.extras IS 'Members of the payload that the platform does not know, by name.';

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.reading, store.lamp_state, operations.lamp_now, operations.reading TO sawang_owner;
-- Nothing is ever deleted here: a reading is a fact.
GRANT SELECT, INSERT, UPDATE ON store.reading, store.lamp_state TO sawang_sink;
GRANT SELECT ON operations.lamp_now, operations.reading TO sawang_city_reader, sawang_auditor;
