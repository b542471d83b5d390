// The server names the one time zone of all dashboards; the page draws nothing before it knows it.
let zone;

export function setZone(named) {
  zone = named;
}

export const zoneId = () => zone.id;

// Milliseconds of UTC as those of a clock on the wall, for what knows only UTC: ECharts and date inputs. The zone has no summer time.
export const toWall = at => at + zone.offsetMillis;
export const fromWall = at => at - zone.offsetMillis;
