import type { IncomingHttpHeaders } from 'node:http';
import { BadUserInputError, ForbiddenError, UnauthenticatedError } from '../shared/errors/errors.js';
import type { ApiKeyService } from './api-keys.service.js';
import { hasPermission, type Scope, type Viewer } from './scope.js';

export interface RequestAccess {
  viewer: Viewer | null;
  perspective: 'published' | 'preview';
}

/**
 * Authenticates a request by `Authorization: Bearer <key>` and reads its `x-perspective`. Throws
 * UnauthenticatedError for an invalid key, ForbiddenError for a preview without the `preview` scope,
 * BadUserInputError for an unknown perspective.
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
    throw new BadUserInputError('The header x-perspective must be published or preview.');
  }
  if (perspective === 'preview' && !hasPermission(viewer, 'preview')) throw new ForbiddenError('preview');
  return { viewer, perspective };
}

/** Returns true if a request comes with a key that has the scope; for routes outside the GraphQL API. */
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

/**
 * Parses the `idempotency-key` header, which identifies a retried mutation. Throws BadUserInputError if it is
 * empty or longer than 255 characters.
 */
export function parseIdempotencyKey(headers: IncomingHttpHeaders): string | null {
  const header = headers['idempotency-key'];
  if (header === undefined) return null;
  const token = String(header).trim();
  if (token.length >= 1 && token.length <= 255) return token;
  throw new BadUserInputError(
    'The header idempotency-key must have 1 to 255 characters. Use a new key for each write.',
  );
}
