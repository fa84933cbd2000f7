import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import { DependencyTracker } from '../../cache/dependency-tracker.js';
import type { ResponseCacheResult } from '../../cache/response-cache.js';
import type { GraphErrorHandler } from '../../graphql/format-error.js';
import { negotiateMediaType } from '../../graphql/media-types.js';
import { describeOperation, toCachedResponse } from '../../graphql/operation-result.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { getRefusalHead } from '../error-handler.js';

/**
 * Creates the response to a refused request. Not through Apollo, since its error handling costs more than
 * many operations. Rethrows unexpected errors, which Fastify's handler logs and masks.
 */
export function createRefusal(
  { id, headers }: { id: string; headers: IncomingHttpHeaders },
  fault: unknown,
  { format, report }: GraphErrorHandler,
): ResponseCacheResult {
  if (!(fault instanceof GraphQLError)) throw fault;
  const error = format(fault.toJSON(), fault);
  const code = String(error.extensions?.code);
  if (code === ErrorCode.INTERNAL_SERVER_ERROR) report([fault], id);
  const { status, headers: errorHeaders } = getRefusalHead(fault.extensions.http, code);
  const refusal = {
    status,
    headers: { 'content-type': negotiateMediaType(headers.accept)!, ...errorHeaders },
    text: `${JSON.stringify({ errors: [error] })}\n`,
  };
  const outcome = { info: describeOperation(null, code) };
  return {
    response: toCachedResponse(refusal, { dependencies: new DependencyTracker(), outcome }),
    cacheStatus: 'BYPASS',
  };
}
