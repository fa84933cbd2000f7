/** Nothing can be imported from there; the message is for the person at the terminal. */
export class UnreadableSource extends Error {
  override readonly name = 'UnreadableSource';
}
