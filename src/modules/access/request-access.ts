import type { IncomingHttpHeaders } from 'node:http';
import { BadUserInput, Forbidden, Unauthenticated } from '../../shared/errors.js';
import type { ApiKeyService } from './api-keys.service.js';
import { mayUse, type Scope, type Viewer } from './scope.js';

export interface RequestAccess {
  viewer: Viewer | null;
  perspective: 'published' | 'preview';
}

/**
 * Who makes a request, by `Authorization: Bearer <key>`, and what it is to see, by `x-perspective`. Throws
 * Unauthenticated for a key that is none of ours, Forbidden for a preview without a key that may.
 */
export async function accessOf(headers: IncomingHttpHeaders, keys: ApiKeyService): Promise<RequestAccess> {
  const viewer = await viewerOf(headers, keys);
  if (headers.authorization !== undefined && !viewer) throw new Unauthenticated(keyIn(headers) !== null);
  const perspective = headers['x-perspective'] ?? 'published';
  if (perspective !== 'published' && perspective !== 'preview') {
    throw new BadUserInput('x-perspective takes published or preview.');
  }
  if (perspective === 'preview' && !mayUse(viewer, 'preview')) throw new Forbidden('preview');
  return { viewer, perspective };
}

/** Whether a request outside the graph comes with a key that has a scope. */
export async function hasScope(
  headers: IncomingHttpHeaders,
  keys: ApiKeyService,
  scope: Scope,
): Promise<boolean> {
  return mayUse(await viewerOf(headers, keys), scope);
}

async function viewerOf(headers: IncomingHttpHeaders, keys: ApiKeyService): Promise<Viewer | null> {
  const key = keyIn(headers);
  return key === null ? null : await keys.identify(key);
}

function keyIn({ authorization }: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** The token by which a retried mutation is known: header `idempotency-key`. Throws BadUserInput when too long. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | null {
  const given = headers['idempotency-key'];
  if (given === undefined) return null;
  const token = String(given).trim();
  if (token.length >= 1 && token.length <= 255) return token;
  throw new BadUserInput('idempotency-key takes 1 to 255 characters, new for each write.');
}
