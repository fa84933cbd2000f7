import { UserFacingError } from '../../shared/errors/user-facing-error.js';
/** Error for a source from which nothing can be imported. The message is shown in the terminal. */
export class UnreadableSourceError extends UserFacingError {
  override readonly name = 'UnreadableSourceError';
}
