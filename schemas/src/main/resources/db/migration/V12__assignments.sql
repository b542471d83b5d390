-- Which controllers served a lamp: without it the readings of a lamp are found by looking at all readings of its city, because the key of a reading begins with its
-- controller, and an index by lamp would be paid for by every reading that comes.
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

GRANT ALL ON registry.assignment TO sawang_owner;
GRANT SELECT ON registry.assignment TO sawang_city_reader, sawang_analyst, sawang_auditor;
