-- What the pages of operators need: whether incidents are watched at all, a city in one line, the evidence of an incident as rows, and the figures of alarm quality
-- only for nights in which somebody watched. See CONTRACT.md#watched.

-- ------------------------------------------------------------------------------------------------------------------------ tables

-- The proof that incidents are watched: of the readings of a city that arrived in an hour, the newest that was given to the rules. Written by the job that watches;
-- without it "no incident" and "nobody looks" would be the same empty table.
CREATE TABLE store.incident_watch (
  city_id       text NOT NULL,
  hour          timestamptz NOT NULL,
  watched_until timestamptz NOT NULL,
  PRIMARY KEY (city_id, hour),
  CHECK (watched_until >= hour AND watched_until < hour + INTERVAL '1 hour')
);
-- As the gates want it of every new column (V7__gates.sql).
ALTER TABLE store.incident_watch ALTER COLUMN city_id SET STATISTICS 0, ALTER COLUMN watched_until SET STATISTICS 0;

-- ------------------------------------------------------------------------------------------------------------------ public views

CREATE VIEW operations.incident_watch WITH (security_barrier) AS
SELECT w.city_id, w.hour, w.watched_until
FROM store.incident_watch w
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR w.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.incident_watch IS 'Whether incidents are watched: one row per city and hour in which readings of it were given to the rules. Where no row is, nobody watched, and no incident means nothing.';
COMMENT ON COLUMN operations.incident_watch.city_id IS 'City.';
COMMENT ON COLUMN operations.incident_watch.hour IS 'Begin of the hour in which the readings arrived.';
COMMENT ON COLUMN operations.incident_watch.watched_until IS 'Arrival of the newest of them that was given to the rules; up to a minute behind.';

CREATE VIEW operations.incident_evidence WITH (security_barrier) AS
SELECT i.city_id, i.incident_id, e.reading_no::integer AS reading_no,
       (e.reading ->> 'observed_at')::timestamptz AS observed_at,
       ((e.reading ->> 'active_power_mw')::bigint * 0.001)::numeric(12, 3) AS active_power_w,
       ((e.reading ->> 'expected_mw')::bigint * 0.001)::numeric(12, 3) AS expected_power_w,
       ((e.reading ->> 'supply_voltage_mv')::bigint * 0.001)::numeric(9, 3) AS supply_voltage_v,
       ((e.reading ->> 'dim_actual_bp')::integer * 0.01)::numeric(5, 2) AS dim_actual_pct,
       ((e.reading ->> 'expected_dim_bp')::integer * 0.01)::numeric(5, 2) AS expected_dim_pct,
       (e.reading ->> 'lamp_on')::boolean AS lamp_on,
       (e.reading ->> 'expected_lit')::boolean AS should_be_lit,
       (SELECT string_agg(f.flag, ' ' ORDER BY f.flag) FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(e.reading -> 'device_flags') = 'array' THEN e.reading -> 'device_flags' END) f(flag))
         AS device_flags,
       e.reading
FROM store.incident i
CROSS JOIN LATERAL jsonb_array_elements(CASE
  WHEN jsonb_typeof(i.evidence) = 'array' THEN i.evidence
  WHEN jsonb_typeof(i.evidence -> 'readings') = 'array' THEN i.evidence -> 'readings'
  ELSE '[]'
END) WITH ORDINALITY e(reading, reading_no)
WHERE NOT i.retracted AND (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR i.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.incident_evidence IS 'The readings that raised an incident, or showed it again, one row each: what is in operations.incident.evidence, in units of people.';
COMMENT ON COLUMN operations.incident_evidence.city_id IS 'City.';
COMMENT ON COLUMN operations.incident_evidence.incident_id IS 'Incident.';
COMMENT ON COLUMN operations.incident_evidence.reading_no IS 'Its place among them, from 1.';
COMMENT ON COLUMN operations.incident_evidence.observed_at IS 'When the device observed it.';
COMMENT ON COLUMN operations.incident_evidence.active_power_w IS 'Active power in W; NULL: the reading does not say it.';
COMMENT ON COLUMN operations.incident_evidence.expected_power_w IS 'Active power in W that was expected by sun, schedule and nominal power.';
COMMENT ON COLUMN operations.incident_evidence.supply_voltage_v IS 'Supply voltage in V; NULL: the reading does not say it.';
COMMENT ON COLUMN operations.incident_evidence.dim_actual_pct IS 'Light level in % that the lamp says it has; NULL: the reading does not say it.';
COMMENT ON COLUMN operations.incident_evidence.expected_dim_pct IS 'Light level in % that the schedule wants.';
COMMENT ON COLUMN operations.incident_evidence.lamp_on IS 'True: the lamp says it burns; NULL: the reading does not say it.';
COMMENT ON COLUMN operations.incident_evidence.should_be_lit IS 'True: it should burn by sun and schedule.';
COMMENT ON COLUMN operations.incident_evidence.device_flags IS 'Fault flags of the device, as our codes; NULL: none, or it does not say.';
COMMENT ON COLUMN operations.incident_evidence.reading IS 'All of it, as the rules saw it.';

CREATE VIEW operations.city_now WITH (security_barrier) AS
SELECT c.city_id, c.name_en, c.name_th, c.latitude, c.longitude,
       s.watch, w.watched_until, r.last_received_at,
       CASE WHEN s.watch <> 'NOT_WATCHED' THEN coalesce(o.open_incidents, 0) END AS open_incidents,
       CASE WHEN s.watch <> 'NOT_WATCHED' THEN coalesce(o.unacknowledged, 0) END AS unacknowledged,
       CASE WHEN s.watch <> 'NOT_WATCHED' THEN coalesce(o.planned, 0) END AS planned,
       n.lamps, n.lit, n.dark, n.burning, n.silent, n.unknown,
       o.worst_incident_id, o.worst_scope, o.worst_subject_id, o.worst_since, o.worst_dark_lamp_hours, o.worst_cause_en, o.worst_cause_th
FROM store.city c
LEFT JOIN LATERAL (SELECT h.watched_until FROM store.incident_watch h WHERE h.city_id = c.city_id ORDER BY h.hour DESC LIMIT 1) w ON true
LEFT JOIN (
  SELECT l.city_id, count(*) AS lamps, count(*) FILTER (WHERE l.state = 'LIT') AS lit, count(*) FILTER (WHERE l.state = 'DARK_SHOULD_BE_LIT') AS dark,
         count(*) FILTER (WHERE l.state = 'LIT_SHOULD_BE_DARK') AS burning, count(*) FILTER (WHERE l.state = 'SILENT') AS silent,
         count(*) FILTER (WHERE l.state = 'UNKNOWN') AS unknown, max(l.last_received_at) AS last_received_at
  FROM operations.lamp_now l
  WHERE l.lamp_id IS NOT NULL
  GROUP BY l.city_id
) n ON n.city_id = c.city_id
CROSS JOIN LATERAL (SELECT n.last_received_at) r
CROSS JOIN LATERAL (
  SELECT CASE
    -- Readings come, and nobody judges them.
    WHEN w.watched_until IS NULL OR r.last_received_at > w.watched_until + INTERVAL '15 minutes' THEN 'NOT_WATCHED'
    WHEN w.watched_until < now() - INTERVAL '30 minutes' THEN 'NOTHING_HEARD'
    ELSE 'WATCHED'
  END AS watch
) s
LEFT JOIN (
  SELECT l.city_id, count(*) FILTER (WHERE l.somebodys) AS open_incidents, count(*) FILTER (WHERE l.somebodys AND l.state = 'OPEN') AS unacknowledged,
         count(*) FILTER (WHERE NOT l.somebodys) AS planned,
         max(l.incident_id) FILTER (WHERE l.worst) AS worst_incident_id,
         max(l.scope) FILTER (WHERE l.worst) AS worst_scope,
         max(l.subject_id) FILTER (WHERE l.worst) AS worst_subject_id,
         max(l.since) FILTER (WHERE l.worst) AS worst_since,
         max(l.dark_lamp_hours) FILTER (WHERE l.worst) AS worst_dark_lamp_hours,
         max(l.cause_en) FILTER (WHERE l.worst) AS worst_cause_en,
         max(l.cause_th) FILTER (WHERE l.worst) AS worst_cause_th
  FROM (
    SELECT i.*, t.somebodys,
           t.somebodys AND row_number() OVER (PARTITION BY i.city_id, t.somebodys ORDER BY i.dark_lamp_hours DESC, i.since, i.incident_id) = 1 AS worst
    FROM operations.work_list i
    CROSS JOIN LATERAL (SELECT i.turn <> 'NOBODY' AS somebodys) t
  ) l
  GROUP BY l.city_id
) o ON o.city_id = c.city_id
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR c.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.city_now IS 'A city in one line: whether incidents are watched, how many are open, what its lamps do now, and the worst incident.';
COMMENT ON COLUMN operations.city_now.city_id IS 'City.';
COMMENT ON COLUMN operations.city_now.name_en IS 'Name, English.';
COMMENT ON COLUMN operations.city_now.name_th IS 'Name, Thai.';
COMMENT ON COLUMN operations.city_now.latitude IS 'Degrees north (WGS 84) of its centre.';
COMMENT ON COLUMN operations.city_now.longitude IS 'Degrees east (WGS 84) of its centre.';
COMMENT ON COLUMN operations.city_now.watch IS 'WATCHED: its readings are given to the rules. NOTHING_HEARD: it is watched, and no reading came in the last 30 minutes. NOT_WATCHED: its readings are given to no rule, so that no incident means nothing.';
COMMENT ON COLUMN operations.city_now.watched_until IS 'Arrival of the newest reading that was given to the rules; NULL: none ever was.';
COMMENT ON COLUMN operations.city_now.last_received_at IS 'Arrival of the newest reading of its lamps; NULL: none ever came.';
COMMENT ON COLUMN operations.city_now.open_incidents IS 'Number of incidents on the work list that somebody is to act on; NULL: not watched.';
COMMENT ON COLUMN operations.city_now.unacknowledged IS 'Of these, those that no person has seen yet; NULL: not watched.';
COMMENT ON COLUMN operations.city_now.planned IS 'Number of incidents on the work list that a planned work covers; NULL: not watched.';
COMMENT ON COLUMN operations.city_now.lamps IS 'Number of lamps of the registry that are not retired; NULL: it has none.';
COMMENT ON COLUMN operations.city_now.lit IS 'Of these, those in state LIT.';
COMMENT ON COLUMN operations.city_now.dark IS 'Of these, those in state DARK_SHOULD_BE_LIT.';
COMMENT ON COLUMN operations.city_now.burning IS 'Of these, those in state LIT_SHOULD_BE_DARK.';
COMMENT ON COLUMN operations.city_now.silent IS 'Of these, those in state SILENT.';
COMMENT ON COLUMN operations.city_now.unknown IS 'Of these, those in state UNKNOWN.';
COMMENT ON COLUMN operations.city_now.worst_incident_id IS 'First incident of the work list that somebody is to act on; NULL: none.';
COMMENT ON COLUMN operations.city_now.worst_scope IS 'What it is about: LAMP, CONTROLLER, METER, FEEDER, GATEWAY or CITY.';
COMMENT ON COLUMN operations.city_now.worst_subject_id IS 'Lamp, controller, meter, circuit, gateway or city.';
COMMENT ON COLUMN operations.city_now.worst_since IS 'First reading that showed it; never before what was observed.';
COMMENT ON COLUMN operations.city_now.worst_dark_lamp_hours IS 'Lamp-hours of darkness that it caused so far.';
COMMENT ON COLUMN operations.city_now.worst_cause_en IS 'Its likely cause in words, English.';
COMMENT ON COLUMN operations.city_now.worst_cause_th IS 'Its likely cause in words, Thai.';

-- As V14, but of a night in which nobody watched there is no figure.
CREATE OR REPLACE VIEW quality.alarm_kpi WITH (security_barrier) AS
SELECT n.city_id, n.night,
       CASE WHEN n.watched THEN k.notifications END AS notifications,
       CASE WHEN n.watched THEN k.peak_10_min END AS peak_10_min,
       CASE WHEN n.watched AND n.heard THEN k.flood_share END AS flood_share,
       CASE WHEN n.watched THEN k.chattering END AS chattering,
       CASE WHEN n.watched THEN t.stale END AS stale,
       CASE WHEN n.watched THEN z.noisiest END AS noisiest,
       n.watched_hours
FROM (
  SELECT p.city_id, p.night, bool_or(p.heard) AS heard, bool_or(p.watched) AS watched, count(DISTINCT p.watched_hour) AS watched_hours
  FROM (
    -- Filtered before they are grouped: a session may ask how much memory that took.
    SELECT o.city_id, o.night, o.readings_accepted > 0 AS heard, false AS watched, NULL::timestamptz AS watched_hour FROM store.city_night o
    WHERE ((SELECT all_cities FROM store.session_scope) OR o.city_id IN (SELECT city_id FROM store.session_city))
    UNION ALL
    SELECT h.city_id, ((h.at AT TIME ZONE y.timezone) - INTERVAL '12 hours')::date, true, true, NULL FROM store.incident_change h JOIN store.city y ON y.city_id = h.city_id
    WHERE ((SELECT all_cities FROM store.session_scope) OR h.city_id IN (SELECT city_id FROM store.session_city))
    UNION ALL
    SELECT h.city_id, ((h.hour AT TIME ZONE y.timezone) - INTERVAL '12 hours')::date, true, true, h.hour FROM store.incident_watch h JOIN store.city y ON y.city_id = h.city_id
    WHERE ((SELECT all_cities FROM store.session_scope) OR h.city_id IN (SELECT city_id FROM store.session_city))
  ) p
  GROUP BY p.city_id, p.night
) n
JOIN store.city c ON c.city_id = n.city_id
CROSS JOIN LATERAL (
  SELECT (n.night + TIME '12:00') AT TIME ZONE c.timezone AS noon, (n.night + 1 + TIME '12:00') AT TIME ZONE c.timezone AS next_noon
) w
CROSS JOIN LATERAL (
  SELECT count(*) AS notifications,
         coalesce(max(a.within_10_min), 0) AS peak_10_min,
         -- Of the 144 periods of ten minutes those with more than ten notifications.
         (count(DISTINCT a.bin) FILTER (WHERE a.in_bin > 10) / 144.0)::numeric(5, 4) AS flood_share,
         -- Three times within half an hour is once too often: such a subject flaps, and is one incident.
         count(DISTINCT (a.code, a.scope, a.subject_id)) FILTER (WHERE a.at - a.second_last <= INTERVAL '30 minutes') AS chattering
  FROM (
    SELECT h.at, i.code, i.scope, i.subject_id, b.bin,
           count(*) OVER (ORDER BY h.at RANGE BETWEEN CURRENT ROW AND INTERVAL '10 minutes' FOLLOWING) AS within_10_min,
           count(*) OVER (PARTITION BY b.bin) AS in_bin,
           lag(h.at, 2) OVER (PARTITION BY i.code, i.scope, i.subject_id ORDER BY h.at) AS second_last
    FROM store.incident_change h
    JOIN store.incident i ON i.city_id = h.city_id AND i.incident_id = h.incident_id
    CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM h.at - w.noon) / 600) AS bin) b
    WHERE h.city_id = n.city_id AND h.at >= w.noon AND h.at < w.next_noon AND h.change IN ('RAISED', 'REOPENED') AND i.parent_id IS NULL
  ) a
) k
CROSS JOIN LATERAL (
  SELECT count(*) AS stale
  FROM store.incident i
  CROSS JOIN LATERAL (SELECT least(w.next_noon, now()) AS at) e
  WHERE i.city_id = n.city_id AND i.parent_id IS NULL AND NOT i.retracted AND i.opened_at < e.at - INTERVAL '24 hours' AND coalesce(i.cleared_at, 'infinity') > e.at
    AND NOT EXISTS (SELECT FROM store.incident_step s WHERE s.city_id = i.city_id AND s.incident_id = i.incident_id AND s.taken_at > e.at - INTERVAL '24 hours' AND s.taken_at <= e.at)
) t
CROSS JOIN LATERAL (
  SELECT coalesce(jsonb_agg(jsonb_build_object('scope', s.scope, 'subject_id', s.subject_id, 'notifications', s.notifications) ORDER BY s.notifications DESC, s.scope, s.subject_id), '[]') AS noisiest
  FROM (
    SELECT i.scope, i.subject_id, count(*) AS notifications
    FROM store.incident_change h
    JOIN store.incident i ON i.city_id = h.city_id AND i.incident_id = h.incident_id
    WHERE h.city_id = n.city_id AND h.at >= w.noon AND h.at < w.next_noon AND h.change IN ('RAISED', 'REOPENED') AND i.parent_id IS NULL
    GROUP BY i.scope, i.subject_id
    ORDER BY count(*) DESC, i.scope, i.subject_id
    LIMIT 10
  ) s
) z
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR n.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW quality.alarm_kpi IS 'How good our own alarms are, per city and night: figures of ISA-18.2. A notification is a root incident that was raised or opened again. Of a night in which incidents were not watched there is no figure.';
COMMENT ON COLUMN quality.alarm_kpi.notifications IS 'Number of notifications; more than 5 in a quiet night are our fault. NULL: not watched.';
COMMENT ON COLUMN quality.alarm_kpi.peak_10_min IS 'Most notifications within any ten minutes; at most 10 are bearable. NULL: not watched.';
COMMENT ON COLUMN quality.alarm_kpi.flood_share IS 'Share of the periods of ten minutes with more than ten notifications, 0 to 1; below 0.01 is good. NULL: nothing was heard of the city, or not watched.';
COMMENT ON COLUMN quality.alarm_kpi.chattering IS 'Number of subjects that were notified three times within 30 minutes for one fault; 0 is good. NULL: not watched.';
COMMENT ON COLUMN quality.alarm_kpi.stale IS 'Number of root incidents that were open for more than 24 hours without a step of a person in the last 24, at the end of the night or now. NULL: not watched.';
COMMENT ON COLUMN quality.alarm_kpi.noisiest IS 'The ten subjects with the most notifications: scope, subject_id, notifications. NULL: not watched.';
COMMENT ON COLUMN quality.alarm_kpi.watched_hours IS 'Hours of the 24 in which readings were given to the rules; 0 with figures: incidents say that somebody watched.';

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.incident_watch, operations.incident_watch, operations.incident_evidence, operations.city_now TO sawang_owner;
GRANT SELECT, INSERT, UPDATE ON store.incident_watch TO sawang_sink;
GRANT SELECT ON operations.incident_watch, operations.incident_evidence, operations.city_now TO sawang_city_reader, sawang_auditor;
