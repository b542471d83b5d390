-- Whether the figures can be trusted: what became of every message, what was refused, what a recomputation would change, and whether the identities between figures
-- hold; and what keeps a restated figure as it is.

-- ------------------------------------------------------------------------------------------------------------------------ tables

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

-- Periods whose published figures a recomputation would change, and why.
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

-- ------------------------------------------------------------------------------------------------------------------ public views

CREATE VIEW quality.ledger WITH (security_barrier) AS
SELECT city_id, hour, received,
       in_time + late_corrected + too_late AS accepted,
       in_time, late_corrected, too_late, duplicate, quarantined,
       received - (in_time + late_corrected + too_late) - duplicate - quarantined AS unexplained,
       missing_seq
FROM store.ledger_hour
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

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
COMMENT ON COLUMN quality.ledger.missing_seq IS 'Number of gaps in the sequence numbers of the devices: lost before they reached the platform.';

CREATE VIEW quality.quarantine WITH (security_barrier) AS
SELECT quarantine_id, received_at, city_id, topic, reason, detail, profile, payload, redriven_at, controller_id, element_index
FROM store.quarantine
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

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

-- -------------------------------------------------------------------------------------------------------------- restated figures

-- The jobs go by their state, which knows nothing of a restatement: their write to a restated row is skipped and noted. Arguments: column of the subject
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

-- The condition is all that an ordinary upsert pays. A setting and not a column shows who restates: an upsert of the jobs carries over the mark it finds.
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

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.ledger_hour, store.quarantine, store.restatement_due, store.invariant_violation, store.invariant_check,
  quality.ledger, quality.quarantine, quality.restatement_due, quality.invariant, quality.invariant_check TO sawang_owner;

GRANT SELECT, INSERT, UPDATE ON store.ledger_hour, store.quarantine, store.restatement_due, store.invariant_violation, store.invariant_check TO sawang_sink;
-- What was due is done one day, and a violation is repaired; what was received and refused stays.
GRANT DELETE ON store.restatement_due, store.invariant_violation TO sawang_sink;

GRANT SELECT ON quality.ledger, quality.quarantine, quality.restatement_due, quality.invariant, quality.invariant_check
  TO sawang_city_reader, sawang_analyst, sawang_auditor;

REVOKE ALL ON FUNCTION store.begin_restatement(), store.keep_restated() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store.begin_restatement(), store.keep_restated() TO sawang_sink, sawang_owner;
