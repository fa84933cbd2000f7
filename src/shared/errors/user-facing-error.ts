/** An error whose message alone is shown in the terminal, without a stack. */
export class UserFacingError extends Error {}
