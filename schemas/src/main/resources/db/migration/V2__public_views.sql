-- The public views of contract §4. Columns are only ever added at the end; a changed meaning is a new view.
-- Energy is exact numeric Wh with three decimals, instants are timestamptz. Every view is a security barrier and shows a login the
-- cities it may see: who asks is session_user, which a session cannot change with SET.

CREATE SCHEMA IF NOT EXISTS registry;
CREATE SCHEMA IF NOT EXISTS operations;
CREATE SCHEMA IF NOT EXISTS energy;
CREATE SCHEMA IF NOT EXISTS quality;

COMMENT ON SCHEMA registry IS 'What was declared: cities, deployments, lamps.';
COMMENT ON SCHEMA operations IS 'What the lamps do now and what they said.';
COMMENT ON SCHEMA energy IS 'Energy and light per lamp and period.';
COMMENT ON SCHEMA quality IS 'Whether the figures can be trusted: what came, what was refused, what is missing.';

-- One row: whether this session sees every city. Roles are looked up by name, because they belong to the cluster and not to this database.
CREATE VIEW store.session_scope AS
SELECT pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'store'), 'MEMBER')
       OR EXISTS (SELECT FROM pg_roles
                  WHERE rolname IN ('sawang_owner', 'sawang_analyst', 'sawang_auditor')
                    AND pg_has_role(session_user, oid, 'MEMBER')) AS all_cities;

-- The cities mapped to this session's login.
CREATE VIEW store.session_city AS
SELECT city_id FROM store.login_city WHERE login = session_user;

-- ---------------------------------------------------------------------------------------------------------------- registry

CREATE VIEW registry.city WITH (security_barrier) AS
SELECT city_id, name_en, name_th, timezone, latitude, longitude
FROM store.city
WHERE (SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW registry.city IS 'Cities known to the platform.';
COMMENT ON COLUMN registry.city.city_id IS 'Id of the city, as in its MQTT topics.';
COMMENT ON COLUMN registry.city.name_en IS 'English name.';
COMMENT ON COLUMN registry.city.name_th IS 'Thai name.';
COMMENT ON COLUMN registry.city.timezone IS 'IANA name of the time zone in which its nights and months are counted.';
COMMENT ON COLUMN registry.city.latitude IS 'Degrees north (WGS 84) of the centre.';
COMMENT ON COLUMN registry.city.longitude IS 'Degrees east (WGS 84) of the centre.';

CREATE VIEW registry.deployment WITH (security_barrier) AS
SELECT deployment_id, city_id, programme, donor, vendor, declared_value_thb, declared_lamps, installed_on, kind,
       (baseline_mw * 0.001)::numeric(12, 3) AS baseline_w, simulated, baseline_source, note, sources
FROM store.deployment
WHERE (SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW registry.deployment IS 'Batches of lamps put up under one programme by one donor or vendor.';
COMMENT ON COLUMN registry.deployment.deployment_id IS 'Id of the deployment within its city.';
COMMENT ON COLUMN registry.deployment.city_id IS 'City that received it.';
COMMENT ON COLUMN registry.deployment.programme IS 'Programme under which it was given.';
COMMENT ON COLUMN registry.deployment.donor IS 'Who gave it; NULL when unknown.';
COMMENT ON COLUMN registry.deployment.vendor IS 'Who built it; NULL when unknown.';
COMMENT ON COLUMN registry.deployment.declared_value_thb IS 'Declared value in Thai baht; NULL when it was never published.';
COMMENT ON COLUMN registry.deployment.declared_lamps IS 'Declared number of lamps; NULL when it was never published.';
COMMENT ON COLUMN registry.deployment.installed_on IS 'Local date on which the installation was finished; NULL when unknown.';
COMMENT ON COLUMN registry.deployment.kind IS 'RETROFIT: replaced older lamps and can save energy; NEW: light where there was none.';
COMMENT ON COLUMN registry.deployment.baseline_w IS 'Power in W of one replaced lamp, ballast included; NULL without a signed baseline.';
COMMENT ON COLUMN registry.deployment.simulated IS 'True: a demonstration fleet; its figures describe no real lamp.';
COMMENT ON COLUMN registry.deployment.baseline_source IS 'Where the baseline comes from.';
COMMENT ON COLUMN registry.deployment.note IS 'What a reader has to know about this row.';
COMMENT ON COLUMN registry.deployment.sources IS 'Where the facts of this row come from, one source a line.';

CREATE VIEW registry.lamp WITH (security_barrier) AS
SELECT lamp_id, city_id, deployment_id, feeder_id, controller_id, latitude, longitude,
       (nominal_mw * 0.001)::numeric(12, 3) AS nominal_w, stage, night_powered, report_interval_s, schedule
FROM store.lamp
WHERE (SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW registry.lamp IS 'Lamp positions as registered, retired ones included.';
COMMENT ON COLUMN registry.lamp.lamp_id IS 'Id of the lamp position within its city.';
COMMENT ON COLUMN registry.lamp.city_id IS 'City of the lamp.';
COMMENT ON COLUMN registry.lamp.deployment_id IS 'Deployment to which the lamp belongs.';
COMMENT ON COLUMN registry.lamp.feeder_id IS 'Circuit that powers it.';
COMMENT ON COLUMN registry.lamp.controller_id IS 'Controller that serves the position at present; NULL when there is none.';
COMMENT ON COLUMN registry.lamp.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN registry.lamp.longitude IS 'Degrees east (WGS 84).';
COMMENT ON COLUMN registry.lamp.nominal_w IS 'Power in W at full light.';
COMMENT ON COLUMN registry.lamp.stage IS 'DONATED, DELIVERED, INSTALLED, COMMISSIONED, REPORTING or RETIRED.';
COMMENT ON COLUMN registry.lamp.night_powered IS 'True: the circuit has power at night only, so silence by day is no fault.';
COMMENT ON COLUMN registry.lamp.report_interval_s IS 'Declared seconds between two readings.';
COMMENT ON COLUMN registry.lamp.schedule IS 'Dimming steps in local time, e.g. dusk-to-dawn 100%; 23:00 60%; 05:00 100%.';

-- -------------------------------------------------------------------------------------------------------------- operations

CREATE VIEW operations.lamp_now WITH (security_barrier) AS
WITH subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.nominal_mw,
         -- The lighting night runs from local noon to local noon. East of the city's centre the sun is earlier: 240 s per degree.
         (SELECT now() >= n.dusk + x.shift AND now() < n.dawn + x.shift
          FROM store.city c
          CROSS JOIN LATERAL (SELECT (c.longitude - l.longitude) * 240 * INTERVAL '1 second' AS shift) x
          JOIN store.night_calendar n
            ON n.city_id = c.city_id AND n.night = ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date
          WHERE c.city_id = l.city_id) AS expected_lit
  FROM store.lamp l
  WHERE l.stage <> 'RETIRED'
  UNION ALL
  -- Heard, but in no registry file: shown, so that nobody has to guess why a lamp is missing.
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
)
SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude,
       coalesce(s.received_at >= now() - greatest(3 * coalesce(l.report_interval_s, 0) * INTERVAL '1 second', INTERVAL '30 minutes'),
                false) AS online,
       coalesce(s.lamp_on, s.active_power_mw > greatest(2000, coalesce(l.nominal_mw, 0) / 20), s.relay_on) AS lit,
       l.expected_lit,
       (s.active_power_mw * 0.001)::numeric(12, 3) AS active_power_w,
       (s.expected_mw * 0.001)::numeric(12, 3) AS expected_power_w,
       (s.dim_actual_bp * 0.01)::numeric(5, 2) AS dim_actual_pct,
       (s.supply_voltage_mv * 0.001)::numeric(9, 3) AS supply_voltage_v,
       s.observed_at AS last_observed_at,
       s.received_at AS last_received_at,
       0::bigint AS open_incidents
FROM subject l
LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
WHERE (SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW operations.lamp_now IS 'Every registered lamp that is not retired, heard or not, and every unregistered controller that was heard: what it is now.';
COMMENT ON COLUMN operations.lamp_now.city_id IS 'City of the lamp.';
COMMENT ON COLUMN operations.lamp_now.lamp_id IS 'Lamp position; NULL: a controller that nobody registered.';
COMMENT ON COLUMN operations.lamp_now.controller_id IS 'Controller that serves it; NULL when there is none.';
COMMENT ON COLUMN operations.lamp_now.feeder_id IS 'Circuit that powers it.';
COMMENT ON COLUMN operations.lamp_now.latitude IS 'Degrees north (WGS 84).';
COMMENT ON COLUMN operations.lamp_now.longitude IS 'Degrees east (WGS 84).';
COMMENT ON COLUMN operations.lamp_now.online IS 'True: a reading was received within three report intervals, at least 30 minutes.';
COMMENT ON COLUMN operations.lamp_now.lit IS 'Whether it burned at last_observed_at: lamp_on as the device says, else more than 2 W and 5 % of nominal, else the relay; NULL when nothing is known.';
COMMENT ON COLUMN operations.lamp_now.expected_lit IS 'Whether it should burn now: between dusk and dawn at the lamp; steps that switch off by schedule are not considered. NULL without a night calendar or position.';
COMMENT ON COLUMN operations.lamp_now.active_power_w IS 'Power in W at last_observed_at.';
COMMENT ON COLUMN operations.lamp_now.expected_power_w IS 'Power in W expected at last_observed_at by sun, schedule and nominal power.';
COMMENT ON COLUMN operations.lamp_now.dim_actual_pct IS 'Light level in % at last_observed_at.';
COMMENT ON COLUMN operations.lamp_now.supply_voltage_v IS 'Mains voltage in V at last_observed_at.';
COMMENT ON COLUMN operations.lamp_now.last_observed_at IS 'When the device took its newest reading; NULL: never heard.';
COMMENT ON COLUMN operations.lamp_now.last_received_at IS 'When the newest reading reached the bridge; NULL: never heard.';
COMMENT ON COLUMN operations.lamp_now.open_incidents IS 'Number of open incidents; always 0 until incidents are computed.';

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
WHERE (SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW operations.reading IS 'Every accepted reading, once. A value that the device did not send is NULL, never 0.';
COMMENT ON COLUMN operations.reading.city_id IS 'City of the controller.';
COMMENT ON COLUMN operations.reading.controller_id IS 'Controller or meter that spoke.';
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
COMMENT ON COLUMN operations.reading.lamp_on IS 'Whether the device says that the lamp burns.';
COMMENT ON COLUMN operations.reading.relay_on IS 'Whether the relay is closed.';
COMMENT ON COLUMN operations.reading.operating_hours IS 'Hours the lamp has burned.';
COMMENT ON COLUMN operations.reading.switch_on_count IS 'How often the lamp was switched on; wraps at 2^32.';
COMMENT ON COLUMN operations.reading.supply_loss_count IS 'How often the supply was lost; wraps at 2^32.';
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

-- ------------------------------------------------------------------------------------------------------------------ energy

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
       decided, revision, updated_at, flags
FROM store.lamp_quarter_hour
WHERE (SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW energy.lamp_quarter_hour IS 'Energy and light of one lamp position in one quarter of an hour.';
COMMENT ON COLUMN energy.lamp_quarter_hour.city_id IS 'City of the lamp.';
COMMENT ON COLUMN energy.lamp_quarter_hour.deployment_id IS 'Deployment of the lamp; NULL: unregistered.';
COMMENT ON COLUMN energy.lamp_quarter_hour.feeder_id IS 'Circuit of the lamp; NULL: unregistered.';
COMMENT ON COLUMN energy.lamp_quarter_hour.lamp_id IS 'Lamp position; the controller id when nobody registered it.';
COMMENT ON COLUMN energy.lamp_quarter_hour.period_start IS 'Start of the quarter; it ends 15 minutes later, exclusive.';
COMMENT ON COLUMN energy.lamp_quarter_hour.energy_wh IS 'Energy in Wh: measured + interpolated + estimated; NULL: unknown.';
COMMENT ON COLUMN energy.lamp_quarter_hour.measured_wh IS 'Energy in Wh between two readings within the quarter.';
COMMENT ON COLUMN energy.lamp_quarter_hour.interpolated_wh IS 'Energy in Wh that a counter shows, spread over quarters by expected light.';
COMMENT ON COLUMN energy.lamp_quarter_hour.estimated_wh IS 'Energy in Wh that no counter shows; never counted as verified.';
COMMENT ON COLUMN energy.lamp_quarter_hour.active_power_avg_w IS 'Mean power in W of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.active_power_min_w IS 'Least power in W of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.active_power_max_w IS 'Greatest power in W of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.supply_voltage_avg_v IS 'Mean mains voltage in V of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.power_factor_avg IS 'Mean power factor of the readings, -1 to 1.';
COMMENT ON COLUMN energy.lamp_quarter_hour.dim_actual_avg_pct IS 'Mean light level in % of the readings.';
COMMENT ON COLUMN energy.lamp_quarter_hour.lit_seconds IS 'Seconds of the quarter during which the lamp burned, 0 to 900.';
COMMENT ON COLUMN energy.lamp_quarter_hour.readings_expected IS 'Number of readings that the declared interval promises.';
COMMENT ON COLUMN energy.lamp_quarter_hour.readings_accepted IS 'Number of readings that were accepted.';
COMMENT ON COLUMN energy.lamp_quarter_hour.completeness IS 'Accepted over expected readings, 0 to 1; NULL when none was expected.';
COMMENT ON COLUMN energy.lamp_quarter_hour.decided IS 'True: only late data can change the row any more; false: provisional.';
COMMENT ON COLUMN energy.lamp_quarter_hour.revision IS 'How often the row was published, counted from 1.';
COMMENT ON COLUMN energy.lamp_quarter_hour.updated_at IS 'When this revision was written.';
COMMENT ON COLUMN energy.lamp_quarter_hour.flags IS 'What happened to the counter, comma-separated, e.g. METER_RESET.';

-- ----------------------------------------------------------------------------------------------------------------- quality

CREATE VIEW quality.ledger WITH (security_barrier) AS
SELECT city_id, hour, received,
       in_time + late_corrected + too_late AS accepted,
       in_time, late_corrected, too_late, duplicate, quarantined,
       received - (in_time + late_corrected + too_late) - duplicate - quarantined AS unexplained,
       missing_seq
FROM store.ledger_hour
WHERE (SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW quality.ledger IS 'What became of everything that was received, per city and hour.';
COMMENT ON COLUMN quality.ledger.city_id IS 'City; (unknown) collects payloads that name no known city.';
COMMENT ON COLUMN quality.ledger.hour IS 'Start of the hour of received_at.';
COMMENT ON COLUMN quality.ledger.received IS 'Number of readings and refused payloads that reached Kafka.';
COMMENT ON COLUMN quality.ledger.accepted IS 'Number of readings accepted: in_time + late_corrected + too_late.';
COMMENT ON COLUMN quality.ledger.in_time IS 'Number of readings not older than the newest of their controller.';
COMMENT ON COLUMN quality.ledger.late_corrected IS 'Number of readings that came late and corrected figures.';
COMMENT ON COLUMN quality.ledger.too_late IS 'Number of readings beyond the horizon: archived, in no figure.';
COMMENT ON COLUMN quality.ledger.duplicate IS 'Number of readings that had been accepted before.';
COMMENT ON COLUMN quality.ledger.quarantined IS 'Number of payloads that were refused.';
COMMENT ON COLUMN quality.ledger.unexplained IS 'received - accepted - duplicate - quarantined; anything but 0 is a defect of the platform.';
COMMENT ON COLUMN quality.ledger.missing_seq IS 'Number of holes in the sequence numbers of the devices: lost before they reached the platform.';

CREATE VIEW quality.quarantine WITH (security_barrier) AS
SELECT quarantine_id, received_at, city_id, topic, reason, detail, profile, payload, redriven_at, controller_id, element_index
FROM store.quarantine
WHERE (SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city);

COMMENT ON VIEW quality.quarantine IS 'Payloads that were refused, with their bytes and the reason.';
COMMENT ON COLUMN quality.quarantine.quarantine_id IS 'Id of the refusal, the same after a redelivery.';
COMMENT ON COLUMN quality.quarantine.received_at IS 'When the bridge received it; a redrive keeps it.';
COMMENT ON COLUMN quality.quarantine.city_id IS 'City that the topic names; NULL when it names none.';
COMMENT ON COLUMN quality.quarantine.topic IS 'MQTT topic on which it came.';
COMMENT ON COLUMN quality.quarantine.reason IS 'Reason code, e.g. NOT_JSON.';
COMMENT ON COLUMN quality.quarantine.detail IS 'What was wrong, where, and what was expected.';
COMMENT ON COLUMN quality.quarantine.profile IS 'Vendor profile that was tried; NULL: none.';
COMMENT ON COLUMN quality.quarantine.payload IS 'The raw bytes.';
COMMENT ON COLUMN quality.quarantine.redriven_at IS 'When it was sent in again; NULL: never.';
COMMENT ON COLUMN quality.quarantine.controller_id IS 'Controller that the topic names; NULL when it names none.';
COMMENT ON COLUMN quality.quarantine.element_index IS 'Element of an array payload, from 0; -1: the whole payload.';
