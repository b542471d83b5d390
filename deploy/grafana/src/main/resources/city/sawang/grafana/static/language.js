// Texts are written "ไทย · English", in the dashboards as here: Grafana shows both, this page the half that was chosen.
const SEPARATOR = ' · ';

let language = 'th';

export function setLanguage(chosen) {
  language = chosen === 'en' ? 'en' : 'th';
  document.documentElement.lang = language;
}

export function currentLanguage() {
  return language;
}

export function translate(text) {
  if (typeof text !== 'string') return '';
  const at = text.indexOf(SEPARATOR);
  if (at < 0) return text;
  return language === 'th' ? text.slice(0, at) : text.slice(at + SEPARATOR.length);
}

// For values from the database, such as the name of a city: only what is truly Thai before and not after is two languages.
export function translateValue(text) {
  const halves = text.split(SEPARATOR);
  const thai = /[\u0E00-\u0E7F]/;
  return halves.length === 2 && thai.test(halves[0]) && !thai.test(halves[1]) ? translate(text) : text;
}
