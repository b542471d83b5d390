-- Private tables. People read the views of V2 and later; only the jobs and the registry loader write here.
-- Numbers are scaled integers (mW, mWh, mV, mA, basis points): sums are exact and the columnstore packs them 2-3 times better.

CREATE SCHEMA IF NOT EXISTS store;

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

-- Which controller served which lamp position, from (inclusive) to (exclusive).
CREATE TABLE store.assignment (
  city_id       text NOT NULL,
  controller_id text NOT NULL,
  lamp_id       text NOT NULL,
  valid_from    timestamptz NOT NULL DEFAULT '-infinity',
  valid_to      timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (city_id, controller_id, valid_from)
);

-- Feeder and cabinet meters: they speak like controllers, and are no lamps.
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

-- Which logins see which cities; read by every public view. A login is mapped before its city is loaded, so there is no foreign key.
CREATE TABLE store.login_city (
  login   text NOT NULL,
  city_id text NOT NULL,
  PRIMARY KEY (login, city_id)
);

-- Sunset and next sunrise of every lighting night at the city's position, computed by the same function that the jobs use.
CREATE TABLE store.night_calendar (
  city_id text NOT NULL REFERENCES store.city,
  night   date NOT NULL,
  dusk    timestamptz NOT NULL,
  dawn    timestamptz NOT NULL,
  PRIMARY KEY (city_id, night)
);

CREATE TABLE store.reading (
  observed_at            timestamptz NOT NULL,
  city_id                text NOT NULL,
  controller_id          text NOT NULL,
  -- Identity within the controller and instant: (boot_id, seq) folded into 64 bits, or the payload digest when there is no seq.
  reading_key            bigint NOT NULL,
  received_at            timestamptz NOT NULL,
  kind                   text NOT NULL,
  lamp_id                text,
  topic                  text NOT NULL,
  profile                text NOT NULL,
  boot_id                bigint,
  seq                    bigint,
  active_power_mw        bigint,
  energy_total_mwh       bigint,
  supply_voltage_mv      bigint,
  supply_current_ma      bigint,
  power_factor_bp        integer,
  frequency_mhz          integer,
  dim_command_bp         integer,
  dim_actual_bp          integer,
  lamp_on                boolean,
  relay_on               boolean,
  operating_s            bigint,
  switch_on_count        bigint,
  supply_loss_count      bigint,
  controller_temp_mc     integer,
  illuminance_mlx        bigint,
  photocell_on           boolean,
  rssi_mdbm              integer,
  comm_quality_bp        integer,
  override_active        boolean,
  maintenance_mode       boolean,
  historical             boolean NOT NULL,
  door_open              boolean,
  leakage_detected       boolean,
  breaker_tripped        boolean,
  -- Comma-separated codes; NULL when there is none.
  device_faults          text,
  quality_flags          text,
  -- JSON texts; NULL when there is none.
  phases                 text,
  extras                 text,
  lateness               text NOT NULL CHECK (lateness IN ('IN_TIME', 'LATE', 'TOO_LATE')),
  PRIMARY KEY (city_id, controller_id, observed_at, reading_key)
);

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
  PRIMARY KEY (city_id, lamp_id, period_start)
-- Rewritten some fifteen times while its quarter lasts.
) WITH (fillfactor = 80);

-- Counted by the jobs per city and hour of received_at; '(unknown)' collects payloads that name no known city.
CREATE TABLE store.ledger_hour (
  city_id        text NOT NULL,
  hour           timestamptz NOT NULL,
  received       bigint NOT NULL,
  in_time        bigint NOT NULL,
  late_corrected bigint NOT NULL,
  too_late       bigint NOT NULL,
  duplicate      bigint NOT NULL,
  quarantined    bigint NOT NULL,
  missing_seq    bigint NOT NULL,
  PRIMARY KEY (city_id, hour)
);

CREATE TABLE store.quarantine (
  quarantine_id text PRIMARY KEY,
  received_at   timestamptz NOT NULL,
  city_id       text,
  controller_id text,
  topic         text NOT NULL,
  reason        text NOT NULL,
  detail        text NOT NULL,
  profile       text,
  element_index integer NOT NULL,
  payload       bytea NOT NULL,
  redriven_at   timestamptz
);
CREATE INDEX quarantine_received_at ON store.quarantine (received_at);
CREATE INDEX lamp_quarter_hour_period ON store.lamp_quarter_hour (period_start);
-- Rows come nearly in the order of their instants: block ranges find a period and cost next to nothing to write.
CREATE INDEX reading_observed_at ON store.reading USING brin (observed_at) WITH (pages_per_range = 32, autosummarize = on);
