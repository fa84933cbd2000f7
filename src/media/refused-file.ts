import { UserFacingError } from '../shared/errors/user-facing-error.js';

/**
 * Thrown for bytes that the media library does not accept. The message gives the reason and the accepted
 * types.
 */
export class RefusedFileError extends UserFacingError {
  override readonly name = 'RefusedFileError';
}
