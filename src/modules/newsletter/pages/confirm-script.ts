/**
 * Presses the button of the confirmation page once a person is there: the page is seen, and a pointer, a finger or
 * a key has moved. Mail scanners that run scripts do neither.
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
