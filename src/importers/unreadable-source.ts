import { PlainError } from '../shared/plain-error.js';
/** Nothing can be imported from there; the message is for the person at the terminal. */
export class UnreadableSource extends PlainError {
  override readonly name = 'UnreadableSource';
}
