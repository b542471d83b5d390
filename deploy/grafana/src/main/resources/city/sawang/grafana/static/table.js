import {configOf, inkOn, nameOf, rankOf, shown} from './format.js';
import {copyButton} from './copy.js';
import {el} from './dom.js';
import {keep, kept} from './kept.js';
import {translate} from './language.js';

const align = column => column.config.custom.align ?? (column.field.type === 'number' ? 'right' : 'left');
// So many are seen at once, and need no order.
const FEW = 4;

const isText = column => column.field.values.some(value => typeof rankOf(value, column.config) === 'string');

const wraps = panel => [panel.fieldConfig?.defaults?.custom?.cellOptions, ...(panel.fieldConfig?.overrides ?? []).flatMap(override =>
  override.properties.filter(property => property.id === 'custom.cellOptions').map(property => property.value))].some(options => options?.wrapText);

// Figures are compared in columns; sentences are read one after the other: on a phone each row of them is a card. Two columns fit on any screen.
export const readAsCards = (panel, narrow) => narrow && wraps(panel) && panel.fieldConfig.overrides.length > 2;

export function table(host, panel, frames, view) {
  const frame = frames[0];
  const columns = frame.fields.map(field => ({field, config: configOf(panel, field)})).filter(column => !column.config.custom.hidden);
  const rows = frame.fields[0].values.map((_, row) => row);
  let sorted = wantedOrder(panel, columns);
  const sort = () => {
    if (!sorted?.column) return;
    const values = sorted.column.field.values.map(value => rankOf(value, sorted.column.config));
    const sign = sorted.down ? -1 : 1;
    rows.sort((a, b) => {
      if (values[a] === null || values[b] === null) return (values[a] === null) - (values[b] === null);
      return sign * (typeof values[a] === 'string' ? values[a].localeCompare(values[b], 'th', {numeric: true}) : values[a] - values[b]);
    });
  };
  const order = (column, down) => {
    sorted = {column, down};
    keep(panel, {sort: {column: column.field.name, down}});
  };
  const asCards = readAsCards(panel, view.narrow);
  const content = (column, row) => cellContent(column, frame, row, view, asCards);
  const reorder = (column, down) => {
    order(column, down);
    sort();
  };
  sort();
  host.classList.add('scroll');
  host.append(asCards ? cards(columns, rows, content, sorted, reorder) : grid(panel, columns, rows, content, () => sorted, reorder));
  const {top, left} = kept(panel);
  host.scrollTop = top ?? 0;
  host.scrollLeft = left ?? 0;
  // The host outlives the table: one listener, of the newest.
  host.onscroll = () => keep(panel, {top: host.scrollTop, left: host.scrollLeft});
}

// What the viewer chose, else what the file wants.
function wantedOrder(panel, columns) {
  const chosen = kept(panel).sort;
  const column = chosen && columns.find(one => one.field.name === chosen.column);
  if (column) return {column, down: chosen.down};
  const wanted = panel.options?.sortBy?.[0];
  return wanted ? {column: columns.find(one => one.field.name === wanted.displayName || one.config.displayName === wanted.displayName), down: wanted.desc} : null;
}

function cellContent(column, frame, row, view, asCard) {
  const value = column.field.values[row];
  const word = shown(value, column.field, column.config);
  if (column.config.custom.inspect && value !== null) return {word, node: copyButton(word.text, asCard && nameOf(column.config, column.field))};
  const link = value !== null && column.config.links?.[0];
  const elsewhere = link && /^https?:/.test(link.url);
  const inner = link ? el('a', {href: view.link(link.url, frame, row), title: translate(link.title), target: elsewhere ? '_blank' : null, rel: elsewhere ? 'noopener noreferrer' : null}, word.text) : word.text;
  const style = column.config.custom.cellOptions?.type;
  if (style === 'color-background' && word.colour) return {word, node: el('span', {class: 'pill', style: {background: word.colour, color: inkOn(word.colour)}}, inner)};
  if (style === 'gauge' && typeof value === 'number') {
    const share = Math.max(0, Math.min(1, value / (column.config.max ?? Math.max(...column.field.values.map(v => v ?? 0), 1e-9))));
    return {word, node: el('span', {}, el('span', {class: 'bar'}, el('i', {style: {width: `${share * 100}%`, background: word.colour}})), word.text)};
  }
  return {word, node: inner};
}

function grid(panel, columns, rows, content, sorted, order) {
  const body = el('tbody');
  const head = el('tr');
  const fill = () => {
    head.replaceChildren(...columns.map(column => {
      const active = sorted()?.column === column;
      const down = sorted()?.down;
      const button = el('button', {class: active ? (down ? 'down' : 'up') : '', onclick: () => {
        order(column, active ? !down : !isText(column));
        fill();
      }}, nameOf(column.config, column.field));
      return el('th', {class: align(column) + (column.config.custom.inspect ? ' copied' : ''), scope: 'col', 'aria-sort': active ? (down ? 'descending' : 'ascending') : 'none', style: column.config.custom.width ? {width: `${column.config.custom.width}px`} : {}}, button);
    }));
    body.replaceChildren(...rows.map(row => el('tr', {}, columns.map(column => {
      const {word, node} = content(column, row);
      const style = column.config.custom.cellOptions ?? {};
      return el('td', {class: align(column) + (style.wrapText ? ' long' : '') + (column.config.custom.inspect ? ' copied' : ''), style: style.type === 'color-text' ? {color: word.colour} : {}}, node);
    }))));
  };
  fill();
  return el('table', {class: 'rows'}, panel.options?.showHeader === false ? null : el('thead', {}, head), body);
}

function cards(columns, rows, content, sorted, order) {
  const list = el('ol', {class: 'cards-of-rows'});
  const fill = () => list.replaceChildren(...rows.map(row => el('li', {}, columns.map((column, i) => {
    const {word, node} = content(column, row);
    // What is not known takes no line.
    if (column.field.values[row] === null) return null;
    return el('div', {class: i === 0 ? 'first' : 'line', style: column.config.custom.cellOptions?.type === 'color-text' ? {color: word.colour} : {}},
      i === 0 || column.config.custom.inspect ? null : el('span', {class: 'label'}, nameOf(column.config, column.field)), el('span', {class: 'value'}, node));
  }))));
  fill();
  if (rows.length < FEW) return list;
  const choice = el('select', {'aria-label': translate('เรียงตาม · Sort by'), onchange: event => {
    const column = columns[event.target.value];
    order(column, !isText(column));
    fill();
  }}, sorted?.column ? null : el('option', {value: '', selected: true, disabled: true}, translate('เรียงตาม… · Sort by…')),
  columns.map((column, i) => (column.config.custom.inspect ? null : el('option', {value: i, selected: sorted?.column === column}, nameOf(column.config, column.field)))));
  return el('div', {}, el('label', {class: 'pick sort'}, choice), list);
}
