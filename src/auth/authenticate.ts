import type { IncomingHttpHeaders } from 'node:http';
import { PERSPECTIVES, type Perspective, type RequestPerspective } from '../database/read/read-client.js';
import { BadUserInputError, ForbiddenError } from '../shared/errors/errors.js';
import type { Credentials } from './credentials.js';
import type { PreviewLinkAccess } from './preview-link-tokens.js';
import { hasPermission, type Viewer } from './scope.js';

export interface RequestAccess {
  viewer: Viewer | null;
  perspective: RequestPerspective;
  /** The preview link of the request, if its credentials are those of one. */
  previewLink: PreviewLinkAccess | null;
}

/**
 * Authenticates a request by its `Authorization` header and reads its `x-perspective`. Throws as
 * Credentials.find, ForbiddenError for another perspective than `published` without its scope, BadUserInputError for an
 * unknown perspective.
 */
export async function authenticateRequest(
  headers: IncomingHttpHeaders,
  credentials: Credentials,
): Promise<RequestAccess> {
  const { viewer, previewLink } = await credentials.find(headers);
  const perspective = headers['x-perspective'] ?? 'published';
  if (!isPerspective(perspective)) {
    throw new BadUserInputError('The header x-perspective must be published, members or preview.');
  }
  if (perspective !== 'published' && !hasPermission(viewer, perspective))
    throw new ForbiddenError(perspective);
  return { viewer, perspective: previewLink ? `draft:${previewLink.id}` : perspective, previewLink };
}

function isPerspective(text: unknown): text is Perspective {
  return PERSPECTIVES.some((name) => name === text);
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
