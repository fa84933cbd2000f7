import type { FastifyError } from 'fastify';
import plugin from 'fastify-plugin';
import { ErrorCode } from '../shared/errors.js';

/** Answers everything that goes wrong outside the graph in the graph's own form: JSON, with a code. */
export const answerErrors = plugin(async (app) => {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      request.log.error({ err: error }, 'request failed');
      return reply.code(500).send(failure(MASKED, ErrorCode.INTERNAL_SERVER_ERROR));
    }
    const code = status === 413 ? ErrorCode.PAYLOAD_TOO_LARGE : ErrorCode.BAD_REQUEST;
    return reply.code(status).send(failure(error.message, code));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(failure(`Nothing is at ${request.url.split('?', 1)[0]}.`, ErrorCode.BAD_REQUEST)),
  );
});

/** What a client learns of a fault of ours. */
export const MASKED =
  'Something went wrong on our side. The header x-request-id of this answer names it in the log.';

function failure(message: string, code: ErrorCode) {
  return { errors: [{ message, extensions: { code } }] };
}
