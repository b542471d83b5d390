-- What took longest over 150 cities of 2,000 lamps.

-- Whether a controller that was heard belongs to a lamp: 300,000 lamps were sorted anew for every look at operations.lamp_now. Only the registry loader writes here.
CREATE INDEX lamp_controller ON store.lamp (city_id, controller_id);

-- Whether a city has lamps of a demonstration was found out for every row that was shown, 54,750 times for a year of nights. The list is made once for a query;
-- OFFSET keeps the inner question to the few deployments that are simulated.
CREATE OR REPLACE VIEW store.city_simulated AS
SELECT c.city_id,
       c.city_id IN (SELECT d.city_id FROM store.deployment d
                     WHERE d.simulated AND EXISTS (SELECT FROM store.lamp l WHERE l.city_id = d.city_id AND l.deployment_id = d.deployment_id OFFSET 0)) AS simulated
FROM store.city c;
