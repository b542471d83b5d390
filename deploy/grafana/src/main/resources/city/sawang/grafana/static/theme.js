// Before anything is drawn, so that a wall screen never flashes white at night.
try {
  const kept = localStorage.getItem('sawang.theme');
  const asked = new URLSearchParams(location.search).get('theme');
  document.documentElement.dataset.theme = asked || kept || 'dark';
} catch (blocked) {
  document.documentElement.dataset.theme = 'dark';
}
