import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header of Ghost's webhooks: `sha256=<hexadecimal>, t=<milliseconds>`. */
export const GHOST_SIGNATURE = 'x-ghost-signature';

/**
 * Returns true if a webhook of Ghost has signed the body with the secret: by HMAC with SHA-256 of the body and, since
 * Ghost 5.87, the time behind it. A copy of an old request only starts another sync, so that its age does not matter.
 */
export function isGhostSignature(header: string, body: Buffer, secret: string): boolean {
  const [, signature = '', time = ''] = /^sha256=([0-9a-f]{64})(?:, ?t=(\d{1,16}))?$/.exec(header) ?? [];
  const isSignedWith = (suffix: string) => {
    const expected = createHmac('sha256', secret).update(body).update(suffix).digest();
    return signature !== '' && timingSafeEqual(Buffer.from(signature, 'hex'), expected);
  };
  return isSignedWith(time) || isSignedWith('');
}
