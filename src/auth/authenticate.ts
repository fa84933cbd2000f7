import type { IncomingHttpHeaders } from 'node:http';
import { BadUserInputError, ForbiddenError } from '../shared/errors/errors.js';
import type { Credentials } from './credentials.js';
import { hasPermission, type Viewer } from './scope.js';

export interface RequestAccess {
  viewer: Viewer | null;
  perspective: 'published' | 'preview';
}

/**
 * Authenticates a request by its `Authorization` header and reads its `x-perspective`. Throws as
 * Credentials.findViewer, ForbiddenError for a preview without the `preview` scope, BadUserInputError for an
 * unknown perspective.
 */
export async function authenticateRequest(
  headers: IncomingHttpHeaders,
  credentials: Credentials,
): Promise<RequestAccess> {
  const viewer = await credentials.findViewer(headers);
  const perspective = headers['x-perspective'] ?? 'published';
  if (perspective !== 'published' && perspective !== 'preview') {
    throw new BadUserInputError('The header x-perspective must be published or preview.');
  }
  if (perspective === 'preview' && !hasPermission(viewer, 'preview')) throw new ForbiddenError('preview');
  return { viewer, perspective };
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
