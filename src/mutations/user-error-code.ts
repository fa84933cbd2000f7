/** Machine-readable reason why a write was refused. */
export enum UserErrorCode {
  INVALID = 'INVALID',
  TAKEN = 'TAKEN',
  NOT_FOUND = 'NOT_FOUND',
  CONFLICT = 'CONFLICT',
  TOO_LONG = 'TOO_LONG',
  EXPIRED = 'EXPIRED',
  NOT_ALLOWED = 'NOT_ALLOWED',
  HOOK_FAILED = 'HOOK_FAILED',
}
