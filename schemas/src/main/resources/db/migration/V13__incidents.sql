-- Incidents: what telemetry says of a fault, what people did about it, and which works were planned. Written by the jobs (store.incident) and, through two functions, by
-- people (store.incident_step, store.planned_work). The state is derived from both in V14: only telemetry verifies a repair.

-- ------------------------------------------------------------------------------------------------------------------------ roles

-- Who works on incidents of the cities mapped to the login; a city reader only reads. Roles belong to the cluster, see V1.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sawang_city_operator') THEN
    BEGIN
      CREATE ROLE sawang_city_operator NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      RAISE NOTICE 'role sawang_city_operator was created by another database meanwhile';
    END;
  END IF;
END
$$;
GRANT sawang_city_reader TO sawang_city_operator;

-- ------------------------------------------------------------------------------------------------------------------------ tables

-- Every fault that may be raised, its likely cause in words, and whose turn it is unless the evidence says otherwise. A new rule adds its row in a migration of its own.
CREATE TABLE store.incident_code (
  code     text PRIMARY KEY,
  cause_en text NOT NULL,
  cause_th text NOT NULL,
  turn     text NOT NULL CHECK (turn IN ('CREW', 'DISTRIBUTOR', 'PLATFORM'))
);
INSERT INTO store.incident_code (code, turn, cause_en, cause_th) VALUES
  ('LAMP_FAILURE', 'CREW', 'lamp or driver failed: it has voltage and draws no power', 'หลอดหรือไดรเวอร์เสีย มีไฟเลี้ยงแต่ไม่กินไฟ'),
  ('DAY_BURNER', 'CREW', 'burns by day: relay stuck, schedule or photocell wrong', 'ไฟติดกลางวัน รีเลย์ค้าง ตารางเวลาหรือโฟโต้เซลล์ผิดพลาด'),
  ('CYCLING', 'CREW', 'goes on and off: lamp at the end of its life, or a loose contact', 'ไฟติด ๆ ดับ ๆ หลอดใกล้หมดอายุหรือหน้าสัมผัสหลวม'),
  ('POWER_HIGH', 'CREW', 'draws more power than expected: wrong fitting, or a driver fault', 'กินไฟเกินคาด ติดตั้งโคมผิดรุ่นหรือไดรเวอร์ผิดปกติ'),
  ('POWER_LOW', 'CREW', 'draws less power than expected: part of the LEDs failed, or the driver is weak', 'กินไฟต่ำกว่าคาด แอลอีดีบางส่วนเสียหรือไดรเวอร์อ่อน'),
  ('DIMMING_FAILURE', 'CREW', 'does not follow the dimming command: driver or control line', 'ไม่หรี่ตามคำสั่ง ไดรเวอร์หรือสายควบคุมผิดปกติ'),
  ('OVERVOLTAGE', 'DISTRIBUTOR', 'supply voltage too high', 'แรงดันไฟฟ้าสูงเกิน'),
  ('UNDERVOLTAGE', 'DISTRIBUTOR', 'supply voltage too low', 'แรงดันไฟฟ้าต่ำเกิน'),
  ('LOW_POWER_FACTOR', 'CREW', 'low power factor: capacitor or driver', 'ค่าตัวประกอบกำลังต่ำ ตัวเก็บประจุหรือไดรเวอร์ผิดปกติ'),
  ('OVER_TEMPERATURE', 'CREW', 'controller too hot: heat sink, ventilation or overload', 'ตัวควบคุมร้อนเกิน ระบายความร้อนไม่ดีหรือโหลดเกิน'),
  ('CONTROL_GEAR_FAILURE', 'CREW', 'the device reports a fault of its control gear', 'อุปกรณ์แจ้งว่าชุดขับหลอดผิดปกติ'),
  ('RELAY_FAILURE', 'CREW', 'relay does not switch', 'รีเลย์ไม่ตัดต่อ'),
  ('SUPPLY_LOSS', 'DISTRIBUTOR', 'the supply failed', 'ไฟฟ้าที่จ่ายเข้าดับ'),
  ('COMM_LOSS', 'CREW', 'silent: controller, antenna or network', 'ขาดการติดต่อ ตัวควบคุม เสาอากาศหรือเครือข่าย'),
  ('FEEDER_OUTAGE', 'CREW', 'the whole circuit is off: breaker, contactor or cable', 'ไฟดับทั้งวงจร เบรกเกอร์ คอนแทกเตอร์หรือสายไฟ'),
  ('GATEWAY_OUTAGE', 'CREW', 'every lamp of a gateway is silent: gateway without power or network', 'โคมทั้งหมดของเกตเวย์เงียบ เกตเวย์ไม่มีไฟหรือเครือข่ายล่ม'),
  ('CITY_LINK_DOWN', 'PLATFORM', 'nothing comes from the city: network, broker or bridge', 'ไม่มีข้อมูลจากเมือง เครือข่าย โบรกเกอร์หรือบริดจ์ขัดข้อง'),
  ('UNEXPECTED_LOAD', 'CREW', 'the circuit draws more than its lamps: another load, theft or a leak', 'วงจรกินไฟมากกว่าโคมรวมกัน มีโหลดอื่น ลักใช้ไฟ หรือไฟรั่ว'),
  ('METER_RESET', 'PLATFORM', 'the energy counter began anew', 'ตัวนับพลังงานเริ่มนับใหม่'),
  ('METER_JUMP', 'PLATFORM', 'the energy counter moved by more than is possible', 'ตัวนับพลังงานกระโดดเกินที่เป็นไปได้'),
  ('METER_FROZEN', 'CREW', 'the energy counter stands still while power is drawn', 'ตัวนับพลังงานหยุดนิ่งทั้งที่กินไฟ'),
  ('METER_SWAP', 'PLATFORM', 'another controller or meter was put in', 'เปลี่ยนตัวควบคุมหรือมิเตอร์'),
  ('FROZEN_SENSOR', 'CREW', 'the measurements never change: sensor fault', 'ค่าที่วัดไม่เปลี่ยนเลย เซนเซอร์ผิดปกติ'),
  ('CLOCK_DRIFT', 'PLATFORM', 'the clock of the device is wrong', 'นาฬิกาของอุปกรณ์ไม่ตรง'),
  ('UNREGISTERED', 'PLATFORM', 'a controller that stands in no registry file', 'ตัวควบคุมที่ไม่มีในทะเบียน'),
  ('DUPLICATE_IDENTITY', 'PLATFORM', 'two devices use one id', 'อุปกรณ์สองตัวใช้รหัสเดียวกัน');

-- One row per incident, upserted by the jobs. All instants but detected_at are event time, so that a replay writes the same rows.
CREATE TABLE store.incident (
  city_id           text NOT NULL,
  incident_id       text NOT NULL,
  code              text NOT NULL REFERENCES store.incident_code,
  scope             text NOT NULL CHECK (scope IN ('LAMP', 'CONTROLLER', 'METER', 'FEEDER', 'GATEWAY', 'CITY')),
  subject_id        text NOT NULL,
  -- The outage that explains it: suppressed while it stands under that one.
  parent_id         text CHECK (parent_id <> incident_id),
  severity          text NOT NULL CHECK (severity ~ '^[A-Z_]+$'),
  opened_at         timestamptz NOT NULL,
  detected_at       timestamptz NOT NULL,
  cleared_at        timestamptz,
  verified_at       timestamptz,
  rule_version      integer NOT NULL,
  evidence          jsonb NOT NULL DEFAULT '{}',
  -- Of the root: its own and those of its children.
  dark_lamp_seconds bigint NOT NULL DEFAULT 0 CHECK (dark_lamp_seconds >= 0),
  energy_effect_mwh bigint NOT NULL DEFAULT 0,
  revision          bigint NOT NULL,
  retracted         boolean NOT NULL DEFAULT false,
  -- The newest reading that showed the fault again: what is newer than a person's "resolved" contradicts it. NULL: none since it was raised.
  confirmed_at      timestamptz,
  PRIMARY KEY (city_id, incident_id),
  CHECK (cleared_at >= opened_at),
  CHECK (verified_at IS NULL OR cleared_at IS NOT NULL)
);
-- What is open: the work list and operations.lamp_now read nothing else of years of incidents.
CREATE INDEX incident_open ON store.incident (city_id, scope, subject_id) WHERE cleared_at IS NULL AND NOT retracted;
CREATE INDEX incident_open_child ON store.incident (city_id, parent_id) INCLUDE (dark_lamp_seconds) WHERE parent_id IS NOT NULL AND cleared_at IS NULL AND NOT retracted;
-- What was open at an instant of the past (stale alarms of a night): little ends after the last one.
CREATE INDEX incident_end ON store.incident (city_id, coalesce(cleared_at, 'infinity'));

-- How the lamps of a circuit are found: where is it, and is work planned on it. Only the loader writes here.
CREATE INDEX lamp_feeder ON store.lamp (city_id, feeder_id) INCLUDE (latitude, longitude);

-- What telemetry did to an incident, kept by the trigger below: the row itself forgets that it was cleared once and opened again. The same change is kept once.
CREATE TABLE store.incident_change (
  city_id     text NOT NULL,
  incident_id text NOT NULL,
  change      text NOT NULL CHECK (change IN ('RAISED', 'REOPENED', 'CLEARED', 'VERIFIED', 'RETRACTED')),
  at          timestamptz NOT NULL,
  PRIMARY KEY (city_id, incident_id, change, at)
);
CREATE INDEX incident_change_at ON store.incident_change (city_id, at);

CREATE FUNCTION store.keep_incident_change() RETURNS trigger
-- Nobody else writes the history, the jobs included.
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  fresh boolean := TG_OP = 'INSERT';
BEGIN
  INSERT INTO store.incident_change (city_id, incident_id, change, at)
  SELECT NEW.city_id, NEW.incident_id, c.change, c.at
  FROM (VALUES
    ('RAISED', NEW.detected_at, fresh),
    ('REOPENED', coalesce(NEW.confirmed_at, now()), NOT fresh AND OLD.cleared_at IS NOT NULL AND NEW.cleared_at IS NULL),
    ('CLEARED', NEW.cleared_at, NEW.cleared_at IS NOT NULL AND (fresh OR OLD.cleared_at IS DISTINCT FROM NEW.cleared_at)),
    ('VERIFIED', NEW.verified_at, NEW.verified_at IS NOT NULL AND (fresh OR OLD.verified_at IS DISTINCT FROM NEW.verified_at)),
    ('RETRACTED', now(), NEW.retracted AND (fresh OR NOT OLD.retracted))
  ) c(change, at, happened)
  WHERE c.happened
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER incident_raised AFTER INSERT ON store.incident FOR EACH ROW EXECUTE FUNCTION store.keep_incident_change();
-- Most upserts only move a figure: they pay nothing.
CREATE TRIGGER incident_changed AFTER UPDATE ON store.incident FOR EACH ROW
  WHEN (OLD.cleared_at IS DISTINCT FROM NEW.cleared_at OR OLD.verified_at IS DISTINCT FROM NEW.verified_at OR OLD.retracted IS DISTINCT FROM NEW.retracted)
  EXECUTE FUNCTION store.keep_incident_change();

-- What people did: who, when, what, why. Only ever appended.
CREATE TABLE store.incident_step (
  city_id       text NOT NULL,
  incident_id   text NOT NULL,
  step_no       integer NOT NULL,
  taken_at      timestamptz NOT NULL,
  step          text NOT NULL CHECK (step IN ('ACKNOWLEDGE', 'ASSIGN', 'RESOLVE', 'COMMENT', 'SHELVE')),
  who           text NOT NULL CHECK (length(who) BETWEEN 1 AND 200),
  login         text NOT NULL,
  why           text CHECK (length(why) BETWEEN 1 AND 2000),
  assignee      text CHECK (length(assignee) BETWEEN 1 AND 200),
  shelved_until timestamptz,
  PRIMARY KEY (city_id, incident_id, step_no),
  FOREIGN KEY (city_id, incident_id) REFERENCES store.incident,
  CHECK ((step = 'ASSIGN') = (assignee IS NOT NULL)),
  CHECK ((step = 'SHELVE') = (shelved_until IS NOT NULL)),
  CHECK (why IS NOT NULL OR step IN ('ACKNOWLEDGE', 'ASSIGN'))
);

CREATE FUNCTION store.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = format('%I.%I is only ever appended to', TG_TABLE_SCHEMA, TG_TABLE_NAME);
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON store.incident_step FOR EACH STATEMENT EXECUTE FUNCTION store.refuse_change();

-- What the steps of an incident come to: thousands of incidents are listed without a look at their steps. A table of its own, so that a person who keeps a transaction
-- open never keeps the jobs waiting for a row.
CREATE TABLE store.incident_handled (
  city_id         text NOT NULL,
  incident_id     text NOT NULL,
  acknowledged_at timestamptz,
  resolved_at     timestamptz,
  last_step       text CHECK (last_step IN ('ACKNOWLEDGE', 'ASSIGN', 'RESOLVE')),
  assignee        text,
  shelved_until   timestamptz,
  PRIMARY KEY (city_id, incident_id)
);

CREATE FUNCTION store.keep_incident_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO store.incident_handled AS h (city_id, incident_id, acknowledged_at, resolved_at, last_step, assignee, shelved_until)
  SELECT NEW.city_id, NEW.incident_id, CASE WHEN t.moves THEN NEW.taken_at END, CASE WHEN NEW.step = 'RESOLVE' THEN NEW.taken_at END, CASE WHEN t.moves THEN NEW.step END,
         NEW.assignee, NEW.shelved_until
  FROM (SELECT NEW.step IN ('ACKNOWLEDGE', 'ASSIGN', 'RESOLVE') AS moves) t
  ON CONFLICT (city_id, incident_id) DO UPDATE SET
    acknowledged_at = coalesce(h.acknowledged_at, excluded.acknowledged_at),
    resolved_at = coalesce(excluded.resolved_at, h.resolved_at),
    last_step = coalesce(excluded.last_step, h.last_step),
    assignee = coalesce(excluded.assignee, h.assignee),
    shelved_until = coalesce(excluded.shelved_until, h.shelved_until);
  RETURN NULL;
END
$$;
CREATE TRIGGER incident_handled AFTER INSERT ON store.incident_step FOR EACH ROW EXECUTE FUNCTION store.keep_incident_step();

-- Works and outages that somebody announced: they suppress, never delete, and end by themselves.
CREATE TABLE store.planned_work (
  city_id       text NOT NULL,
  scope         text NOT NULL CHECK (scope IN ('LAMP', 'FEEDER', 'CITY')),
  subject_id    text NOT NULL,
  planned_from  timestamptz NOT NULL,
  planned_until timestamptz NOT NULL,
  why           text NOT NULL CHECK (length(why) BETWEEN 1 AND 2000),
  who           text NOT NULL CHECK (length(who) BETWEEN 1 AND 200),
  login         text NOT NULL,
  recorded_at   timestamptz NOT NULL,
  PRIMARY KEY (city_id, scope, subject_id, planned_from),
  CHECK (planned_until > planned_from AND isfinite(planned_from) AND isfinite(planned_until)),
  CHECK (scope <> 'CITY' OR subject_id = city_id)
);
CREATE INDEX planned_work_until ON store.planned_work (city_id, planned_until);

-- ------------------------------------------------------------------------------------------------------------------------- state

-- The state of an incident out of what telemetry saw and the last step that a person took (ACKNOWLEDGE, ASSIGN or RESOLVE).
CREATE FUNCTION store.incident_state(verified_at timestamptz, cleared_at timestamptz, confirmed_at timestamptz, last_step text, resolved_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN verified_at IS NOT NULL THEN 'VERIFIED'
    WHEN cleared_at IS NOT NULL THEN 'RESOLVED'
    -- Somebody called it repaired, and a newer reading shows the fault.
    WHEN last_step = 'RESOLVE' AND confirmed_at > resolved_at THEN 'IN_PROGRESS'
    WHEN last_step = 'RESOLVE' THEN 'RESOLVED'
    WHEN last_step = 'ASSIGN' THEN 'IN_PROGRESS'
    WHEN last_step = 'ACKNOWLEDGE' THEN 'ACKNOWLEDGED'
    ELSE 'OPEN'
  END
$$;

-- Incidents with their state; those that late readings took back are gone.
CREATE VIEW store.incident_handling AS
SELECT i.city_id, i.incident_id, i.code, i.scope, i.subject_id, i.parent_id, i.severity, i.opened_at, i.detected_at, i.cleared_at, i.verified_at, i.rule_version, i.evidence,
       i.dark_lamp_seconds, i.energy_effect_mwh, i.revision, i.confirmed_at,
       store.incident_state(i.verified_at, i.cleared_at, i.confirmed_at, h.last_step, h.resolved_at) AS state,
       h.acknowledged_at, h.assignee, h.resolved_at,
       CASE WHEN h.shelved_until > now() THEN h.shelved_until END AS shelved_until
FROM store.incident i
LEFT JOIN store.incident_handled h ON h.city_id = i.city_id AND h.incident_id = i.incident_id
WHERE NOT i.retracted;

-- ----------------------------------------------------------------------------------------------------------------- people's steps

-- Both functions below answer mistakes with SQLSTATE SW001 (unknown), SW002 (wrong state), SW003 (not the login's city), SW004 (something is missing or wrong).

-- Whether the session's login works on a city: it is mapped to it, or owns the database. Who sees all cities (analyst, auditor) only looks.
CREATE FUNCTION store.works_on(city text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_has_role(session_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'store'), 'MEMBER')
    OR EXISTS (SELECT FROM pg_roles WHERE rolname = 'sawang_owner' AND pg_has_role(session_user, oid, 'MEMBER'))
    OR EXISTS (SELECT FROM store.session_city c WHERE c.city_id = city)
$$;

CREATE FUNCTION store.refuse_other_city(city text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF store.works_on(city) IS NOT TRUE THEN
    -- The same words whether or not there is such a city.
    RAISE EXCEPTION USING ERRCODE = 'SW003', MESSAGE = format('login ''%s'' does not work on city ''%s'': expected a city that is granted to it', session_user, city);
  END IF;
END
$$;

-- A person's step, kept for ever; answers with the state it leads to.
CREATE FUNCTION operations.take_incident_step(city text, incident text, step text, who text, why text DEFAULT NULL, assignee text DEFAULT NULL, shelved_until timestamptz DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  -- A year on the shelf is a deletion. (ours)
  longest_shelf CONSTANT interval := INTERVAL '30 days';
  wanted CONSTANT text := take_incident_step.step;
  its_why CONSTANT text := nullif(btrim(take_incident_step.why), '');
  its_who CONSTANT text := nullif(btrim(take_incident_step.who), '');
  its_assignee CONSTANT text := nullif(btrim(take_incident_step.assignee), '');
  possible text[];
  present text;
  over boolean;
  mistake text;
BEGIN
  PERFORM store.refuse_other_city(city);
  -- One step after the other: what is judged below is what the step is appended to. The lock is on no row that the jobs write.
  INSERT INTO store.incident_handled AS h (city_id, incident_id)
  SELECT i.city_id, i.incident_id FROM store.incident i WHERE i.city_id = city AND i.incident_id = incident
  ON CONFLICT (city_id, incident_id) DO UPDATE SET city_id = excluded.city_id;
  SELECT i.state, i.cleared_at IS NOT NULL INTO present, over FROM store.incident_handling i WHERE i.city_id = city AND i.incident_id = incident;
  IF present IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SW001', MESSAGE = format('no incident ''%s'' in city ''%s''', incident, city);
  END IF;

  mistake := CASE
    WHEN wanted IS NULL OR wanted NOT IN ('ACKNOWLEDGE', 'ASSIGN', 'RESOLVE', 'COMMENT', 'SHELVE')
      THEN format('''%s'' is no step: expected ACKNOWLEDGE, ASSIGN, RESOLVE, COMMENT or SHELVE', wanted)
    WHEN its_who IS NULL OR length(its_who) > 200 THEN 'who takes the step is missing: expected a name of 1 to 200 characters'
    WHEN its_why IS NULL AND wanted IN ('RESOLVE', 'COMMENT', 'SHELVE') OR length(its_why) > 2000 THEN 'why is missing: expected a text of 1 to 2000 characters'
    WHEN wanted = 'ASSIGN' AND (its_assignee IS NULL OR length(its_assignee) > 200) THEN 'whom it is given to is missing: expected a name of 1 to 200 characters'
    WHEN wanted <> 'ASSIGN' AND its_assignee IS NOT NULL THEN 'only ASSIGN gives it to somebody: expected no assignee'
    WHEN wanted = 'SHELVE' AND (shelved_until IS NULL OR shelved_until <= now() OR shelved_until > now() + longest_shelf)
      THEN format('shelved until %s: expected an end within the next 30 days', coalesce(shelved_until::text, 'nothing'))
    WHEN wanted <> 'SHELVE' AND shelved_until IS NOT NULL THEN 'only SHELVE has an end: expected none'
  END;
  IF mistake IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SW004', MESSAGE = mistake;
  END IF;

  possible := CASE wanted
    WHEN 'ACKNOWLEDGE' THEN ARRAY['OPEN']
    WHEN 'ASSIGN' THEN ARRAY['OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS'] || CASE WHEN over THEN '{}'::text[] ELSE ARRAY['RESOLVED'] END
    WHEN 'COMMENT' THEN ARRAY['OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS', 'RESOLVED', 'VERIFIED']
    ELSE ARRAY['OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS']
  END;
  IF present <> ALL (possible) THEN
    RAISE EXCEPTION USING ERRCODE = 'SW002', MESSAGE = format('incident ''%s'' is %s%s: %s needs %s', incident, present, CASE WHEN over THEN ' by telemetry' ELSE '' END, wanted,
      array_to_string(possible, ', '));
  END IF;

  INSERT INTO store.incident_step (city_id, incident_id, step_no, taken_at, step, who, login, why, assignee, shelved_until)
  SELECT city, incident, coalesce(max(s.step_no), 0) + 1, clock_timestamp(), wanted, its_who, session_user, its_why, its_assignee, take_incident_step.shelved_until
  FROM store.incident_step s WHERE s.city_id = city AND s.incident_id = incident;
  SELECT i.state INTO present FROM store.incident_handling i WHERE i.city_id = city AND i.incident_id = incident;
  RETURN present;
END
$$;

-- A planned work; the same one (city, scope, subject, beginning) given again moves its end and its reason. Answers whether anything changed.
CREATE FUNCTION operations.plan_work(city text, scope text, subject text, planned_from timestamptz, planned_until timestamptz, why text, who text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  -- (ours) What takes longer is no work but a change of the registry.
  longest_work CONSTANT interval := INTERVAL '366 days';
  its_scope CONSTANT text := plan_work.scope;
  its_from CONSTANT timestamptz := plan_work.planned_from;
  its_until CONSTANT timestamptz := plan_work.planned_until;
  its_why CONSTANT text := nullif(btrim(plan_work.why), '');
  its_who CONSTANT text := nullif(btrim(plan_work.who), '');
  mistake text;
BEGIN
  PERFORM store.refuse_other_city(city);
  PERFORM FROM store.planned_work p WHERE p.city_id = city AND p.scope = its_scope AND p.subject_id = subject AND p.planned_from = its_from AND p.planned_until = its_until
    AND p.why = its_why AND p.who = its_who;
  IF FOUND THEN
    RETURN false;
  END IF;
  mistake := CASE
    WHEN its_scope IS NULL OR its_scope NOT IN ('LAMP', 'FEEDER', 'CITY') THEN format('scope ''%s'': expected LAMP, FEEDER or CITY', its_scope)
    WHEN its_scope = 'LAMP' AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = city AND l.lamp_id = subject) THEN format('subject_id ''%s'': expected a lamp of the registry', subject)
    WHEN its_scope = 'FEEDER' AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = city AND l.feeder_id = subject)
      THEN format('subject_id ''%s'': expected a feeder of the registry', subject)
    WHEN its_scope = 'CITY' AND subject IS DISTINCT FROM city THEN format('subject_id ''%s'': expected the city itself, ''%s''', subject, city)
    WHEN its_until IS NULL OR its_from IS NULL OR its_until <= its_from OR its_until > its_from + longest_work
      THEN format('until ''%s'': expected an end after the beginning, at most 366 days later', its_until)
    WHEN its_until <= now() THEN format('until ''%s'': expected an end in the future, what is over can be planned no more', its_until)
    WHEN its_why IS NULL OR length(its_why) > 2000 THEN 'why: expected a text of 1 to 2000 characters'
    WHEN its_who IS NULL OR length(its_who) > 200 THEN 'who: expected a name of 1 to 200 characters'
  END;
  IF mistake IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SW004', MESSAGE = mistake;
  END IF;
  INSERT INTO store.planned_work (city_id, scope, subject_id, planned_from, planned_until, why, who, login, recorded_at)
  VALUES (city, its_scope, subject, its_from, its_until, its_why, its_who, session_user, now())
  ON CONFLICT (city_id, scope, subject_id, planned_from)
  DO UPDATE SET planned_until = excluded.planned_until, why = excluded.why, who = excluded.who, login = excluded.login, recorded_at = excluded.recorded_at;
  RETURN true;
END
$$;

-- ----------------------------------------------------------------------------------------------------- statistics of the planner

-- As the gates want it of every new column (V7__gates.sql).
DO $$
DECLARE
  analysed record;
BEGIN
  FOR analysed IN
    SELECT a.attrelid, a.attname
    FROM pg_attribute a
    WHERE a.attrelid IN ('store.incident_code'::regclass, 'store.incident'::regclass, 'store.incident_change'::regclass, 'store.incident_step'::regclass, 'store.incident_handled'::regclass, 'store.planned_work'::regclass)
      AND a.attnum > 0 AND NOT a.attisdropped
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', analysed.attrelid::regclass, analysed.attname);
  END LOOP;
END
$$;

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.incident_code, store.incident, store.incident_change, store.incident_step, store.incident_handled, store.planned_work, store.incident_handling TO sawang_owner;
-- The jobs write what telemetry saw; what people did is none of their business.
GRANT SELECT, INSERT, UPDATE ON store.incident TO sawang_sink;
-- The rules suppress what was planned, and know which codes there are.
GRANT SELECT ON store.incident_code, store.planned_work TO sawang_sink;

REVOKE EXECUTE ON FUNCTION operations.take_incident_step, operations.plan_work, store.works_on, store.refuse_other_city, store.keep_incident_change, store.keep_incident_step FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operations.take_incident_step, operations.plan_work, store.works_on, store.refuse_other_city TO sawang_owner;
GRANT EXECUTE ON FUNCTION operations.take_incident_step, operations.plan_work TO sawang_city_operator;
