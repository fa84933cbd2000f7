import { createHash, randomBytes } from 'node:crypto';

export interface Token {
  /** Stands in a link, and is kept nowhere. */
  token: string;
  hash: Uint8Array<ArrayBuffer>;
}

/** 256 random bits, so that no slow hash is needed. */
export function createToken(): Token {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
