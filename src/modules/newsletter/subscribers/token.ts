import { createHash, randomBytes } from 'node:crypto';

/** Hours for which a confirmation link is valid. */
export const CONFIRM_HOURS = 48;

export interface Token {
  /** Token for a link; it is not stored. */
  token: string;
  hash: Uint8Array<ArrayBuffer>;
}

/** Creates a token of 256 random bits, so that a fast hash suffices. */
export function createToken(): Token {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
