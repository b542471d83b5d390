-- Since when a lamp is expected to work, and through which gateway it talks.

-- ------------------------------------------------------------------------------------------------------------------------ tables

ALTER TABLE store.deployment ADD COLUMN commissioned_on date;
-- That of the lamp's row, else of its deployment.
ALTER TABLE store.lamp ADD COLUMN commissioned_on date, ADD COLUMN gateway_id text;
ALTER TABLE store.meter ADD COLUMN gateway_id text;

-- As the gates want it of every new column (V10).
ALTER TABLE store.deployment ALTER COLUMN commissioned_on SET STATISTICS 0;
ALTER TABLE store.lamp ALTER COLUMN commissioned_on SET STATISTICS 0, ALTER COLUMN gateway_id SET STATISTICS 0;
ALTER TABLE store.meter ALTER COLUMN gateway_id SET STATISTICS 0;

-- ------------------------------------------------------------------------------------------------------------------ public views

CREATE OR REPLACE VIEW registry.deployment WITH (security_barrier) AS
SELECT deployment_id, city_id, programme, donor, vendor, declared_value_thb, declared_lamps, installed_on, kind,
       (baseline_mw * 0.001)::numeric(12, 3) AS baseline_w, simulated, baseline_source, note, sources, commissioned_on
FROM store.deployment
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN registry.deployment.commissioned_on IS 'Local date of its acceptance, from which on its lamps are expected to work; NULL when unknown.';

CREATE OR REPLACE VIEW registry.lamp WITH (security_barrier) AS
SELECT lamp_id, city_id, deployment_id, feeder_id, controller_id, latitude, longitude,
       (nominal_mw * 0.001)::numeric(12, 3) AS nominal_w, stage, night_powered, report_interval_s, schedule, gateway_id, commissioned_on
FROM store.lamp
WHERE (SELECT admitted FROM store.session_gate)
  AND ((SELECT all_cities FROM store.session_scope) OR city_id IN (SELECT city_id FROM store.session_city));

COMMENT ON COLUMN registry.lamp.gateway_id IS 'Gateway or concentrator through which its controller talks; NULL when unknown or none.';
COMMENT ON COLUMN registry.lamp.commissioned_on IS 'Local date from which on the lamp is expected to work: its own, else that of its deployment; NULL when unknown.';
