// What a viewer did to a panel - how a table is sorted and how far it is scrolled, which part of a map is shown - outlives every refresh and a reload of the page.
// It belongs to this tab, this page and what is chosen on it: another city begins with its own view.
const STORE = 'sawang.views';
const MOST = 60;

let views;

function all() {
  if (!views) {
    try {
      views = new Map(JSON.parse(sessionStorage.getItem(STORE) ?? '[]'));
    } catch {
      // A private window: the views last as long as the page.
      views = new Map();
    }
  }
  return views;
}

function key(panel) {
  const chosen = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith('var-')).map(pair => pair.join('=')).sort();
  return [location.pathname, panel.id, ...chosen].join(' ');
}

export const kept = panel => all().get(key(panel)) ?? {};

// Merges; an undefined member is forgotten.
export function keep(panel, view) {
  const known = all();
  const merged = {...kept(panel), ...view};
  known.delete(key(panel));
  known.set(key(panel), merged);
  while (known.size > MOST) known.delete(known.keys().next().value);
  try {
    sessionStorage.setItem(STORE, JSON.stringify([...known]));
  } catch { /* as above */ }
}
