import {bargauge, figures, sparkline, stateTimeline, timeseries} from './charts.js';
import {configOf, nameOf, rankOf, seriesColour, shown} from './format.js';
import {el} from './dom.js';
import {geomap} from './map.js';
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
    const text = el('div', {class: 'figure-text', style: {color: filled ? '#10141c' : tint}}, word.text);
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

function table(host, panel, frames, view) {
  const frame = frames[0];
  const columns = frame.fields.map(field => ({field, config: configOf(panel, field)})).filter(column => !column.config.custom.hidden);
  const rows = frame.fields[0].values.map((_, row) => row);
  const wanted = panel.options?.sortBy?.[0];
  let sorted = wanted ? {column: columns.find(column => column.field.name === wanted.displayName || column.config.displayName === wanted.displayName), down: wanted.desc} : null;
  const body = el('tbody');
  const head = el('tr');
  const fill = () => {
    if (sorted?.column) {
      const values = sorted.column.field.values.map(value => rankOf(value, sorted.column.config));
      const sign = sorted.down ? -1 : 1;
      rows.sort((a, b) => {
        if (values[a] === null || values[b] === null) return (values[a] === null) - (values[b] === null);
        return sign * (typeof values[a] === 'string' ? values[a].localeCompare(values[b], 'th', {numeric: true}) : values[a] - values[b]);
      });
    }
    head.replaceChildren(...columns.map(column => {
      const active = sorted?.column === column;
      const button = el('button', {class: active ? (sorted.down ? 'down' : 'up') : '', onclick: () => {
        sorted = {column, down: active ? !sorted.down : !column.field.values.some(value => typeof rankOf(value, column.config) === 'string')};
        fill();
      }}, nameOf(column.config, column.field));
      return el('th', {class: align(column), scope: 'col', 'aria-sort': active ? (sorted.down ? 'descending' : 'ascending') : 'none', style: column.config.custom.width ? {width: `${column.config.custom.width}px`} : {}}, button);
    }));
    body.replaceChildren(...rows.map(row => el('tr', {}, columns.map(column => cell(column, frame, row, view)))));
  };
  const align = column => column.config.custom.align ?? (column.field.type === 'number' ? 'right' : 'left');
  const cell = (column, source, row) => {
    const word = shown(column.field.values[row], column.field, column.config);
    const style = column.config.custom.cellOptions?.type;
    const link = column.config.links?.[0];
    const content = link ? el('a', {href: view.link(link.url, source, row), title: translate(link.title)}, word.text) : word.text;
    if (style === 'color-background' && word.colour) return el('td', {class: align(column)}, el('span', {class: 'pill', style: {background: word.colour}}, content));
    if (style === 'gauge' && typeof column.field.values[row] === 'number') {
      const share = Math.max(0, Math.min(1, column.field.values[row] / (column.config.max ?? Math.max(...column.field.values.map(v => v ?? 0), 1e-9))));
      return el('td', {class: 'right'}, el('span', {class: 'bar'}, el('i', {style: {width: `${share * 100}%`, background: word.colour}})), word.text);
    }
    const long = column.config.custom.cellOptions?.wrapText ? ' long' : '';
    return el('td', {class: align(column) + long, style: style === 'color-text' ? {color: word.colour} : {}}, content);
  };
  fill();
  host.classList.add('scroll');
  host.append(el('table', {class: 'rows'}, panel.options?.showHeader === false ? null : el('thead', {}, head), body));
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
