-- Who hears of an incident, and what became of every message to them: the outbox of the role that notifies. See CONTRACT.md#notifications.

-- ------------------------------------------------------------------------------------------------------------------------ roles

-- Reads what is to be told and keeps the outbox; nothing else. Roles belong to the cluster, see V1.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sawang_notifier') THEN
    BEGIN
      CREATE ROLE sawang_notifier NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      RAISE NOTICE 'role sawang_notifier was created by another database meanwhile';
    END;
  END IF;
END
$$;

-- ---------------------------------------------------------------------------------------------------------- what is to be judged

-- Each change waits here to be judged: it is written by the transaction that wrote what was seen, so none is lost and none is seen before it is true, and the jobs do
-- nothing more for it. What was there before this migration is history.
ALTER TABLE store.incident_change
  ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN notify_at timestamptz;
ALTER TABLE store.incident_change ALTER COLUMN notify_at SET DEFAULT now();
CREATE INDEX incident_change_notify ON store.incident_change (notify_at, city_id, incident_id) WHERE notify_at IS NOT NULL;

-- What an outage explained and does not explain any more stands alone, and nobody has heard of it.
ALTER TABLE store.incident_change
  DROP CONSTRAINT incident_change_change_check,
  ADD CONSTRAINT incident_change_change_check CHECK (change IN ('RAISED', 'REOPENED', 'RELEASED', 'CLEARED', 'VERIFIED', 'RETRACTED'));
CREATE OR REPLACE FUNCTION store.keep_incident_change() RETURNS trigger
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
    ('RELEASED', now(), NOT fresh AND OLD.parent_id IS NOT NULL AND NEW.parent_id IS NULL AND NEW.cleared_at IS NULL AND NOT NEW.retracted),
    ('CLEARED', NEW.cleared_at, NEW.cleared_at IS NOT NULL AND (fresh OR OLD.cleared_at IS DISTINCT FROM NEW.cleared_at)),
    ('VERIFIED', NEW.verified_at, NEW.verified_at IS NOT NULL AND (fresh OR OLD.verified_at IS DISTINCT FROM NEW.verified_at)),
    ('RETRACTED', now(), NEW.retracted AND (fresh OR NOT OLD.retracted))
  ) c(change, at, happened)
  WHERE c.happened
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
DROP TRIGGER incident_changed ON store.incident;
CREATE TRIGGER incident_changed AFTER UPDATE ON store.incident FOR EACH ROW
  WHEN (OLD.cleared_at IS DISTINCT FROM NEW.cleared_at OR OLD.verified_at IS DISTINCT FROM NEW.verified_at OR OLD.retracted IS DISTINCT FROM NEW.retracted
    OR OLD.parent_id IS DISTINCT FROM NEW.parent_id)
  EXECUTE FUNCTION store.keep_incident_change();

-- ----------------------------------------------------------------------------------------------------------------------- outbox

-- Who is told. A receiver hears of nothing that was before it.
CREATE TABLE store.notification_receiver (
  receiver     text PRIMARY KEY,
  since        timestamptz NOT NULL,
  -- Failures in a row of the receiver as a whole, and until when it is left alone because of them.
  failures     integer NOT NULL DEFAULT 0,
  retry_at     timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00'
);

-- One row per message and receiver. It is written with the judgement of its change, and marked after the receiver took it: at least once, with a key to know it again by.
CREATE TABLE store.notification (
  notification_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receiver         text NOT NULL REFERENCES store.notification_receiver,
  notification_key text NOT NULL,
  kind             text NOT NULL CHECK (kind IN ('RAISED', 'REOPENED', 'CLEARED', 'RETRACTED', 'SUMMARY', 'DIGEST')),
  city_id          text,
  incident_id      text,
  message          jsonb NOT NULL,
  created_at       timestamptz NOT NULL,
  due_at           timestamptz NOT NULL,
  attempts         integer NOT NULL DEFAULT 0,
  problem          text,
  sent_at          timestamptz,
  given_up_at      timestamptz,
  UNIQUE (receiver, notification_key),
  CHECK (sent_at IS NULL OR given_up_at IS NULL)
);
-- What waits: little, whatever was sent in years.
CREATE INDEX notification_waiting ON store.notification (receiver, notification_id) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX notification_of_incident ON store.notification (receiver, city_id, incident_id, notification_id) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX notification_created ON store.notification (created_at);

-- What the world was told last of an incident: who heard that it is open hears that it is over, whatever became of it meanwhile.
CREATE TABLE store.incident_announced (
  city_id     text NOT NULL,
  incident_id text NOT NULL,
  state       text NOT NULL CHECK (state IN ('OPEN', 'OPEN_IN_SUMMARY', 'OVER')),
  at          timestamptz NOT NULL,
  PRIMARY KEY (city_id, incident_id)
);

-- How much of the budget of a city's hour is used, and what came beyond it: that is told in one message when the hour is over, and the row is gone.
CREATE TABLE store.notification_hour (
  city_id   text NOT NULL,
  hour      timestamptz NOT NULL,
  code      text NOT NULL,
  announced integer NOT NULL DEFAULT 0,
  opened    integer NOT NULL DEFAULT 0,
  ended     integer NOT NULL DEFAULT 0,
  PRIMARY KEY (city_id, hour, code)
);

-- ------------------------------------------------------------------------------------------------------- what a message needs

-- Every change that waits to be judged, with the incident as it is now and what was told of it.
CREATE VIEW store.notifiable_change AS
SELECT c.city_id, c.incident_id, c.change, c.at, c.recorded_at, c.notify_at,
       i.code, i.scope, i.subject_id, i.parent_id, i.severity, i.opened_at, i.detected_at, i.cleared_at, i.verified_at, i.retracted, i.dark_lamp_seconds,
       coalesce(k.children, 0) AS children,
       o.cause_en, o.cause_th, store.incident_turn(NULL, i.evidence, o.turn) AS turn,
       p.planned_until, h.shelved_until, l.latitude, l.longitude,
       a.state AS announced, a.at AS announced_at
FROM store.incident_change c
JOIN store.incident i ON i.city_id = c.city_id AND i.incident_id = c.incident_id
CROSS JOIN LATERAL (SELECT n.cause_en, n.cause_th, n.turn FROM store.incident_code n WHERE n.code = i.code LIMIT 1) o
LEFT JOIN store.incident_announced a ON a.city_id = c.city_id AND a.incident_id = c.incident_id
LEFT JOIN store.incident_handled h ON h.city_id = c.city_id AND h.incident_id = c.incident_id
LEFT JOIN LATERAL (
  SELECT s.feeder_id, s.latitude, s.longitude FROM store.lamp s WHERE i.scope = 'LAMP' AND s.city_id = i.city_id AND s.lamp_id = i.subject_id
  UNION ALL
  SELECT s.feeder_id, s.latitude, s.longitude FROM store.meter s WHERE i.scope = 'METER' AND s.city_id = i.city_id AND s.meter_id = i.subject_id
  UNION ALL
  SELECT i.subject_id, avg(s.latitude), avg(s.longitude) FROM store.lamp s WHERE i.scope = 'FEEDER' AND s.city_id = i.city_id AND s.feeder_id = i.subject_id HAVING count(*) > 0
) l ON true
LEFT JOIN LATERAL (
  -- Only outages explain others.
  SELECT count(*) AS children FROM store.incident s
  WHERE i.scope IN ('FEEDER', 'GATEWAY', 'CITY') AND s.city_id = i.city_id AND s.parent_id = i.incident_id AND s.parent_id IS NOT NULL AND s.cleared_at IS NULL AND NOT s.retracted
) k ON true
CROSS JOIN LATERAL (
  SELECT max(w.planned_until) AS planned_until FROM store.planned_work w
  WHERE w.city_id = i.city_id AND w.planned_until > now() AND w.planned_from <= now()
    AND (w.scope = 'CITY' OR w.scope = i.scope AND w.subject_id = i.subject_id OR w.scope = 'FEEDER' AND w.subject_id = l.feeder_id)
) p
WHERE c.notify_at IS NOT NULL;

-- What a daily digest tells of each city: how many lamps there are and how many were heard since the beginning, and the root incidents of the time. A number of nothing is 0
-- only where something is known: the reader of the row sees by "heard" whether it is.
CREATE FUNCTION store.city_digest(since timestamptz, until timestamptz)
RETURNS TABLE (city_id text, lamps bigint, heard bigint, opened bigint, ended bigint, open_now bigint, worst jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT y.city_id, l.lamps, l.heard, e.opened, e.ended, o.open_now, w.worst
  FROM store.city y
  CROSS JOIN LATERAL (
    SELECT count(*) AS lamps, count(*) FILTER (WHERE s.received_at >= since) AS heard
    FROM store.lamp p LEFT JOIN store.lamp_state s ON s.city_id = p.city_id AND s.controller_id = p.controller_id
    WHERE p.city_id = y.city_id AND p.stage IN ('COMMISSIONED', 'REPORTING')
  ) l
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT h.incident_id) FILTER (WHERE h.change IN ('RAISED', 'REOPENED', 'RELEASED')) AS opened,
           count(DISTINCT h.incident_id) FILTER (WHERE h.change = 'CLEARED') AS ended
    FROM store.incident_change h JOIN store.incident i ON i.city_id = h.city_id AND i.incident_id = h.incident_id
    WHERE h.city_id = y.city_id AND h.at >= since AND h.at < until AND i.parent_id IS NULL AND NOT i.retracted
  ) e
  CROSS JOIN LATERAL (
    SELECT count(*) AS open_now FROM store.incident i WHERE i.city_id = y.city_id AND i.cleared_at IS NULL AND NOT i.retracted AND i.parent_id IS NULL
  ) o
  CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('incidentId', t.incident_id, 'code', t.code, 'scope', t.scope, 'subjectId', t.subject_id,
             'openedAt', to_char(t.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'causeEn', t.cause_en, 'causeTh', t.cause_th)
             ORDER BY t.dark_lamp_seconds DESC, t.opened_at, t.incident_id), '[]') AS worst
    FROM (
      SELECT i.incident_id, i.code, i.scope, i.subject_id, i.opened_at, i.dark_lamp_seconds, n.cause_en, n.cause_th
      FROM store.incident i JOIN store.incident_code n ON n.code = i.code
      WHERE i.city_id = y.city_id AND i.cleared_at IS NULL AND NOT i.retracted AND i.parent_id IS NULL
      ORDER BY i.dark_lamp_seconds DESC, i.opened_at, i.incident_id LIMIT 5
    ) t
  ) w
  ORDER BY y.city_id
$$;

-- ----------------------------------------------------------------------------------------------------------------- public view

CREATE VIEW operations.notification WITH (security_barrier) AS
SELECT n.city_id, n.incident_id, n.receiver, n.kind, n.created_at, n.sent_at, n.given_up_at, n.attempts, n.problem,
       CASE WHEN n.sent_at IS NOT NULL THEN 'SENT' WHEN n.given_up_at IS NOT NULL THEN 'GIVEN_UP' ELSE 'WAITING' END AS state
FROM store.notification n
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR n.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.notification IS 'Which receiver was told of what, and whether it arrived. Kept for 90 days.';
COMMENT ON COLUMN operations.notification.city_id IS 'City; NULL: a digest of several.';
COMMENT ON COLUMN operations.notification.incident_id IS 'Incident; NULL: a summary or a digest.';
COMMENT ON COLUMN operations.notification.receiver IS 'Name of the receiver in the file of receivers.';
COMMENT ON COLUMN operations.notification.kind IS 'RAISED, REOPENED, CLEARED, RETRACTED (what was announced never was), SUMMARY (beyond the budget of an hour), DIGEST.';
COMMENT ON COLUMN operations.notification.created_at IS 'When it was put into the outbox.';
COMMENT ON COLUMN operations.notification.sent_at IS 'When the receiver took it; NULL: it did not yet.';
COMMENT ON COLUMN operations.notification.given_up_at IS 'When it was given up because the receiver took nothing for too long; NULL: it was not.';
COMMENT ON COLUMN operations.notification.attempts IS 'How often it was sent.';
COMMENT ON COLUMN operations.notification.problem IS 'Why the last attempt failed; NULL: none failed.';
COMMENT ON COLUMN operations.notification.state IS 'WAITING, SENT or GIVEN_UP.';

COMMENT ON COLUMN operations.incident_history.step IS 'By telemetry: RAISED, REOPENED, RELEASED (no outage explains it any more), CLEARED, VERIFIED, RETRACTED; by a person: ACKNOWLEDGE, ASSIGN, RESOLVE, COMMENT, SHELVE.';

-- ----------------------------------------------------------------------------------------------------- statistics of the planner

-- As the gates want it of every new column (V7__gates.sql).
DO $$
DECLARE
  analysed record;
BEGIN
  FOR analysed IN
    SELECT a.attrelid, a.attname
    FROM pg_attribute a
    WHERE a.attrelid IN ('store.incident_change'::regclass, 'store.notification_receiver'::regclass, 'store.notification'::regclass, 'store.incident_announced'::regclass,
        'store.notification_hour'::regclass)
      AND a.attnum > 0 AND NOT a.attisdropped
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', analysed.attrelid::regclass, analysed.attname);
  END LOOP;
END
$$;

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.notification_receiver, store.notification, store.incident_announced, store.notification_hour, store.notifiable_change, operations.notification TO sawang_owner;
GRANT USAGE ON SCHEMA store TO sawang_notifier;
GRANT SELECT ON store.notifiable_change TO sawang_notifier;
GRANT SELECT (city_id, name_en, name_th, timezone) ON store.city TO sawang_notifier;
GRANT SELECT (city_id, incident_id, change, at, recorded_at, notify_at), UPDATE (notify_at) ON store.incident_change TO sawang_notifier;
GRANT SELECT, INSERT, UPDATE, DELETE ON store.notification, store.notification_hour TO sawang_notifier;
GRANT SELECT, INSERT, UPDATE ON store.notification_receiver, store.incident_announced TO sawang_notifier;
REVOKE EXECUTE ON FUNCTION store.city_digest, store.keep_incident_change FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store.city_digest TO sawang_owner, sawang_notifier;

GRANT SELECT ON operations.notification TO sawang_city_reader, sawang_auditor;
