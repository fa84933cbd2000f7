import { UserFacingError } from '../../shared/errors/user-facing-error.js';

/** Error for a URL or file that could not be read. The message is shown in the terminal. */
export class FetchError extends UserFacingError {
  override readonly name = 'FetchError';

  constructor(
    message: string,
    /** True if retrying is useless. */
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}
