import { UserFacingError } from '../../shared/errors/user-facing-error.js';
/** Nothing can be imported from there; the message is for the person at the terminal. */
export class UnreadableSourceError extends UserFacingError {
  override readonly name = 'UnreadableSourceError';
}
