/** An error whose message tells the person at the terminal all that they need to know. */
export class UserFacingError extends Error {}
