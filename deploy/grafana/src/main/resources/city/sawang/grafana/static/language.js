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

export function say(text) {
  if (typeof text !== 'string') return '';
  const at = text.indexOf(SEPARATOR);
  if (at < 0) return text;
  return language === 'th' ? text.slice(0, at) : text.slice(at + SEPARATOR.length);
}
