-- What is rolled up from the quarter hours of lamps: nights, circuits, cities, months. Written by the jobs as whole rows.
-- Seconds divide the night without rest: dark_period_s = lit_dark_s + dark_s + unknown_s + scheduled_off_s.

ALTER TABLE store.lamp_quarter_hour
  ADD COLUMN dark_period_s   integer NOT NULL DEFAULT 0,
  ADD COLUMN expected_lit_s  integer NOT NULL DEFAULT 0,
  ADD COLUMN lit_dark_s      integer NOT NULL DEFAULT 0,
  ADD COLUMN dark_s          integer NOT NULL DEFAULT 0,
  ADD COLUMN unknown_s       integer NOT NULL DEFAULT 0,
  ADD COLUMN scheduled_off_s integer NOT NULL DEFAULT 0,
  ADD COLUMN day_burn_s      integer NOT NULL DEFAULT 0,
  ADD COLUMN day_mwh         bigint  NOT NULL DEFAULT 0,
  ADD COLUMN day_burn_mwh    bigint  NOT NULL DEFAULT 0,
  -- Written by recompute; the jobs leave such a row alone and note in restatement_due what they would have changed.
  ADD COLUMN restated        boolean NOT NULL DEFAULT false;

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
  -- What the meter of the circuit says; NULL when it has none or nothing is known.
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

-- The same by calendar month in the city's zone; month is its first day.
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

-- What the registry told the jobs about each controller, as the Avro record it came in: recompute needs nothing but this database.
CREATE TABLE store.registry_record (
  city_id       text NOT NULL,
  controller_id text NOT NULL,
  record        bytea NOT NULL,
  loaded_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (city_id, controller_id)
);

-- Periods whose published figures a recompute would change, and why.
CREATE TABLE store.restatement_due (
  city_id      text NOT NULL,
  -- A lamp, a circuit, or the controller whose reading came too late; '' stands for the city.
  subject_id   text NOT NULL,
  period_start timestamptz NOT NULL,
  reason       text NOT NULL CHECK (reason IN ('TOO_LATE', 'FREED', 'RESTATED')),
  noted_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (city_id, subject_id, period_start, reason)
);

-- Every violation of an invariant that the monitor found; empty on a platform that is well.
CREATE TABLE store.invariant_violation (
  invariant   text NOT NULL,
  city_id     text NOT NULL,
  subject_id  text NOT NULL,
  at          timestamptz NOT NULL,
  expected    bigint NOT NULL,
  found       bigint NOT NULL,
  detail      text NOT NULL,
  detected_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (invariant, city_id, subject_id, at)
);

-- When each invariant was last checked and how much it looked at: a monitor that stands still must not look like a platform that is well.
CREATE TABLE store.invariant_check (
  invariant  text PRIMARY KEY,
  checked_at timestamptz NOT NULL,
  subjects   bigint NOT NULL,
  violations bigint NOT NULL
);
