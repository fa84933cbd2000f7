import { mayBePublicHost } from '../../shared/net/public-address.js';

const MAX_LENGTH = 2_000;

/**
 * Returns the error in a webhook's URL; null if none is evident. WebhookSender checks the name's addresses
 * each time it sends.
 */
export function findTargetError(url: string, allowPrivate: boolean): string | null {
  if (url.length > MAX_LENGTH) return `The URL must have at most ${MAX_LENGTH} characters.`;
  if (!URL.canParse(url)) return 'The URL must be absolute, e.g. https://www.example.com/hooks/dateline.';
  const { protocol, username, password, hash, hostname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return 'The URL must begin with https or http.';
  if (username || password) return 'The URL must not contain a user name or password. Deliveries are signed.';
  if (hash) return 'The URL must not contain a fragment (#), which is never sent.';
  return !allowPrivate && !mayBePublicHost(hostname) ? PRIVATE_ADDRESS_MESSAGE : null;
}

/** Message that tells operators how to allow private addresses. */
export const PRIVATE_ADDRESS_MESSAGE =
  'The address is private. Set WEBHOOK_ALLOW_PRIVATE=true to allow private addresses.';
