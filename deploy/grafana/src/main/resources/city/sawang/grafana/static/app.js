import {currentLanguage, setLanguage, translate, translateValue} from './language.js';
import {DRAWERS, hasData} from './panels.js';
import {dateTime} from './format.js';
import {el} from './dom.js';
import {readAsCards} from './table.js';
import {fromWall, setZone, toWall, zoneId} from './zone.js';

const AUDIENCES = {
  'city-operations': ['ปฏิบัติการเมือง · City operations', 'อะไรมืด อะไรติดค้าง ส่งช่างไปที่ไหน · What is dark, what burns by day, where to send a crew'],
  'energy-analysis': ['วิเคราะห์พลังงาน · Energy analysis', 'ใช้พลังงานเท่าไร เมื่อไร และเชื่อได้แค่ไหน · How much energy, when, and how far to trust it'],
  'deployment-audit': ['ตรวจสอบโครงการ · Deployment audit', 'ของที่ให้มา ติดตั้งจริง ใช้งานจริงหรือไม่ · What was given: is it there, does it work'],
  'open-data': ['ข้อมูลเปิด · Open data', 'สิ่งที่ประชาชนเห็นได้ · What citizens may see'],
  'platform-health': ['สุขภาพแพลตฟอร์ม · Platform health', 'ข้อมูลเข้า ถูกกัก หรือสูญหาย · What came in, what was refused, what is missing'],
};
const RANGES = [['now-1h', '1 ชั่วโมง · Last hour'], ['now-6h', '6 ชั่วโมง · Last 6 hours'], ['now-24h', '24 ชั่วโมง · Last 24 hours'], ['now-3d', '3 วัน · Last 3 days'], ['now-7d', '7 วัน · Last 7 days'], ['now-30d', '30 วัน · Last 30 days'], ['now-90d', '90 วัน · Last 90 days'], ['now-1y', '1 ปี · Last year']];
const REFRESH = [['', 'ไม่รีเฟรช · No refresh'], ['10s', '10 วิ · 10 s'], ['30s', '30 วิ · 30 s'], ['1m', '1 นาที · 1 min'], ['5m', '5 นาที · 5 min']];
const EMPTY = 'ไม่มีข้อมูลในช่วงเวลานี้ · No data in this period';

let home;
let dashboard;
let timer;
let turn = 0;
let disposers = [];

const uid = () => decodeURIComponent(location.pathname.match(/^\/d\/([^/]+)/)?.[1] ?? '');
const query = () => new URLSearchParams(location.search);

async function fetchJson(path, signal) {
  const answer = await fetch(path, {signal});
  const body = await answer.json().catch(() => ({error: `HTTP ${answer.status}`}));
  if (!answer.ok) throw new Error(body.error ?? body.title ?? `HTTP ${answer.status}`);
  return body;
}

function go(url, replace = false) {
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  show();
}

function change(edit, replace) {
  const params = query();
  edit(params);
  go(`${location.pathname}?${params}`, replace);
}

const select = (label, options, value, onchange, extra = {}) =>
  el('label', {class: `pick ${extra.class ?? ''}`}, el('span', {}, translate(label)),
    el('select', {'aria-label': translate(label), onchange: event => onchange(event.target.value)},
      options.map(([key, text]) => el('option', {value: key, selected: key === value}, translate(text)))));

// The query string that a link to another dashboard keeps: city, period, language of the page come from here.
function kept(names = ['var-city', 'from', 'to', 'refresh']) {
  const params = new URLSearchParams();
  for (const [key, value] of query()) if (names.includes(key)) params.append(key, value);
  return params;
}

const path = (id, params) => `/d/${encodeURIComponent(id)}${[...params].length ? `?${params}` : ''}`;

// ---------------------------------------------------------------- the bar at the top

function bar(variables) {
  const current = home.dashboards.find(one => one.uid === uid());
  const audiences = [...new Set(home.dashboards.map(one => one.audience))];
  const city = variables?.find(one => one.name === 'city');
  const top = document.getElementById('top');
  const cityValue = query().get('var-city') ?? city?.values[0] ?? '';
  const tools = el('div', {class: 'tools'},
    el('button', {class: 'plain', onclick: () => print()}, translate('พิมพ์ · Print')),
    el('button', {class: 'plain', title: translate('สลับภาษา · Switch language'), onclick: () => {
      setLanguage(currentLanguage() === 'th' ? 'en' : 'th');
      try { localStorage.setItem('sawang.language', currentLanguage()); } catch { /* private window: the choice lasts as long as the page */ }
      if (query().has('lang')) change(params => params.delete('lang'), true); else show();
    }}, currentLanguage() === 'th' ? 'EN' : 'ไทย'),
    el('button', {class: 'plain', title: translate('สว่าง/มืด · Light or dark'), 'aria-label': translate('สว่าง/มืด · Light or dark'), onclick: () => {
      const root = document.documentElement;
      root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
      try { localStorage.setItem('sawang.theme', root.dataset.theme); } catch { /* as above */ }
      show();
    }}, '◐'));
  top.replaceChildren(
    el('div', {class: 'brand-row'},
      el('a', {class: 'brand', href: `/${[...kept(['var-city'])].length ? `?${kept(['var-city'])}` : ''}`}, el('img', {src: '/static/icon.svg', alt: '', width: 26, height: 26}), el('b', {}, translate('สว่าง · Sawang'))),
      select('กลุ่มผู้ใช้ · Audience', [...(current ? [] : [['', 'เลือก… · choose…']]), ...audiences.map(one => [one, AUDIENCES[one]?.[0] ?? one])], current?.audience ?? '',
        value => { const first = home.dashboards.find(one => one.audience === value); if (first) go(path(first.uid, kept())); }, {class: 'audience'}),
      home.cities.fields[0].values.length && (city || !current) ? cityPicker(city, cityValue) : null,
      tools),
    current ? el('nav', {class: 'tabs'}, home.dashboards.filter(one => one.audience === current.audience).map(one =>
      el('a', {href: path(one.uid, kept()), class: one.uid === current.uid ? 'on' : '', 'aria-current': one.uid === current.uid ? 'page' : null}, translate(one.title)))) : '',
    current ? el('div', {class: 'controls'}, (variables ?? []).filter(one => one.name !== 'city').map(variableControl), timeControls()) : '');
  // On a phone the tabs are wider than the page.
  const on = top.querySelector('.tabs .on');
  if (on) on.parentNode.scrollLeft = on.offsetLeft - on.parentNode.offsetLeft - 24;
}

function cityPicker(city, value) {
  const [ids, thai, english] = home.cities.fields.map(field => field.values);
  const options = ids.map((id, i) => [id, `${thai[i]} · ${english[i]}`]);
  const spec = city && dashboard.templating.list.find(one => one.name === 'city');
  if (spec?.includeAll) options.unshift(['$__all', 'ทุกเมือง · All cities']);
  const chosen = city?.all ? '$__all' : city?.values.length === 1 ? city.values[0] : value;
  return select('เมือง · City', options, chosen, id => change(params => {
    params.set('var-city', id);
    for (const key of [...params.keys()]) if (key.startsWith('var-') && key !== 'var-city') params.delete(key);
  }), {class: 'city'});
}

function variableControl(resolved) {
  const spec = dashboard.templating.list.find(one => one.name === resolved.name);
  if (spec.hide === 2 || spec.type === 'datasource') return null;
  const options = resolved.options.map(option => [option.value, option.text]);
  if (spec.includeAll) options.unshift(['$__all', 'ทั้งหมด · All']);
  const value = resolved.all ? '$__all' : resolved.values[0] ?? '';
  return select(spec.label ?? spec.name, options, value, chosen => change(params => params.set(`var-${resolved.name}`, chosen)));
}

const inputValue = at => new Date(toWall(at)).toISOString().slice(0, 16);
const fromInput = text => fromWall(Date.parse(`${text}:00Z`));

function timeControls() {
  const params = query();
  const from = params.get('from') ?? dashboard.time.from;
  const to = params.get('to') ?? dashboard.time.to;
  const known = to === 'now' && RANGES.some(([key]) => key === from);
  const view = period();
  const custom = el('span', {class: 'custom', hidden: known},
    el('input', {type: 'datetime-local', value: inputValue(view.from), 'aria-label': translate('จาก · From'), onchange: event => change(p => { p.set('from', fromInput(event.target.value)); p.set('to', view.to); })}),
    el('input', {type: 'datetime-local', value: inputValue(view.to), 'aria-label': translate('ถึง · To'), onchange: event => change(p => { p.set('from', view.from); p.set('to', fromInput(event.target.value)); })}));
  return el('span', {class: 'time'},
    select('ช่วงเวลา · Period', [...RANGES, ['custom', 'กำหนดเอง… · Custom…']], known ? from : 'custom', value => {
      if (value === 'custom') change(p => { p.set('from', view.from); p.set('to', view.to); });
      else change(p => { p.set('from', value); p.set('to', 'now'); });
    }), custom,
    select('รีเฟรช · Refresh', REFRESH, params.get('refresh') ?? dashboard.refresh ?? '', value => change(p => p.set('refresh', value))),
    el('button', {class: 'plain', title: translate('โหลดใหม่ · Reload'), 'aria-label': translate('โหลดใหม่ · Reload'), onclick: () => load()}, '↻'));
}

// The period in epoch milliseconds, for the axes; the server parses the same words for the queries.
function period() {
  const params = query();
  const UNIT = {s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, M: 2592e6, y: 31536e6};
  const read = (text, up) => {
    if (/^-?\d+$/.test(text)) return Number(text);
    let at = Date.now();
    for (const [, sign, count, unit] of text.matchAll(/([+-])(\d+)([smhdwMy])/g)) at += (sign === '-' ? -1 : 1) * count * UNIT[unit];
    const round = text.match(/\/([hd])/)?.[1];
    if (round) {
      const size = UNIT[round];
      at = fromWall(Math.floor(toWall(at) / size) * size) + (up ? size - 1 : 0);
    }
    return at;
  };
  return {from: read(params.get('from') ?? dashboard.time.from, false), to: read(params.get('to') ?? dashboard.time.to, true)};
}

// ---------------------------------------------------------------- pages

function homePage() {
  dashboard = null;
  bar();
  document.title = 'สว่าง · Sawang';
  const params = kept(['var-city']);
  const groups = [...new Set(home.dashboards.map(one => one.audience))];
  document.getElementById('page').replaceChildren(
    el('section', {class: 'hello'}, el('h1', {}, translate('ไฟของเมือง เล่าตามจริง · A city’s lights, as they are')),
      el('p', {}, translate('เลือกเมืองด้านบน แล้วเลือกหน้าที่ต้องการ · Choose a city above, then a page.'))),
    ...groups.map(group => el('section', {class: 'group'},
      el('h2', {}, translate(AUDIENCES[group]?.[0] ?? group)), el('p', {class: 'lead'}, translate(AUDIENCES[group]?.[1] ?? '')),
      el('div', {class: 'cards'}, home.dashboards.filter(one => one.audience === group).map(one =>
        el('a', {class: 'card', href: path(one.uid, params)}, el('b', {}, translate(one.title)), el('span', {}, translate(one.description ?? ''))))))));
}

function clear() {
  for (const dispose of disposers) dispose();
  disposers = [];
}

const linkFor = (values, view) => (url, frame, row) => {
  const encoded = url.replace(/\$\{__data\.fields\.(?:"([^"]+)"|([\w]+))(?::\w+)?\}/g, (_, quoted, bare) => {
    const field = frame?.fields.find(one => one.name === (quoted ?? bare));
    return encodeURIComponent(field?.values[row] ?? '');
  }).replace(/\$\{__url_time_range\}/g, `from=${encodeURIComponent(query().get('from') ?? dashboard.time.from)}&to=${encodeURIComponent(query().get('to') ?? dashboard.time.to)}`)
    .replace(/\$\{(\w+):queryparam\}/g, (_, name) => (values.get(name) ?? []).map(value => `var-${name}=${encodeURIComponent(value)}`).join('&'))
    .replace(/\$\{(\w+)(?::\w+)?\}/g, (_, name) => encodeURIComponent((values.get(name) ?? []).join(',')));
  // Only pages of this server and plain web links: a value can never become a script.
  return /^(\/|https?:\/\/)/.test(encoded) ? encoded : '#';
};

// What is as high as its rows on a phone, where nothing stands beside it.
const FITTING = new Set(['table', 'text', 'bargauge', 'row']);

function layout(narrow) {
  const grid = el('div', {class: 'grid'});
  const cells = new Map();
  const panels = [...dashboard.panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
  const isSmall = panel => panel?.type === 'stat' && panel.gridPos.w <= 8;
  let paired = 0;
  for (const [i, panel] of panels.entries()) {
    const {x, y, w, h} = panel.gridPos;
    const wide = {gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}`};
    const small = isSmall(panel);
    paired = small ? paired + 1 : 0;
    // The last of an odd number of figures gets the whole line.
    const half = small && (paired % 2 === 0 || isSmall(panels[i + 1]));
    const high = `${small ? 104 : Math.max(200, Math.min(h * 32, 420))}px`;
    const slim = {gridColumn: half ? 'span 1' : '1 / -1', ...(FITTING.has(panel.type) ? {height: 'auto', maxHeight: readAsCards(panel, narrow) ? 'none' : '440px'} : {height: high})};
    if (panel.type === 'row') {
      grid.append(el('h2', {class: 'row', style: narrow ? slim : wide}, translate(panel.title)));
      continue;
    }
    const body = el('div', {class: `body ${panel.type}`});
    const legend = el('div', {class: 'legend'});
    const cell = el('section', {class: 'panel', style: narrow ? slim : wide, 'data-panel': panel.id, 'data-state': 'loading'},
      panel.title ? el('h3', {title: translate(panel.description ?? '')}, translate(panel.title), panel.description ? el('i', {class: 'hint', 'aria-label': translate(panel.description)}, 'i') : null) : null, body, legend);
    cells.set(panel.id, {cell, body, legend});
    grid.append(cell);
  }
  return {grid, cells};
}

let cells;

async function dashboardPage(mine) {
  const id = uid();
  if (dashboard?.uid !== id) {
    dashboard = (await fetchJson(`/api/dashboards/${encodeURIComponent(id)}`)).dashboard;
  }
  if (mine !== turn) return;
  document.title = `${translate(dashboard.title)} – ${translate('สว่าง · Sawang')}`;
  await load(true);
}

// What a printed sheet is about, where the bar with its choices is left out.
const sheetTitle = resolved => el('h1', {class: 'sheet-title'}, [dashboard.title, ...resolved.filter(one => !one.all && dashboard.templating.list.find(spec => spec.name === one.name).type === 'query')
  .map(one => one.options.find(option => option.value === one.values[0])?.text ?? '')].filter(text => text).map(text => translateValue(text)).join(' – '));

let running;

// Runs every query again; the old picture stays until the new one is there.
async function load(fresh = false) {
  const mine = fresh ? turn : ++turn;
  clearTimeout(timer);
  running?.abort();
  running = new AbortController();
  const {signal} = running;
  const base = `/api/dashboards/${encodeURIComponent(dashboard.uid)}`;
  const given = query();
  for (const key of ['lang', 'refresh', 'theme']) given.delete(key);
  let resolved;
  try {
    resolved = (await fetchJson(`${base}/variables?${given}`, signal)).variables;
  } catch (problem) {
    if (signal.aborted) return;
    bar([]);
    clear();
    document.getElementById('page').replaceChildren(el('p', {class: 'trouble'}, problem.message));
    again(mine);
    return;
  }
  if (mine !== turn) return;
  bar(resolved);
  const narrow = innerWidth < 760;
  const values = new Map(resolved.map(one => [one.name, one.values]));
  const params = new URLSearchParams();
  for (const key of ['from', 'to']) if (given.has(key)) params.set(key, given.get(key));
  for (const one of resolved) {
    if (one.all) params.append(`var-${one.name}`, '$__all');
    else for (const value of one.values) params.append(`var-${one.name}`, value);
  }
  const view = {...period(), narrow, values, go, onDispose: dispose => disposers.push(dispose)};
  view.link = linkFor(values, view);
  if (fresh || !cells) {
    const made = layout(narrow);
    clear();
    document.getElementById('page').className = narrow ? 'narrow' : '';
    document.getElementById('page').replaceChildren(sheetTitle(resolved), made.grid);
    cells = made.cells;
  }
  try {
    view.annotations = (await fetchJson(`${base}/annotations?${params}`, signal)).annotations.map(marks);
  } catch (problem) {
    if (signal.aborted) return;
    // The panels are worth showing without their marks.
    console.error('annotations', problem);
    view.annotations = [];
  }
  const old = disposers;
  disposers = [];
  for (const dispose of old) dispose();
  await Promise.all(dashboard.panels.filter(panel => cells.has(panel.id)).map(panel => draw(panel, base, params, view, signal, mine)));
  if (mine !== turn) return;
  document.getElementById('foot').replaceChildren(
    el('span', {}, `${translate('อัปเดต · Updated')} ${dateTime(Date.now())} (${zoneId()})`),
    el('span', {}, translate('แสดงโดยเซิร์ฟเวอร์ในตัวของสว่าง (ไม่พบ Grafana) จากไฟล์แดชบอร์ดชุดเดียวกัน · Shown by Sawang’s own server (no Grafana here) from the same dashboard files')));
  document.documentElement.dataset.ready = 'true';
  again(mine);
}

const marks = annotation => {
  const column = name => annotation.frame.fields.find(field => field.name === name)?.values ?? [];
  const texts = column('text');
  return {color: annotation.color, marks: column('time').map((time, row) => ({time, text: translate(String(texts[row] ?? annotation.name))})).filter(mark => mark.time !== null)};
};

async function draw(panel, base, params, view, signal, mine) {
  const {cell, body, legend} = cells.get(panel.id);
  const finish = (state, ...content) => {
    cell.dataset.state = state;
    if (content.length) {
      body.className = `body ${panel.type}`;
      body.replaceChildren(...content);
      legend.replaceChildren();
    }
  };
  try {
    let frames = [];
    if (panel.targets?.length) {
      const asked = new URLSearchParams(params);
      asked.set('points', Math.max(50, Math.round(body.clientWidth / (panel.type === 'timeseries' ? 3 : 1)) || 300));
      frames = (await fetchJson(`${base}/panels/${panel.id}?${asked}`, signal)).frames;
    }
    if (mine !== turn) return;
    body.className = `body ${panel.type}`;
    body.replaceChildren();
    legend.replaceChildren();
    if (!hasData(panel, frames)) {
      finish('empty', el('p', {class: 'empty'}, translate(panel.fieldConfig?.defaults?.noValue ?? EMPTY)));
      return;
    }
    const words = DRAWERS[panel.type](body, panel, frames, view);
    legend.replaceChildren(...(words ?? []).map(word => el('span', {}, el('i', {style: {background: word.tint}}), word.text)));
    if (frames.some(frame => frame.truncated)) legend.append(el('span', {class: 'cut'}, translate('ตัดให้สั้น: เลือกช่วงเวลาที่สั้นลง · Cut off: choose a shorter period')));
    finish('drawn');
  } catch (problem) {
    if (signal.aborted) return;
    if (!(problem instanceof Error) || problem instanceof TypeError) console.error(`panel ${panel.id}`, problem);
    finish('failed', el('p', {class: 'trouble'}, problem.message));
  }
}

function again(mine) {
  const every = query().get('refresh') ?? dashboard.refresh ?? '';
  const match = every.match(/^(\d+)(s|m|h)$/);
  if (match) timer = setTimeout(() => { if (mine === turn) load(); }, match[1] * {s: 1e3, m: 6e4, h: 36e5}[match[2]]);
}

async function show() {
  const mine = ++turn;
  clearTimeout(timer);
  delete document.documentElement.dataset.ready;
  const asked = query().get('lang');
  let remembered;
  try { remembered = localStorage.getItem('sawang.language'); } catch { remembered = null; }
  setLanguage(asked ?? (document.documentElement.dataset.started ? currentLanguage() : remembered ?? 'th'));
  document.documentElement.dataset.started = 'true';
  try {
    home ??= await fetchJson('/api/home');
    setZone(home.timeZone);
    if (mine !== turn) return;
    if (uid()) await dashboardPage(mine);
    else {
      clear();
      homePage();
      document.documentElement.dataset.ready = 'true';
    }
  } catch (problem) {
    document.getElementById('page').replaceChildren(el('p', {class: 'trouble'}, problem.message));
    home = undefined;
    timer = setTimeout(show, 5000);
  }
}

addEventListener('popstate', show);
document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="/"]');
  // Steps are another server's pages.
  if (!link || link.pathname.startsWith('/steps/') || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(link.getAttribute('href'));
  scrollTo(0, 0);
});
let lastNarrow = innerWidth < 760;
let resized;
// When the size has settled: a turning phone and a printing window pass through others.
addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(() => {
    if (lastNarrow !== (innerWidth < 760)) {
      lastNarrow = !lastNarrow;
      show();
    }
  }, 200);
});
show();
