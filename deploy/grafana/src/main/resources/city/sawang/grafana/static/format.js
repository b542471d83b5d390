import {currentLanguage, translate, translateValue} from './language.js';
import {zoneId} from './zone.js';

// Colours by Grafana's names, a little calmer on a wall.
const COLOURS = {
  green: '#5cb85f', 'dark-green': '#2f8f4e', 'semi-dark-green': '#46a35a', 'light-green': '#96d98d', 'super-light-green': '#c8f2c2',
  red: '#f2495c', 'dark-red': '#c4162a', 'semi-dark-red': '#e02f44', 'light-red': '#ff7383',
  orange: '#ff9830', 'dark-orange': '#fa6400', 'semi-dark-orange': '#ff780a', 'light-orange': '#ffb357',
  yellow: '#f2c52b', 'dark-yellow': '#e0b400', 'semi-dark-yellow': '#f2cc0c', 'light-yellow': '#ffee52',
  blue: '#5794f2', 'dark-blue': '#1f60c4', 'semi-dark-blue': '#3274d9', 'light-blue': '#8ab8ff', 'super-light-blue': '#c0d8ff',
  purple: '#b877d9', 'dark-purple': '#8f3bb8', 'light-purple': '#ca95e5',
  gray: '#7c8798', text: 'currentColor', transparent: 'transparent',
};
export const PALETTE = ['#f2c52b', '#5794f2', '#5cb85f', '#b877d9', '#ff9830', '#56c8d8', '#f2495c', '#96d98d', '#8ab8ff', '#ca95e5', '#e0b400', '#7c8798'];

export function colour(name) {
  return COLOURS[name] || name;
}

// Letters on a filled ground: dark, but on a dark colour.
export function inkOn(ground) {
  const [red, green, blue] = (/^#(..)(..)(..)$/.exec(ground) ?? [0, 'ff', 'ff', 'ff']).slice(1).map(part => parseInt(part, 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 100 ? '#fff' : '#10141c';
}

const number = (value, decimals, least = 0) =>
  new Intl.NumberFormat('en-US', {minimumFractionDigits: decimals ?? least, maximumFractionDigits: decimals ?? 2}).format(value);

function scaled(value, decimals, units, small) {
  let size = Math.abs(value);
  // Below a tenth two decimals translate nothing any more.
  if (small && size > 0 && size < 0.1) return `${number(value * 1000, decimals ?? (size < 0.01 ? 1 : 0))} ${small}`;
  let step = 0;
  while (size >= 1000 && step < units.length - 1) {
    size /= 1000;
    value /= 1000;
    step++;
  }
  return `${number(value, decimals ?? (size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2))} ${units[step]}`;
}

function duration(seconds, decimals) {
  const steps = [[86400, 'วัน · d'], [3600, 'ชม. · h'], [60, 'นาที · min'], [1, 'วิ · s']];
  const [size, name] = steps.find(([least]) => Math.abs(seconds) >= least) || steps[3];
  return `${number(seconds / size, decimals ?? 1)} ${translate(name)}`;
}

function instant(value, options) {
  const locale = currentLanguage() === 'th' ? 'th-TH-u-ca-gregory-nu-latn' : 'en-GB';
  return new Intl.DateTimeFormat(locale, {timeZone: zoneId(), hourCycle: 'h23', ...options}).format(value);
}

export function fromNow(value) {
  const seconds = Math.round((Date.now() - value) / 1000);
  const ago = duration(Math.abs(seconds), 0);
  if (seconds < 0) return `${translate('อีก · in')} ${ago}`;
  return currentLanguage() === 'th' ? `${ago}ที่แล้ว` : `${ago} ago`;
}

export const dateTime = value => instant(value, {day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit'});

// Keyed by Grafana's unit ids. The linter refuses a unit that is not here.
export const UNITS = {
  none: (v, d) => number(v, d),
  short: (v, d) => (Math.abs(v) < 10000 ? number(v, d) : scaled(v, d, ['', 'K', 'M', 'G'])),
  percent: (v, d) => `${number(v, d ?? 1)} %`,
  percentunit: (v, d) => `${number(v * 100, d ?? 1)} %`,
  watt: (v, d) => scaled(v, d, ['W', 'kW', 'MW'], 'mW'),
  kwatt: (v, d) => scaled(v, d, ['kW', 'MW', 'GW']),
  watth: (v, d) => scaled(v, d, ['Wh', 'kWh', 'MWh', 'GWh'], 'mWh'),
  kwatth: (v, d) => scaled(v, d, ['kWh', 'MWh', 'GWh']),
  volt: (v, d) => `${number(v, d ?? 1)} V`,
  amp: (v, d) => `${number(v, d ?? 2)} A`,
  celsius: (v, d) => `${number(v, d ?? 1)} °C`,
  s: (v, d) => duration(v, d),
  h: (v, d) => (Math.abs(v) < 24 ? `${number(v, d ?? 1)} ${translate('ชม. · h')}` : duration(v * 3600, d)),
  degree: (v, d) => `${number(v, d ?? 4)}°`,
  dateTimeAsIso: v => dateTime(v),
  dateTimeFromNow: v => fromNow(v),
};

// Defaults of the panel with every override that matches the column.
export function configOf(panel, field) {
  const base = panel.fieldConfig?.defaults ?? {};
  const config = {...base, custom: {...(base.custom ?? {})}};
  for (const override of panel.fieldConfig?.overrides ?? []) {
    const {id, options} = override.matcher;
    const hit = id === 'byName' ? options === field.name : new RegExp(options.replace(/^\/|\/$/g, '')).test(field.name);
    if (!hit) continue;
    for (const property of override.properties) {
      if (property.id.startsWith('custom.')) config.custom[property.id.slice(7)] = property.value;
      else config[property.id] = property.value;
    }
  }
  return config;
}

export const nameOf = (config, field) => translate(config.displayName || field.name);

function mapped(value, config) {
  for (const mapping of config.mappings ?? []) {
    const o = mapping.options;
    if (mapping.type === 'value' && value !== null && Object.hasOwn(o, String(value))) return o[String(value)];
    if (mapping.type === 'range' && typeof value === 'number' && value >= (o.from ?? -Infinity) && value <= (o.to ?? Infinity)) return o.result;
    if (mapping.type === 'special' && value === null && /null/.test(o.match)) return o.result;
  }
  return null;
}

// What sorting compares: a word that a mapping explains has its place among the mappings, e.g. a state by its urgency.
export function rankOf(value, config) {
  const explained = typeof value === 'string' && (config.mappings ?? []).some(mapping => mapping.type === 'value');
  return explained ? mapped(value, config)?.index ?? Infinity : value;
}

export function thresholdColour(value, config) {
  const steps = config.thresholds?.steps ?? [];
  let found = steps[0]?.color;
  let measure = value;
  if (config.thresholds?.mode === 'percentage') {
    measure = 100 * (value - (config.min ?? 0)) / ((config.max ?? 100) - (config.min ?? 0));
  }
  for (const step of steps) if (step.value !== null && step.value !== undefined && measure >= step.value) found = step.color;
  return found ? colour(found) : undefined;
}

// What a cell or a figure says, and its colour when a mapping, a threshold or the panel gives one.
export function shown(value, field, config) {
  const result = mapped(value, config);
  if (result) return {text: translate(result.text ?? String(value)), colour: result.color ? colour(result.color) : undefined};
  if (value === null || value === undefined) return {text: translate(config.noValue) || '–', colour: undefined};
  if (field.type === 'boolean') return {text: value ? translate('ใช่ · yes') : translate('ไม่ · no')};
  if (field.type === 'time') return {text: (UNITS[config.unit] ?? UNITS.dateTimeAsIso)(value)};
  if (field.type === 'string') return {text: translateValue(value)};
  const text = (UNITS[config.unit] ?? UNITS.none)(value, config.decimals ?? undefined);
  const tint = config.color?.mode === 'fixed' ? colour(config.color.fixedColor)
    : config.color?.mode === 'thresholds' || config.thresholds ? thresholdColour(value, config) : undefined;
  return {text, colour: tint};
}

export function seriesColour(config, index) {
  return config.color?.mode === 'fixed' ? colour(config.color.fixedColor) : PALETTE[index % PALETTE.length];
}

export function reduce(values, calc) {
  const known = values.filter(value => value !== null && value !== undefined);
  if (calc === 'count') return known.length;
  if (known.length === 0) return null;
  switch (calc) {
    case 'sum': return known.reduce((sum, v) => sum + v, 0);
    case 'mean': return known.reduce((sum, v) => sum + v, 0) / known.length;
    case 'max': return Math.max(...known);
    case 'min': return Math.min(...known);
    case 'first': case 'firstNotNull': return known[0];
    default: return known[known.length - 1];
  }
}
export const CALC_NAMES = {lastNotNull: 'ล่าสุด · last', last: 'ล่าสุด · last', mean: 'เฉลี่ย · mean', max: 'สูงสุด · max', min: 'ต่ำสุด · min', sum: 'รวม · total', count: 'จำนวน · count', firstNotNull: 'แรก · first'};
