import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SHOW_COST } from '../cost.js';
import { mediaTypeFor } from '../media-types.js';
import type { Answered, Answers } from './answers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request asks, byte by byte; null when the answer is nobody else's to see. */
    answerName: string | null;
    /** The answer, if it is known already: the body is not parsed then. */
    knownAnswer: Answered | null;
  }
}

/**
 * Gives requests a name: all that the answer to someone without a key depends on, byte by byte. What is asked again
 * is answered without being parsed; what operation it is, is known since it was (execution/operation-key.ts).
 */
export function nameAnswers(app: FastifyInstance, answers: Answers): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.decorateRequest('answerName', null);
  app.decorateRequest('knownAnswer', null);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.method !== 'POST') look(answers, request, request.url);
    done();
  });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    look(answers, request, body as string);
    if (request.knownAnswer) done(null, undefined);
    else void parseJson(request, body as string, done); // calls done
  });
}

/** With one of these an answer is nobody else's. */
const UNSHARED = ['authorization', 'x-perspective', SHOW_COST];

function look(answers: Answers, request: FastifyRequest, question: string): void {
  if (!isShared(request.headers)) return;
  request.answerName = nameOf(request, question);
  request.knownAnswer = answers.findAgain(request.answerName);
}

/** Whether an answer is the same for all who ask alike. */
export function isShared(headers: IncomingHttpHeaders): boolean {
  return UNSHARED.every((name) => headers[name] === undefined);
}

/** What CSRF prevention looks at beside the method (see graph-route.ts): whether it is there, and what it says. */
const LOOKED_FOR = ['apollo-require-preflight', 'x-apollo-operation-name', 'sec-fetch-site', 'cookie'];

/** `question` is the body of a POST, the address of a GET. */
export function nameOf(
  request: { method?: string | undefined; headers: IncomingHttpHeaders },
  question: string,
): string {
  const { method, headers } = request;
  const mediaType = mediaTypeFor(headers.accept);
  const signs = LOOKED_FOR.map((name) => (headers[name] ? 1 : 0)).join('');
  return `${method}\n${mediaType}\n${headers['content-type']}\n${signs}\n${question}`;
}
