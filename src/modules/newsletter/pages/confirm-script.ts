/**
 * Script that submits the confirmation form once the page is visible and a pointer, touch or key event
 * occurs. Mail scanners that run scripts cause neither.
 */
export const CONFIRM_SCRIPT = `'use strict';
const form = document.querySelector('form[data-by-itself]');
const signals = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'wheel'];
let isHuman = false;
let isSent = false;
function confirmWhenSeen() {
  if (!isHuman || isSent || document.visibilityState !== 'visible') return;
  isSent = true;
  form.requestSubmit();
}
function notice(event) {
  if (!event.isTrusted) return;
  isHuman = true;
  confirmWhenSeen();
}
if (form) {
  form.addEventListener('submit', () => { isSent = true; });
  document.addEventListener('visibilitychange', confirmWhenSeen);
  for (const signal of signals) document.addEventListener(signal, notice, { passive: true });
}
`;
