-- What people see of incidents: all of them, the work list of tonight, their history, planned works, and how good our alarms are. See CONTRACT.md#incidents.

-- Whose turn it is: of what is planned nobody's; else as the evidence tells it, else as is usual for the code.
CREATE FUNCTION store.incident_turn(planned_until timestamptz, evidence jsonb, usual text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN planned_until IS NOT NULL THEN 'NOBODY'
    WHEN evidence ->> 'turn' IN ('CREW', 'DISTRIBUTOR', 'PLATFORM') THEN evidence ->> 'turn'
    ELSE usual
  END
$$;

-- ------------------------------------------------------------------------------------------------------------------ public views

CREATE VIEW operations.incident WITH (security_barrier) AS
SELECT i.incident_id, i.city_id, i.code, i.scope, i.subject_id, i.parent_id, i.severity, i.state, i.opened_at, i.detected_at, i.cleared_at, i.verified_at, i.rule_version,
       i.evidence,
       (i.dark_lamp_seconds / 3600.0)::numeric(14, 3) AS dark_lamp_hours,
       (i.energy_effect_mwh * 0.001)::numeric(20, 3) AS energy_effect_wh,
       i.acknowledged_at, i.resolved_at, i.assignee, i.shelved_until,
       p.planned_until,
       store.incident_turn(p.planned_until, i.evidence, c.turn) AS turn,
       c.cause_en, c.cause_th, i.confirmed_at, i.revision
FROM store.incident_handling i
JOIN store.incident_code c ON c.code = i.code
LEFT JOIN store.lamp l ON i.scope = 'LAMP' AND l.city_id = i.city_id AND l.lamp_id = i.subject_id
CROSS JOIN LATERAL (
  -- The work that is planned for its lamp, its circuit or its city, now or at its end.
  SELECT max(w.planned_until) AS planned_until FROM store.planned_work w
  WHERE w.city_id = i.city_id AND w.planned_until > coalesce(i.cleared_at, now()) AND w.planned_from <= coalesce(i.cleared_at, now())
    AND (w.scope = 'CITY' OR w.scope = i.scope AND w.subject_id = i.subject_id OR w.scope = 'FEEDER' AND w.subject_id = l.feeder_id)
) p
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR i.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.incident IS 'What is or was wrong: one row per incident, its state out of telemetry and of what people did. What late readings took back is gone.';
COMMENT ON COLUMN operations.incident.incident_id IS 'Id of the incident within its city.';
COMMENT ON COLUMN operations.incident.city_id IS 'City.';
COMMENT ON COLUMN operations.incident.code IS 'Fault, e.g. LAMP_FAILURE.';
COMMENT ON COLUMN operations.incident.scope IS 'What it is about: LAMP, CONTROLLER, METER, FEEDER, GATEWAY or CITY.';
COMMENT ON COLUMN operations.incident.subject_id IS 'Lamp, controller, meter, circuit, gateway or city.';
COMMENT ON COLUMN operations.incident.parent_id IS 'The outage that explains it and stands in its place; NULL: it is a root.';
COMMENT ON COLUMN operations.incident.severity IS 'How bad it is, as the rules say.';
COMMENT ON COLUMN operations.incident.state IS 'OPEN, ACKNOWLEDGED (seen by a person), IN_PROGRESS (given to somebody), RESOLVED (a person calls it repaired, or telemetry sees it clear), VERIFIED (by telemetry alone). Resolved by a person and contradicted by a newer reading: IN_PROGRESS again.';
COMMENT ON COLUMN operations.incident.opened_at IS 'First reading that showed it; never before what was observed.';
COMMENT ON COLUMN operations.incident.detected_at IS 'When the rule was sure.';
COMMENT ON COLUMN operations.incident.cleared_at IS 'From which reading on it is gone; NULL: it is open.';
COMMENT ON COLUMN operations.incident.verified_at IS 'When telemetry was sure of the repair; NULL: not yet.';
COMMENT ON COLUMN operations.incident.rule_version IS 'Version of the rules that raised it.';
COMMENT ON COLUMN operations.incident.evidence IS 'The readings that raised it.';
COMMENT ON COLUMN operations.incident.dark_lamp_hours IS 'Lamp-hours of darkness that it caused; of a root with those of its children.';
COMMENT ON COLUMN operations.incident.energy_effect_wh IS 'Energy in Wh burned too much (positive) or too little (negative) because of it.';
COMMENT ON COLUMN operations.incident.acknowledged_at IS 'First time that a person took it up; NULL: nobody did.';
COMMENT ON COLUMN operations.incident.resolved_at IS 'Last time that a person called it repaired; NULL: nobody did.';
COMMENT ON COLUMN operations.incident.assignee IS 'Whom it was last given to; NULL: nobody.';
COMMENT ON COLUMN operations.incident.shelved_until IS 'Until when a person put it aside; it comes back by itself. NULL: it is not put aside.';
COMMENT ON COLUMN operations.incident.planned_until IS 'End of the planned work that covers it; NULL: none does.';
COMMENT ON COLUMN operations.incident.turn IS 'Who is to act: CREW, DISTRIBUTOR (PEA, MEA), PLATFORM (who runs network and platform) or NOBODY (planned).';
COMMENT ON COLUMN operations.incident.cause_en IS 'Likely cause in words, English.';
COMMENT ON COLUMN operations.incident.cause_th IS 'Likely cause in words, Thai.';
COMMENT ON COLUMN operations.incident.confirmed_at IS 'Newest reading that showed it again; NULL: none since it was raised.';
COMMENT ON COLUMN operations.incident.revision IS 'Grows with every change by telemetry.';

-- What is to be done tonight. Neither what a person put aside, nor what is called repaired and was not contradicted.
CREATE VIEW operations.work_list WITH (security_barrier) AS
SELECT i.city_id, i.incident_id, i.code, i.scope, i.subject_id, coalesce(l.feeder_id, CASE WHEN i.scope = 'FEEDER' THEN i.subject_id END) AS feeder_id,
       i.severity, i.state,
       least(i.opened_at, i.detected_at) AS since,
       (greatest(i.dark_lamp_seconds, k.dark_lamp_seconds) / 3600.0)::numeric(14, 3) AS dark_lamp_hours,
       coalesce(k.children, 0) AS children,
       c.cause_en, c.cause_th,
       store.incident_turn(p.planned_until, i.evidence, c.turn) AS turn,
       p.planned_until, i.assignee,
       l.latitude, l.longitude
FROM store.incident_handling i
CROSS JOIN LATERAL (SELECT o.cause_en, o.cause_th, o.turn FROM store.incident_code o WHERE o.code = i.code LIMIT 1) c
LEFT JOIN LATERAL (
  SELECT o.feeder_id, o.latitude, o.longitude FROM store.lamp o WHERE i.scope = 'LAMP' AND o.city_id = i.city_id AND o.lamp_id = i.subject_id
  UNION ALL
  SELECT o.feeder_id, o.latitude, o.longitude FROM store.meter o WHERE i.scope = 'METER' AND o.city_id = i.city_id AND o.meter_id = i.subject_id
  UNION ALL
  SELECT i.subject_id, avg(o.latitude), avg(o.longitude) FROM store.lamp o WHERE i.scope = 'FEEDER' AND o.city_id = i.city_id AND o.feeder_id = i.subject_id HAVING count(*) > 0
  UNION ALL
  SELECT NULL, o.latitude, o.longitude FROM store.city o WHERE i.scope = 'CITY' AND o.city_id = i.city_id
) l ON true
LEFT JOIN LATERAL (
  -- Only outages explain others.
  SELECT count(*) AS children, sum(o.dark_lamp_seconds) AS dark_lamp_seconds
  FROM store.incident o
  WHERE i.scope IN ('FEEDER', 'GATEWAY', 'CITY') AND o.city_id = i.city_id AND o.parent_id = i.incident_id AND o.parent_id IS NOT NULL AND o.cleared_at IS NULL AND NOT o.retracted
) k ON true
CROSS JOIN LATERAL (
  -- The work that is planned for its lamp, its circuit or its city now.
  SELECT max(w.planned_until) AS planned_until FROM store.planned_work w
  WHERE w.city_id = i.city_id AND w.planned_until > now() AND w.planned_from <= now()
    AND (w.scope = 'CITY' OR w.scope = i.scope AND w.subject_id = i.subject_id OR w.scope = 'FEEDER' AND w.subject_id = l.feeder_id)
) p
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR i.city_id IN (SELECT city_id FROM store.session_city))
  AND i.cleared_at IS NULL AND i.parent_id IS NULL AND i.state <> 'RESOLVED' AND i.shelved_until IS NULL
ORDER BY dark_lamp_hours DESC, since, i.city_id, i.incident_id;

COMMENT ON VIEW operations.work_list IS 'Open root incidents of tonight, worst first: most lamp-hours of darkness, then the oldest. Without those that a person put aside, or called repaired and telemetry did not contradict.';
COMMENT ON COLUMN operations.work_list.city_id IS 'City.';
COMMENT ON COLUMN operations.work_list.incident_id IS 'Id of the incident within its city.';
COMMENT ON COLUMN operations.work_list.code IS 'Fault, e.g. FEEDER_OUTAGE.';
COMMENT ON COLUMN operations.work_list.scope IS 'What it is about: LAMP, CONTROLLER, METER, FEEDER, GATEWAY or CITY.';
COMMENT ON COLUMN operations.work_list.subject_id IS 'Lamp, controller, meter, circuit, gateway or city.';
COMMENT ON COLUMN operations.work_list.feeder_id IS 'Circuit on which it is; NULL: unknown, or more than one.';
COMMENT ON COLUMN operations.work_list.severity IS 'How bad it is, as the rules say.';
COMMENT ON COLUMN operations.work_list.state IS 'OPEN, ACKNOWLEDGED or IN_PROGRESS.';
COMMENT ON COLUMN operations.work_list.since IS 'First reading that showed it; never before what was observed.';
COMMENT ON COLUMN operations.work_list.dark_lamp_hours IS 'Lamp-hours of darkness so far, those of its children included.';
COMMENT ON COLUMN operations.work_list.children IS 'Number of open incidents that it explains.';
COMMENT ON COLUMN operations.work_list.cause_en IS 'Likely cause in words, English.';
COMMENT ON COLUMN operations.work_list.cause_th IS 'Likely cause in words, Thai.';
COMMENT ON COLUMN operations.work_list.turn IS 'Who is to act: CREW, DISTRIBUTOR (PEA, MEA), PLATFORM (who runs network and platform) or NOBODY (planned).';
COMMENT ON COLUMN operations.work_list.planned_until IS 'End of the planned work that covers it; NULL: none does.';
COMMENT ON COLUMN operations.work_list.assignee IS 'Whom it was last given to; NULL: nobody.';
COMMENT ON COLUMN operations.work_list.latitude IS 'Degrees north (WGS 84) of the lamp or meter, or the middle of the lamps of the circuit; NULL: unknown.';
COMMENT ON COLUMN operations.work_list.longitude IS 'Degrees east (WGS 84), as latitude.';

CREATE VIEW operations.incident_history WITH (security_barrier) AS
SELECT i.city_id, i.incident_id, i.at, i.step, i.who, i.why, i.assignee, i.shelved_until
FROM (
  SELECT s.city_id, s.incident_id, s.taken_at AS at, s.step, s.who, s.why, s.assignee, s.shelved_until FROM store.incident_step s
  WHERE ((SELECT all_cities FROM store.session_scope) OR s.city_id IN (SELECT city_id FROM store.session_city))
  UNION ALL
  SELECT h.city_id, h.incident_id, h.at, h.change, NULL, NULL, NULL, NULL FROM store.incident_change h
  WHERE ((SELECT all_cities FROM store.session_scope) OR h.city_id IN (SELECT city_id FROM store.session_city))
) i
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR i.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.incident_history IS 'What happened to an incident, in a row per step: what telemetry saw and what people did.';
COMMENT ON COLUMN operations.incident_history.city_id IS 'City.';
COMMENT ON COLUMN operations.incident_history.incident_id IS 'Id of the incident within its city.';
COMMENT ON COLUMN operations.incident_history.at IS 'When.';
COMMENT ON COLUMN operations.incident_history.step IS 'By telemetry: RAISED, REOPENED, CLEARED, VERIFIED, RETRACTED; by a person: ACKNOWLEDGE, ASSIGN, RESOLVE, COMMENT, SHELVE.';
COMMENT ON COLUMN operations.incident_history.who IS 'Person who took the step; NULL: telemetry.';
COMMENT ON COLUMN operations.incident_history.why IS 'Reason in the words of that person; NULL: none given.';
COMMENT ON COLUMN operations.incident_history.assignee IS 'Whom it was given to (ASSIGN).';
COMMENT ON COLUMN operations.incident_history.shelved_until IS 'Until when it was put aside (SHELVE).';

CREATE VIEW operations.planned_work WITH (security_barrier) AS
SELECT w.city_id, w.scope, w.subject_id, w.planned_from, w.planned_until, w.why, w.who, w.recorded_at,
       w.planned_from <= now() AND w.planned_until > now() AS active
FROM store.planned_work w
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR w.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON VIEW operations.planned_work IS 'Works and outages that were announced: what they cover is nobody''s turn while they last. They end by themselves.';
COMMENT ON COLUMN operations.planned_work.city_id IS 'City.';
COMMENT ON COLUMN operations.planned_work.scope IS 'What it covers: LAMP, FEEDER (with its lamps) or CITY.';
COMMENT ON COLUMN operations.planned_work.subject_id IS 'Lamp, circuit or city.';
COMMENT ON COLUMN operations.planned_work.planned_from IS 'Beginning, inclusive.';
COMMENT ON COLUMN operations.planned_work.planned_until IS 'End, exclusive.';
COMMENT ON COLUMN operations.planned_work.why IS 'What is done and why.';
COMMENT ON COLUMN operations.planned_work.who IS 'Who does it.';
COMMENT ON COLUMN operations.planned_work.recorded_at IS 'When it was entered or last changed.';
COMMENT ON COLUMN operations.planned_work.active IS 'True: it goes on now.';

-- A notification is a root incident that was raised or opened again; what is explained by another one notifies nobody. Names as in ISA-18.2 and EEMUA 191.
CREATE VIEW quality.alarm_kpi WITH (security_barrier) AS
SELECT n.city_id, n.night, k.notifications, k.peak_10_min, CASE WHEN n.heard THEN k.flood_share END AS flood_share, k.chattering, t.stale, z.noisiest
FROM (
  SELECT p.city_id, p.night, bool_or(p.heard) AS heard
  FROM (
    -- Filtered before they are grouped: a session may ask how much memory that took.
    SELECT o.city_id, o.night, o.readings_accepted > 0 AS heard FROM store.city_night o
    WHERE ((SELECT all_cities FROM store.session_scope) OR o.city_id IN (SELECT city_id FROM store.session_city))
    UNION ALL
    SELECT h.city_id, ((h.at AT TIME ZONE y.timezone) - INTERVAL '12 hours')::date, true FROM store.incident_change h JOIN store.city y ON y.city_id = h.city_id
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

COMMENT ON VIEW quality.alarm_kpi IS 'How good our own alarms are, per city and night: figures of ISA-18.2. A notification is a root incident that was raised or opened again.';
COMMENT ON COLUMN quality.alarm_kpi.city_id IS 'City.';
COMMENT ON COLUMN quality.alarm_kpi.night IS 'Local date of the dusk; the night runs from noon to noon of the next day.';
COMMENT ON COLUMN quality.alarm_kpi.notifications IS 'Number of notifications; more than 5 in a quiet night are our fault.';
COMMENT ON COLUMN quality.alarm_kpi.peak_10_min IS 'Most notifications within any ten minutes; at most 10 are bearable.';
COMMENT ON COLUMN quality.alarm_kpi.flood_share IS 'Share of the periods of ten minutes with more than ten notifications, 0 to 1; below 0.01 is good. NULL: nothing was heard of the city.';
COMMENT ON COLUMN quality.alarm_kpi.chattering IS 'Number of subjects that were notified three times within 30 minutes for one fault; 0 is good.';
COMMENT ON COLUMN quality.alarm_kpi.stale IS 'Number of root incidents that were open for more than 24 hours without a step of a person in the last 24, at the end of the night or now.';
COMMENT ON COLUMN quality.alarm_kpi.noisiest IS 'The ten subjects with the most notifications: scope, subject_id, notifications.';

-- As V9, with the open incidents of the lamp and of its controller.
CREATE OR REPLACE VIEW operations.lamp_now WITH (security_barrier) AS
WITH open_incident AS (
  -- Added up once and not lamp by lamp; before any join, see below.
  SELECT city_id, scope, subject_id, count(*) AS incidents
  FROM store.incident
  WHERE cleared_at IS NULL AND NOT retracted AND scope IN ('LAMP', 'CONTROLLER')
    AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city))
  GROUP BY city_id, scope, subject_id
), tonight AS (
  -- The lighting night runs from local noon to local noon: in the afternoon the last dawn is that of the night before.
  SELECT c.city_id, c.longitude, n.dusk, n.dawn, before.dawn AS dawn_before
  FROM store.city c
  CROSS JOIN LATERAL (SELECT ((now() AT TIME ZONE c.timezone) - INTERVAL '12 hours')::date AS night) t
  JOIN store.night_calendar n ON n.city_id = c.city_id AND n.night = t.night
  LEFT JOIN store.night_calendar before ON before.city_id = c.city_id AND before.night = t.night - 1
), subject AS (
  SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude, l.report_interval_s, l.night_powered,
         x.local >= t.dusk AND x.local < t.dawn AS expected_lit,
         x.local >= t.dusk AND x.local < t.dusk + INTERVAL '30 minutes' AS after_dusk,
         -- The last dawn, as now() would read it at the city's centre.
         CASE WHEN x.local >= t.dawn THEN t.dawn ELSE t.dawn_before END + (now() - x.local) AS last_dawn
  FROM store.lamp l
  LEFT JOIN tonight t ON t.city_id = l.city_id
  -- East of the city's centre the sun is earlier: 240 s per degree.
  CROSS JOIN LATERAL (SELECT now() - (t.longitude - l.longitude) * 240 * INTERVAL '1 second' AS local) x
  WHERE l.stage <> 'RETIRED'
    -- Before any sort of a join: a session may ask how much memory a sort took, and that counts the rows.
    AND ((SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city))
  UNION ALL
  -- It reported, but stands in no registry file: shown, so that nobody has to guess why a lamp is missing.
  SELECT s.city_id, NULL, s.controller_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM store.lamp_state s
  WHERE ((SELECT all_cities FROM store.session_scope) OR s.city_id IN (SELECT city_id FROM store.session_city))
    AND NOT EXISTS (SELECT FROM store.assignment a WHERE a.city_id = s.city_id AND a.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.lamp l WHERE l.city_id = s.city_id AND l.controller_id = s.controller_id)
    AND NOT EXISTS (SELECT FROM store.meter m WHERE m.city_id = s.city_id AND m.meter_id = s.controller_id)
)
SELECT l.city_id, l.lamp_id, l.controller_id, l.feeder_id, l.latitude, l.longitude,
       h.online,
       CASE WHEN h.known THEN b.lit END AS lit,
       l.expected_lit,
       (CASE WHEN h.known AND s.power_observed_at <= h.soon THEN s.active_power_mw END * 0.001)::numeric(12, 3) AS active_power_w,
       (CASE WHEN h.known AND s.power_observed_at <= h.soon THEN s.expected_mw END * 0.001)::numeric(12, 3) AS expected_power_w,
       (CASE WHEN h.known AND s.dim_observed_at <= h.soon THEN s.dim_actual_bp END * 0.01)::numeric(5, 2) AS dim_actual_pct,
       (CASE WHEN h.known AND s.voltage_observed_at <= h.soon THEN s.supply_voltage_mv END * 0.001)::numeric(9, 3) AS supply_voltage_v,
       s.observed_at AS last_observed_at,
       s.received_at AS last_received_at,
       coalesce(i.incidents, 0) + coalesce(k.incidents, 0) AS open_incidents,
       w.state,
       CASE
         WHEN w.state = 'UNKNOWN' THEN NULL
         WHEN NOT h.known THEN s.observed_at
         -- By the word alone it would be a fault: it is none since somebody overrides it, or it is one since nobody does.
         WHEN b.expected <> b.lit THEN greatest(b.since, s.unjudged_since)
         ELSE b.since
       END AS state_since,
       CASE WHEN h.known AND b.lit IS NOT NULL THEN b.observed_at END AS lit_observed_at,
       CASE WHEN h.known AND s.power_observed_at <= h.soon THEN s.power_observed_at END AS power_observed_at,
       CASE WHEN h.known AND s.voltage_observed_at <= h.soon THEN s.voltage_observed_at END AS voltage_observed_at,
       CASE WHEN h.known AND s.dim_observed_at <= h.soon THEN s.dim_observed_at END AS dim_observed_at
FROM subject l
LEFT JOIN store.lamp_state s ON s.city_id = l.city_id AND s.controller_id = l.controller_id
LEFT JOIN open_incident i ON i.city_id = l.city_id AND i.scope = 'LAMP' AND i.subject_id = l.lamp_id
LEFT JOIN open_incident k ON k.city_id = l.city_id AND k.scope = 'CONTROLLER' AND k.subject_id = l.controller_id
CROSS JOIN LATERAL (
  SELECT now() + INTERVAL '5 minutes' AS soon,
         3 * coalesce(l.report_interval_s, 600) * INTERVAL '1 second' AS silence,
         -- Power came back after the last dawn if the lamp spoke after it, beyond the half hour in which cabinets switch.
         coalesce(l.night_powered AND NOT l.expected_lit AND s.observed_at < l.last_dawn + INTERVAL '30 minutes'
           AND (s.observed_at < l.last_dawn OR now() >= l.last_dawn + INTERVAL '30 minutes'), false) AS circuit_off
) c
CROSS JOIN LATERAL (
  SELECT c.soon,
         coalesce(NOT c.circuit_off AND s.observed_at BETWEEN now() - greatest(c.silence, INTERVAL '30 minutes') AND c.soon
           AND s.received_at BETWEEN now() - greatest(c.silence, INTERVAL '30 minutes') AND c.soon, false) AS online,
         coalesce(NOT c.circuit_off AND s.observed_at BETWEEN now() - c.silence AND c.soon AND s.received_at BETWEEN now() - c.silence AND c.soon, false) AS known,
         -- An open relay proves that it does not burn; a closed one is the last thing to go by.
         CASE
           WHEN s.relay_on_observed_at <= c.soon AND (s.lit IS NULL OR s.lit_observed_at > c.soon OR (NOT s.relay_on AND s.relay_on_observed_at > s.lit_observed_at)) THEN 'RELAY'
           WHEN s.lit_observed_at <= c.soon THEN 'LAMP'
         END AS word_of
) h
CROSS JOIN LATERAL (
  SELECT CASE h.word_of WHEN 'RELAY' THEN s.relay_on WHEN 'LAMP' THEN s.lit END AS lit,
         CASE h.word_of WHEN 'RELAY' THEN s.relay_on_expected WHEN 'LAMP' THEN s.lit_expected END AS expected,
         CASE h.word_of WHEN 'RELAY' THEN s.relay_on_observed_at WHEN 'LAMP' THEN s.lit_observed_at END AS observed_at,
         CASE h.word_of WHEN 'RELAY' THEN s.relay_on_since WHEN 'LAMP' THEN s.lit_since END AS since
) b
CROSS JOIN LATERAL (
  SELECT CASE
           WHEN s.observed_at IS NULL THEN 'UNKNOWN'
           -- Its circuit has power at night only: silence by day is no fault, nor is it in the first minutes of the night.
           WHEN NOT h.online AND l.night_powered AND l.expected_lit IS FALSE THEN 'OFF_AS_PLANNED'
           WHEN NOT h.online AND l.night_powered AND l.after_dusk THEN 'UNKNOWN'
           WHEN NOT h.online THEN 'SILENT'
           WHEN NOT h.known OR b.lit IS NULL THEN 'UNKNOWN'
           -- It spoke of other things since, and dusk or dawn lies between.
           WHEN b.observed_at < now() - c.silence AND b.expected <> l.expected_lit THEN 'UNKNOWN'
           WHEN b.lit AND b.expected IS FALSE AND s.unjudged IS NOT TRUE THEN 'LIT_SHOULD_BE_DARK'
           WHEN b.lit THEN 'LIT'
           WHEN b.expected AND s.unjudged IS NOT TRUE THEN 'DARK_SHOULD_BE_LIT'
           -- Of a lamp that nobody registered nothing was planned.
           WHEN s.lamp_id IS NULL AND b.expected IS NULL THEN 'UNKNOWN'
           ELSE 'OFF_AS_PLANNED'
         END AS state
) w
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR l.city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN operations.lamp_now.open_incidents IS 'Number of open incidents of the lamp and of its controller, those that an outage explains included.';

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON operations.incident, operations.work_list, operations.incident_history, operations.planned_work, quality.alarm_kpi TO sawang_owner;
GRANT SELECT ON operations.incident, operations.work_list, operations.incident_history, operations.planned_work TO sawang_city_reader, sawang_auditor;
GRANT SELECT ON quality.alarm_kpi TO sawang_city_reader, sawang_analyst, sawang_auditor;
