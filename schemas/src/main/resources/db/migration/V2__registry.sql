-- What was declared: cities, deployments, lamps, meters, and which controller serves which lamp. Loaded from the files of CONTRACT.md#registry-files.

-- ------------------------------------------------------------------------------------------------------------------------ tables

CREATE TABLE store.city (
  city_id   text PRIMARY KEY,
  name_en   text NOT NULL,
  name_th   text NOT NULL,
  timezone  text NOT NULL,
  latitude  double precision NOT NULL,
  longitude double precision NOT NULL
);

CREATE TABLE store.deployment (
  deployment_id      text NOT NULL,
  city_id            text NOT NULL REFERENCES store.city,
  programme          text NOT NULL,
  donor              text,
  vendor             text,
  declared_value_thb numeric(14, 2),
  declared_lamps     integer,
  installed_on       date,
  kind               text NOT NULL CHECK (kind IN ('RETROFIT', 'NEW')),
  baseline_mw        bigint,
  baseline_source    text,
  simulated          boolean NOT NULL,
  note               text,
  -- One source a line.
  sources            text,
  PRIMARY KEY (city_id, deployment_id)
);

CREATE TABLE store.lamp (
  city_id           text NOT NULL REFERENCES store.city,
  lamp_id           text NOT NULL,
  deployment_id     text NOT NULL,
  feeder_id         text,
  controller_id     text,
  latitude          double precision NOT NULL,
  longitude         double precision NOT NULL,
  nominal_mw        bigint NOT NULL,
  stage             text NOT NULL CHECK (stage IN ('DONATED', 'DELIVERED', 'INSTALLED', 'COMMISSIONED', 'REPORTING', 'RETIRED')),
  night_powered     boolean NOT NULL,
  report_interval_s integer NOT NULL CHECK (report_interval_s > 0),
  schedule          text NOT NULL,
  PRIMARY KEY (city_id, lamp_id),
  FOREIGN KEY (city_id, deployment_id) REFERENCES store.deployment
);
-- Whether a controller that reported belongs to a lamp, in every look at operations.lamp_now: without it 300,000 lamps are sorted. Only the loader writes here.
CREATE INDEX lamp_controller ON store.lamp (city_id, controller_id);

-- Which controller served which lamp position, from (inclusive) to (exclusive).
CREATE TABLE store.assignment (
  city_id       text NOT NULL,
  controller_id text NOT NULL,
  lamp_id       text NOT NULL,
  valid_from    timestamptz NOT NULL DEFAULT '-infinity',
  valid_to      timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (city_id, controller_id, valid_from)
);

-- Feeder and cabinet meters: they report like controllers, and are no lamps.
CREATE TABLE store.meter (
  city_id           text NOT NULL REFERENCES store.city,
  meter_id          text NOT NULL,
  deployment_id     text,
  feeder_id         text NOT NULL,
  latitude          double precision NOT NULL,
  longitude         double precision NOT NULL,
  report_interval_s integer NOT NULL CHECK (report_interval_s > 0),
  stage             text NOT NULL CHECK (stage IN ('DONATED', 'DELIVERED', 'INSTALLED', 'COMMISSIONED', 'REPORTING', 'RETIRED')),
  PRIMARY KEY (city_id, meter_id),
  FOREIGN KEY (city_id, deployment_id) REFERENCES store.deployment
);

-- Sunset and next sunrise of every lighting night at the city's position, computed by the same function that the jobs use.
CREATE TABLE store.night_calendar (
  city_id text NOT NULL REFERENCES store.city,
  night   date NOT NULL,
  dusk    timestamptz NOT NULL,
  dawn    timestamptz NOT NULL,
  PRIMARY KEY (city_id, night)
);

-- What the jobs got from the registry about each controller, as the Avro record it came in: recompute needs nothing but this database.
CREATE TABLE store.registry_record (
  city_id       text NOT NULL,
  controller_id text NOT NULL,
  record        bytea NOT NULL,
  loaded_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (city_id, controller_id)
);

-- ------------------------------------------------------------------------------------------------------------------ public views

-- Of every public view (CONTRACT.md#views) three things hold. It is a security barrier, asks the gate once, and shows a login the cities it may see. Its columns are
-- only ever added at the end; a changed meaning is a new view. Energy is exact numeric Wh with three decimals, instants are timestamptz.

CREATE VIEW registry.city WITH (security_barrier) AS
SELECT city_id, name_en, name_th, timezone, latitude, longitude
FROM store.city
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

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
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

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
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

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

-- Without it the readings of a lamp are found by looking at all readings of its city, because the key of a reading begins with its controller, and an index
-- by lamp would be paid for by every reading that comes.
CREATE VIEW registry.assignment WITH (security_barrier) AS
SELECT city_id, lamp_id, controller_id,
       nullif(valid_from, '-infinity') AS valid_from,
       nullif(valid_to, 'infinity') AS valid_to
FROM store.assignment
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW registry.assignment IS 'Which controller served which lamp position, and when.';
COMMENT ON COLUMN registry.assignment.city_id IS 'City of the lamp.';
COMMENT ON COLUMN registry.assignment.lamp_id IS 'Lamp position.';
COMMENT ON COLUMN registry.assignment.controller_id IS 'Controller that served it.';
COMMENT ON COLUMN registry.assignment.valid_from IS 'From when on, inclusive; NULL: always.';
COMMENT ON COLUMN registry.assignment.valid_to IS 'Until when, exclusive; NULL: it still does.';

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.city, store.deployment, store.lamp, store.assignment, store.meter, store.night_calendar, store.registry_record,
  registry.city, registry.deployment, registry.lamp, registry.assignment TO sawang_owner;

GRANT SELECT, INSERT, UPDATE ON store.city, store.deployment, store.lamp, store.assignment, store.meter, store.night_calendar, store.registry_record TO sawang_sink;
-- The loader replaces the assignments of a city. What the registry once declared of a controller stays: figures were made with it.
GRANT DELETE ON store.assignment TO sawang_sink;

GRANT SELECT ON registry.city, registry.deployment, registry.lamp, registry.assignment TO sawang_city_reader, sawang_analyst, sawang_auditor;
