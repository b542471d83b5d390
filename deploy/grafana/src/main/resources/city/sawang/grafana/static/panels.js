import {bargauge, figures, sparkline, stateTimeline, timeseries} from './charts.js';
import {inkOn, seriesColour, shown} from './format.js';
import {el} from './dom.js';
import {geomap} from './map.js';
import {table} from './table.js';
import {translate} from './language.js';

function stat(host, panel, frames, view) {
  const options = panel.options ?? {};
  const all = figures(panel, frames);
  const row = el('div', {class: `figures ${all.length > 1 ? 'many' : ''}`});
  host.append(row);
  for (const one of all) {
    const word = shown(one.value, one.field, one.config);
    const tint = options.colorMode === 'none' ? undefined : word.colour;
    const filled = options.colorMode === 'background' && tint;
    const named = options.textMode === 'value_and_name' || (all.length > 1 && options.textMode !== 'value') || options.textMode === 'name';
    const text = el('div', {class: 'figure-text', style: {color: filled ? inkOn(tint) : tint}}, word.text);
    const box = el('div', {class: `figure ${filled ? 'filled' : ''}`, style: filled ? {background: tint} : {}},
      named ? el('div', {class: 'figure-name'}, one.name) : null, text);
    const link = one.config.links?.[0] ?? panel.links?.[0];
    row.append(link ? el('a', {class: 'figure-link', href: view.link(link.url, one.frame, one.row), title: translate(link.title)}, box) : box);
    const space = Math.max(8, [...word.text].length);
    text.style.fontSize = `clamp(1.05rem, ${Math.min(host.clientHeight * 0.42, host.clientWidth / all.length / space * 1.62)}px, 3.2rem)`;
    // Letters differ in width: what the guess made too wide is made to fit.
    if (text.scrollWidth > text.clientWidth) text.style.fontSize = `${parseFloat(getComputedStyle(text).fontSize) * text.clientWidth / text.scrollWidth * 0.97}px`;
    if (options.graphMode === 'area' && one.field.type === 'number' && one.field.values.length > 2) {
      const line = el('div', {class: 'spark'});
      box.append(line);
      sparkline(line, one.field, tint ?? seriesColour(one.config, 0), view);
    }
  }
}

function text(host, panel) {
  host.append(...translate(panel.options?.content ?? '').split('\n\n').map(paragraph => el('p', {class: 'note'}, paragraph)));
}

// Every panel type that the reader of dashboard files lets pass; a test compares the two lists.
export const DRAWERS = {
  'timeseries': timeseries,
  'stat': stat,
  'table': table,
  'bargauge': bargauge,
  'state-timeline': stateTimeline,
  'geomap': geomap,
  'text': text,
  'row': () => {},
};

const countable = panel => panel.type === 'stat' || panel.type === 'text' || panel.type === 'row';

// True when there is something to draw: at least one value that is not null.
export function hasData(panel, frames) {
  return countable(panel) || frames.some(frame => frame.fields.some(field => !(field.type === 'time' && field.name === 'time') && field.values.some(value => value !== null)));
}
