-- With which night the figures of a city begin: a recomputation of some nights cannot see it in their readings.

-- ------------------------------------------------------------------------------------------------------------------------ tables

-- The jobs write it, see jobs/METERING.md#beginning.
CREATE TABLE store.city_beginning (
  city_id     text PRIMARY KEY,
  first_night date NOT NULL,
  -- The night in which the first lamp was commissioned is covered from its noon on, whoever spoke.
  declared    boolean NOT NULL
);

-- Of a city that is there already: a night of one lamp, before there were several, was opened by that lamp alone.
INSERT INTO store.city_beginning (city_id, first_night, declared)
SELECT city_id, coalesce(min(night) FILTER (WHERE lamps > 1), min(night)), false FROM store.city_night GROUP BY city_id;

-- As the gates want it of every new column (V10).
ALTER TABLE store.city_beginning ALTER COLUMN city_id SET STATISTICS 0, ALTER COLUMN first_night SET STATISTICS 0, ALTER COLUMN declared SET STATISTICS 0;

-- ------------------------------------------------------------------------------------------------------------------------ rights

GRANT ALL ON store.city_beginning TO sawang_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON store.city_beginning TO sawang_sink;
