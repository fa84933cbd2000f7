import { mayBePublicHost } from '../../shared/net/public-address.js';

const MAX_LENGTH = 2_000;

/**
 * What is wrong with an address as a webhook's, in words; null when nothing is plain to see. Where its name
 * leads is looked at when something is sent there, each time: see WebhookSender.
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

/** What whoever looks after the gateway can do about it. */
export const PRIVATE_ADDRESS_MESSAGE =
  'This address is private. WEBHOOK_ALLOW_PRIVATE=true lets webhooks go there.';
