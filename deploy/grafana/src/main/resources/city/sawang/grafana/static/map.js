import {configOf, nameOf, rankOf, shown} from './format.js';
import {el} from './dom.js';
import {keep, kept} from './kept.js';
import {shapeMarker, signOf} from './shapes.js';
import {translate} from './language.js';

// No tiles: a city's street map comes from a server elsewhere, and this page works without one. A graticule gives scale and north.
function graticule(map) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const bounds = map.getBounds().pad(0.2);
    const span = bounds.getNorth() - bounds.getSouth();
    // Nine lines from south to north, and so far apart from west to east that their labels do not meet.
    const wide = (bounds.getEast() - bounds.getWest()) / (map.getSize().x * 1.4) * 90;
    const step = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].find(one => span / one < 9 && one >= wide) ?? 20;
    const digits = Math.max(0, Math.ceil(-Math.log10(step)));
    const style = {color: getComputedStyle(document.documentElement).getPropertyValue('--grid').trim(), opacity: 1, weight: 1, interactive: false};
    const edge = map.getBounds();
    for (let lat = Math.ceil(bounds.getSouth() / step) * step; lat <= bounds.getNorth(); lat += step) {
      L.polyline([[lat, bounds.getWest()], [lat, bounds.getEast()]], style).addTo(layer);
      label([lat, edge.getWest()], `${lat.toFixed(digits)}° N`, 'lat');
    }
    for (let lon = Math.ceil(bounds.getWest() / step) * step; lon <= bounds.getEast(); lon += step) {
      L.polyline([[bounds.getSouth(), lon], [bounds.getNorth(), lon]], style).addTo(layer);
      label([edge.getSouth(), lon], `${lon.toFixed(digits)}° E`, 'lon');
    }
  };
  const label = (at, text, side) =>
    L.marker(at, {interactive: false, keyboard: false, icon: L.divIcon({className: `graticule-label ${side}`, html: el('span', {}, text), iconSize: [0, 0]})}).addTo(layer);
  map.on('moveend zoomend resize', draw);
  draw();
}

export function geomap(host, panel, frames, view) {
  const layer = panel.options?.layers?.[0] ?? {};
  const latitudeName = layer.location?.latitude ?? 'latitude';
  const longitudeName = layer.location?.longitude ?? 'longitude';
  const colourName = layer.config?.style?.color?.field;
  const radius = layer.config?.style?.size?.fixed ?? 6;
  const frame = frames[0];
  const column = name => frame.fields.find(field => field.name === name);
  const latitude = column(latitudeName);
  const longitude = column(longitudeName);
  const state = column(colourName);
  const map = L.map(host, {attributionControl: false, zoomControl: false, zoomSnap: 0.25, minZoom: 3, maxZoom: 20, preferCanvas: true, zoomAnimation: false});
  // The degrees of latitude stand at the left.
  L.control.zoom({position: 'topright'}).addTo(map);
  let gone = false;
  view.onDispose(() => {
    // First, or a last change of size would reach a map that is gone.
    observer.disconnect();
    gone = true;
    map.remove();
  });
  const counts = new Map();
  const points = [];
  const stateConfig = state && configOf(panel, state);
  // Drawn last and above the others: what needs a crew.
  const order = latitude.values.map((_, row) => row).sort((a, b) => (state ? rankOf(state.values[a], stateConfig) - rankOf(state.values[b], stateConfig) || 0 : 0));
  for (const row of order) {
    if (latitude.values[row] === null || longitude.values[row] === null) continue;
    const at = [latitude.values[row], longitude.values[row]];
    const word = state ? shown(state.values[row], state, stateConfig) : {text: '', colour: '#f2c52b'};
    const known = counts.get(word.text) ?? {tint: word.colour, count: 0};
    known.count++;
    counts.set(word.text, known);
    const marker = shapeMarker(at, {radius: view.narrow ? radius * 0.85 : radius, sign: signOf(word.text) || '●', fillColor: word.colour ?? '#f2c52b'});
    const lines = () => {
      const table = el('table', {class: 'tip'});
      for (const field of frame.fields) {
        if (field === latitude || field === longitude) continue;
        const config = configOf(panel, field);
        if (config.custom.hidden) continue;
        table.append(el('tr', {}, el('th', {}, nameOf(config, field)), el('td', {}, shown(field.values[row], field, config).text)));
      }
      return table;
    };
    marker.bindTooltip(lines, {direction: 'top', opacity: 1});
    const link = panel.fieldConfig?.defaults?.links?.[0];
    if (link) marker.on('click', () => view.go(view.link(link.url, frame, row)));
    marker.addTo(map);
    points.push(at);
  }
  // Moves that are not the viewer's are not kept.
  let ours = false;
  const move = how => {
    ours = true;
    how();
    ours = false;
  };
  const fit = () => {
    if (points.length > 1) map.fitBounds(L.latLngBounds(points).pad(0.12), {animate: false});
    else if (points.length === 1) map.setView(points[0], 15, {animate: false});
  };
  const place = () => move(() => {
    const {center, zoom} = kept(panel);
    if (center) map.setView(center, zoom, {animate: false});
    else fit();
  });
  place();
  map.on('moveend', () => {
    if (!ours && !gone) keep(panel, {center: [map.getCenter().lat, map.getCenter().lng], zoom: map.getZoom()});
  });
  const whole = L.control({position: 'topright'});
  whole.onAdd = () => el('div', {class: 'leaflet-bar'}, el('a', {href: '#', role: 'button', title: translate('ทั้งหมด · Whole map'), 'aria-label': translate('ทั้งหมด · Whole map'), onclick: event => {
    L.DomEvent.stop(event);
    keep(panel, {center: undefined, zoom: undefined});
    place();
  }}, '⤢'));
  whole.addTo(map);
  graticule(map);
  L.control.scale({imperial: false, position: 'bottomright'}).addTo(map);
  // In the next frame, as charts do.
  const observer = new ResizeObserver(() => requestAnimationFrame(() => {
    if (gone) return;
    move(() => map.invalidateSize({animate: false}));
    place();
  }));
  observer.observe(host);
  return [...counts].map(([text, known]) => ({text: `${text} ${known.count}`, tint: known.tint}));
}
