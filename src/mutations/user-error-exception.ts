import { UserFacingError } from '../shared/errors/user-facing-error.js';
import type { UserError } from './mutation.type.js';
import { UserErrorCode } from './user-error-code.js';

/** Aborts a write with user errors, so that nothing is changed. */
export class UserErrorException extends UserFacingError {
  override name = 'UserErrorException';

  constructor(readonly userErrors: [UserError, ...UserError[]]) {
    super(userErrors.map(({ message }) => message).join(' '));
  }

  /** Returns the exception for an input that has the refused one as a field. */
  within(name: string): UserErrorException {
    const nest = (error: UserError): UserError => ({ ...error, field: [name, ...(error.field ?? [])] });
    const [first, ...others] = this.userErrors;
    return new UserErrorException([nest(first), ...others.map(nest)]);
  }
}

/**
 * Creates an exception with a single user error. `field` is the path to the value in the mutation's input.
 */
export function createUserErrorException(
  message: string,
  code = UserErrorCode.INVALID,
  field: string[] | null = null,
) {
  return new UserErrorException([{ message, code, field }]);
}
