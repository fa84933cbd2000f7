import { mayBePublicHost } from '../../shared/net/public-address.js';

const MAX_LENGTH = 2_000;

/**
 * Returns what is wrong with a webhook's URL; null if nothing is evident. WebhookSender checks the name's
 * addresses each time it sends.
 */
export function findTargetError(url: string, allowPrivate: boolean): string | null {
  if (url.length > MAX_LENGTH) return `At most ${MAX_LENGTH} characters.`;
  if (!URL.canParse(url)) return 'Give a whole address, e.g. https://www.example.com/hooks/dateline.';
  const { protocol, username, password, hash, hostname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return 'Give an address that begins with https or http.';
  if (username || password) return 'Leave user and password out: deliveries are signed.';
  if (hash) return 'Leave out what follows the #: it is never sent.';
  return !allowPrivate && !mayBePublicHost(hostname) ? PRIVATE_ADDRESS_MESSAGE : null;
}

/** Message that tells operators how to allow private addresses. */
export const PRIVATE_ADDRESS_MESSAGE =
  'This address is private. WEBHOOK_ALLOW_PRIVATE=true lets webhooks go there.';
