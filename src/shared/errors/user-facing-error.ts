/** An error that the terminal shows as its message alone, without a stack. */
export class UserFacingError extends Error {}
