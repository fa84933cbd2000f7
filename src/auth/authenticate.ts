import type { IncomingHttpHeaders } from 'node:http';
import { BadUserInputError, ForbiddenError, UnauthenticatedError } from '../shared/errors/errors.js';
import type { ApiKeyService } from './api-keys.service.js';
import { hasPermission, type Scope, type Viewer } from './scope.js';

export interface RequestAccess {
  viewer: Viewer | null;
  perspective: 'published' | 'preview';
}

/**
 * Who makes a request, by `Authorization: Bearer <key>`, and what it is to see, by `x-perspective`. Throws
 * Unauthenticated for a key that is none of ours, Forbidden for a preview without a key that may.
 */
export async function authenticateRequest(
  headers: IncomingHttpHeaders,
  apiKeys: ApiKeyService,
): Promise<RequestAccess> {
  const viewer = await findViewer(headers, apiKeys);
  if (headers.authorization !== undefined && !viewer)
    throw new UnauthenticatedError(parseBearerToken(headers) !== null);
  const perspective = headers['x-perspective'] ?? 'published';
  if (perspective !== 'published' && perspective !== 'preview') {
    throw new BadUserInputError('x-perspective takes published or preview.');
  }
  if (perspective === 'preview' && !hasPermission(viewer, 'preview')) throw new ForbiddenError('preview');
  return { viewer, perspective };
}

/** Whether a request outside the graph comes with a key that has a scope. */
export async function hasScope(
  headers: IncomingHttpHeaders,
  apiKeys: ApiKeyService,
  scope: Scope,
): Promise<boolean> {
  return hasPermission(await findViewer(headers, apiKeys), scope);
}

async function findViewer(headers: IncomingHttpHeaders, apiKeys: ApiKeyService): Promise<Viewer | null> {
  const key = parseBearerToken(headers);
  return key === null ? null : await apiKeys.authenticate(key);
}

function parseBearerToken({ authorization }: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** The token by which a retried mutation is known: header `idempotency-key`. Throws BadUserInput when too long. */
export function parseIdempotencyKey(headers: IncomingHttpHeaders): string | null {
  const header = headers['idempotency-key'];
  if (header === undefined) return null;
  const token = String(header).trim();
  if (token.length >= 1 && token.length <= 255) return token;
  throw new BadUserInputError('idempotency-key takes 1 to 255 characters, new for each write.');
}
