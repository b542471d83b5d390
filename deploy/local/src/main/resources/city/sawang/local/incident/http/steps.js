// Shows the incident that the address names, and sends the step that a person takes. Texts reach the page as text only.
const TEXTS = {
  th: {
    title: 'สว่าง · ลงขั้นตอน', other: 'English', who: 'ชื่อผู้ลงขั้นตอน', why: 'หมายเหตุ หรือสิ่งที่ซ่อม', assignee: 'มอบให้ (ทีมหรือชื่อ)', until: 'พักไว้จนถึง (ไม่เกิน 30 วัน)',
    history: 'เกิดอะไรขึ้นเมื่อไร', verified: 'ไม่มีปุ่ม “ยืนยัน”: ระบบยืนยันเองเมื่อค่าจากโคมแสดงว่าหายแล้ว', where: 'ที่ไหน', since: 'ตั้งแต่', dark: 'โคม-ชั่วโมงที่มืด', turn: 'ถึงคิวของ', given: 'มอบให้', shelved: 'พักไว้ถึง', planned: 'งานตามแผนถึง', ended: 'จบเมื่อ',
    states: {OPEN: '✕ ยังไม่มีคนรับ', ACKNOWLEDGED: '◇ รับทราบแล้ว', IN_PROGRESS: '▲ กำลังซ่อม', RESOLVED: '○ จบแล้ว รอยืนยัน', VERIFIED: '● ยืนยันแล้วว่าหาย'},
    steps: {ACKNOWLEDGE: 'รับทราบ', ASSIGN: 'มอบหมาย', RESOLVE: 'แจ้งว่าซ่อมแล้ว', COMMENT: 'บันทึกหมายเหตุ', SHELVE: 'พักไว้'},
    telemetry: {RAISED: 'ระบบพบเหตุ', REOPENED: 'พบอีกครั้ง', CLEARED: 'ค่าจากโคมกลับปกติ', VERIFIED: 'ยืนยันแล้วว่าหาย', RETRACTED: 'ถอนออก: ข้อมูลที่มาช้าแสดงว่าไม่เคยเกิด'},
    turns: {CREW: 'ทีมซ่อม', DISTRIBUTOR: 'การไฟฟ้า (กฟภ./กฟน.)', PLATFORM: 'ผู้ดูแลระบบ', NOBODY: 'ไม่มีใคร: งานตามแผน'},
    scopes: {LAMP: 'โคม', CONTROLLER: 'ตัวควบคุม', METER: 'มิเตอร์', FEEDER: 'วงจร', GATEWAY: 'เกตเวย์', CITY: 'ทั้งเมือง'},
    problems: {401: 'ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง', 403: 'ชื่อผู้ใช้นี้ไม่มีสิทธิ์ลงขั้นตอนในเมืองนี้', 404: 'ไม่พบเหตุนี้ในเมืองของคุณ', 410: 'ถอนเหตุนี้ออกแล้ว: ข้อมูลที่มาช้าแสดงว่าไม่เคยเกิดขึ้น', 409: 'เหตุนี้เปลี่ยนขั้นตอนไปแล้ว หน้านี้แสดงค่าใหม่', 429: 'ลองรหัสผ่านผิดหลายครั้ง โปรดรอสักครู่', 503: 'ฐานข้อมูลไม่ตอบ โปรดลองอีกครั้ง'},
    offline: 'ส่งไม่ได้ ไม่มีสัญญาณ โปรดลองอีกครั้ง', sent: 'ยังไม่ได้บันทึก: ', need: {who: 'โปรดใส่ชื่อผู้ลงขั้นตอน', why: 'โปรดใส่หมายเหตุ', assignee: 'โปรดใส่ว่ามอบให้ใคร', until: 'โปรดเลือกเวลาที่พักไว้ถึง'},
  },
  en: {
    title: 'Sawang · take a step', other: 'ไทย', who: 'Your name', why: 'Remark, or what was repaired', assignee: 'Given to (crew or name)', until: 'Put aside until (30 days at most)',
    history: 'What happened when', verified: 'There is no button “verified”: the platform verifies by itself when the lamp’s telemetry shows the repair', where: 'Where', since: 'Since', dark: 'Dark lamp-hours', turn: 'Whose turn', given: 'Given to', shelved: 'Put aside until', planned: 'Planned work until', ended: 'Ended',
    states: {OPEN: '✕ Open', ACKNOWLEDGED: '◇ Acknowledged', IN_PROGRESS: '▲ In progress', RESOLVED: '○ Resolved, not verified', VERIFIED: '● Verified'},
    steps: {ACKNOWLEDGE: 'Acknowledge', ASSIGN: 'Assign', RESOLVE: 'Repaired', COMMENT: 'Add a remark', SHELVE: 'Put aside'},
    telemetry: {RAISED: 'Telemetry shows the fault', REOPENED: 'Shown again', CLEARED: 'Telemetry is back to normal', VERIFIED: 'Repair verified', RETRACTED: 'Taken back: late readings show that it never was'},
    turns: {CREW: 'Crew', DISTRIBUTOR: 'Distributor (PEA, MEA)', PLATFORM: 'Platform', NOBODY: 'Nobody: planned'},
    scopes: {LAMP: 'Lamp', CONTROLLER: 'Controller', METER: 'Meter', FEEDER: 'Circuit', GATEWAY: 'Gateway', CITY: 'Whole city'},
    problems: {401: 'No such login, or another password', 403: 'This login may not take steps in this city', 404: 'No such incident in your cities', 410: 'This incident was taken back: readings that came late show that it never was', 409: 'The incident has moved on meanwhile; this page shows it as it is now', 429: 'Too many wrong passwords: wait a little', 503: 'The database does not answer: try again'},
    offline: 'Could not be sent, there is no connection: try again', sent: 'Not recorded: ', need: {who: 'Your name is missing', why: 'A remark is missing', assignee: 'Whom it is given to is missing', until: 'Until when is missing'},
  },
};

// From which states a step may be taken, and what it needs; the database decides (CONTRACT.md#incidents).
const UNDER_WAY = ['OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS'];
const STEPS = {
  ACKNOWLEDGE: {from: ['OPEN'], needs: []},
  ASSIGN: {from: [...UNDER_WAY, 'RESOLVED'], needs: ['assignee']},
  RESOLVE: {from: UNDER_WAY, needs: ['why']},
  COMMENT: {from: [...UNDER_WAY, 'RESOLVED', 'VERIFIED'], needs: ['why']},
  SHELVE: {from: UNDER_WAY, needs: ['why', 'until']},
};
const NEXT = {OPEN: 'ACKNOWLEDGE', ACKNOWLEDGED: 'ASSIGN', IN_PROGRESS: 'RESOLVE'};

const asked = new URLSearchParams(location.search).get('lang');
const language = asked === 'th' || asked === 'en' ? asked : navigator.language.startsWith('en') ? 'en' : 'th';
const texts = TEXTS[language];
const api = `/api${location.pathname}`;
const by = id => document.getElementById(id);
const form = by('step');

function el(name, text, attributes = {}) {
  const node = document.createElement(name);
  if (text !== null && text !== undefined) node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const clock = text => new Intl.DateTimeFormat(language === 'th' ? 'th-TH-u-ca-buddhist' : 'en-GB', {dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Bangkok'}).format(new Date(text));

function trouble(message) {
  by('trouble').textContent = message;
  by('trouble').hidden = !message;
  if (message) by('trouble').scrollIntoView({block: 'nearest'});
}

function show(incident) {
  by('incident').hidden = false;
  by('state').textContent = texts.states[incident.state] ?? incident.state;
  by('state').dataset.state = incident.state;
  by('cause').textContent = (language === 'th' ? incident.cause_th : incident.cause_en) ?? incident.code;
  document.title = `${incident.subject_id} · ${texts.title}`;
  const facts = [
    ['where', `${texts.scopes[incident.scope] ?? incident.scope} ${incident.subject_id}`],
    ['since', clock(incident.opened_at)],
    ['ended', incident.cleared_at && clock(incident.cleared_at)],
    ['dark', incident.dark_lamp_hours > 0 ? Number(incident.dark_lamp_hours).toLocaleString(language, {maximumFractionDigits: 1}) : null],
    ['turn', incident.turn && (texts.turns[incident.turn] ?? incident.turn)],
    ['given', incident.assignee],
    ['shelved', incident.shelved_until && clock(incident.shelved_until)],
    ['planned', incident.planned_until && clock(incident.planned_until)],
  ].filter(([, value]) => value);
  by('facts').replaceChildren(...facts.flatMap(([name, value]) => [el('dt', texts[name]), el('dd', value)]));
  by('buttons').replaceChildren(...Object.entries(STEPS).filter(([, step]) => step.from.includes(incident.state)).map(([name]) => {
    const button = el('button', texts.steps[name], {type: 'button', 'data-step': name, class: NEXT[incident.state] === name ? 'next' : ''});
    button.addEventListener('click', () => take(name));
    return button;
  }));
  // A field that no possible step needs would only stand in the way.
  for (const [field, name] of [['assignee', 'ASSIGN'], ['until', 'SHELVE']]) form.elements[field].closest('label').hidden = !STEPS[name].from.includes(incident.state);
  by('history').replaceChildren(...[...incident.history].reverse().map(taken => {
    const item = el('li');
    const words = taken.who ? texts.steps[taken.step] ?? taken.step : texts.telemetry[taken.step] ?? taken.step;
    item.append(el('time', clock(taken.at), {datetime: taken.at}), [words, taken.assignee, taken.who && `(${taken.who})`, taken.why].filter(Boolean).join(' · '));
    return item;
  }));
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(texts.problems[response.status] ?? body.error ?? `HTTP ${response.status}`), {status: response.status});
  return body;
}

async function load() {
  show(await answer(await fetch(api, {cache: 'no-store'})));
}

async function take(name) {
  const values = Object.fromEntries(new FormData(form));
  const missing = ['who', ...STEPS[name].needs].find(field => !values[field].trim());
  if (missing) {
    trouble(texts.need[missing]);
    form.elements[missing].focus();
    return;
  }
  const step = {step: name, who: values.who.trim()};
  if (values.why.trim()) step.why = values.why.trim();
  if (STEPS[name].needs.includes('assignee')) step.assignee = values.assignee.trim();
  // A phone's own clock may be set to another zone: what is chosen is the cities' time.
  if (STEPS[name].needs.includes('until')) step.until = `${values.until}+07:00`;
  const buttons = [...by('buttons').children];
  buttons.forEach(button => { button.disabled = true; });
  try {
    await answer(await fetch(`${api}/steps`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(step)}));
    localStorage.setItem('sawang-who', step.who);
    form.elements.why.value = '';
    trouble('');
    await load();
  } catch (problem) {
    trouble(texts.sent + (problem.status ? problem.message : texts.offline));
    buttons.forEach(button => { button.disabled = false; });
    if (problem.status === 409) await load().catch(() => {});
  }
}

document.documentElement.lang = language;
document.querySelectorAll('[data-text]').forEach(node => { node.textContent = texts[node.dataset.text]; });
by('language').textContent = texts.other;
by('language').href = `?lang=${language === 'th' ? 'en' : 'th'}`;
form.elements.who.value = localStorage.getItem('sawang-who') ?? '';
form.addEventListener('submit', event => event.preventDefault());
load().catch(problem => trouble(problem.status ? problem.message : texts.offline));
