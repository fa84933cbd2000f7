import { UserFacingError } from '../shared/errors/user-facing-error.js';

/** Thrown for bytes that the media library does not accept. The message says why and what is accepted. */
export class RefusedFileError extends UserFacingError {
  override readonly name = 'RefusedFileError';
}
