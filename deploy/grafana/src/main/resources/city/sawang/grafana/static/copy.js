import {el} from './dom.js';
import {translate} from './language.js';

// A text to send elsewhere, e.g. to the crew's LINE group. Where the browser gives no clipboard (plain HTTP in a network), it is shown selected.
export function copyButton(text, what) {
  const label = () => `${translate('คัดลอก · Copy')}${what ? ` ${what}` : ''}`;
  const button = el('button', {class: 'plain copy', title: text, onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = translate('คัดลอกแล้ว ✓ · Copied ✓');
      setTimeout(() => { button.textContent = label(); }, 2500);
    } catch {
      show(text);
    }
  }}, label());
  return button;
}

function show(text) {
  const area = el('textarea', {readonly: true, rows: Math.min(14, text.split('\n').length + 1), 'aria-label': translate('ข้อความ · Text')});
  area.value = text;
  const dialog = el('dialog', {class: 'message', onclose: () => dialog.remove()}, area,
    el('button', {class: 'plain', onclick: () => dialog.close()}, translate('ปิด · Close')));
  document.body.append(dialog);
  dialog.showModal();
  area.select();
}
