import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type Observer, preciseNow } from '../observing/observer.js';
import { REQUEST_ID, requestId } from '../requests.js';
import type { Answer } from './answer-cache.js';
import type { Answers } from './answers.js';
import { isShared, nameOf } from './asked.js';
import { isDebugging } from './debugged.js';
import { encodingFor } from './encodings.js';

export interface InFrontOptions {
  /** Of the graph. */
  path: string;
  answers: Answers;
  observer: Required<Observer>;
  /** Whose pages may ask: everyone's, or some, in whose answers the origin stands. Pages of some are not answered here. */
  origins: '*' | 'some';
  /** What pages of other origins may read. */
  exposedHeaders: string[];
}

/** Longest question that is read here, in bytes: what comes in one piece is known at once or handed on as it came. */
const LONGEST = 16_384;

/**
 * Answers what is in memory before Fastify sees it, which takes as long as to answer: questions by POST, the most
 * frequent there are, with the headers that the answer has by the long way. All else goes on untouched. Call it when
 * all routes are there.
 */
export function answerInFront(app: FastifyInstance, options: InFrontOptions): void {
  const { server } = app;
  const handlers = server.listeners('request') as ((...args: unknown[]) => void)[];
  const handOn = (request: IncomingMessage, response: ServerResponse) => {
    for (const handle of handlers) handle.call(server, request, response);
  };
  const constant = headersOfAll(options);
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isClosing || !mayBeKnown(request, options)) return handOn(request, response);
    const startedAt = preciseNow();
    request.once('readable', () => {
      const question: Buffer | null = request.read();
      const isWhole = question?.length === Number(request.headers['content-length']);
      const answer = isWhole ? known(request, question.toString(), options.answers) : null;
      if (answer) return give(request, response, answer, startedAt);
      // As if nobody had looked.
      if (question) request.unshift(question);
      handOn(request, response);
    });
  });

  function give(request: IncomingMessage, response: ServerResponse, known: Known, startedAt: number): void {
    const id = requestId(request);
    const { answer, encoding, body } = known;
    const headers = constant.concat(REQUEST_ID, id, 'content-length', String(body.length));
    for (const header in answer.headers) headers.push(header, answer.headers[header]!);
    if (encoding) headers.push('content-encoding', encoding);
    response.writeHead(200, headers);
    response.end(body);
    const ms = preciseNow() - startedAt;
    const { path, observer } = options;
    const { method = '' } = request;
    observer.request({ method, route: path, status: 200, ms });
    const traceparent = request.headers.traceparent as string | undefined;
    const { name, type, documentHash, outcome } = answer.operated;
    // Spelt out: to spread objects into one takes longer than all the rest.
    observer.operation({
      name,
      type,
      documentHash,
      outcome,
      requestId: id,
      transport: 'http',
      source: 'HIT',
      startedAt,
      ms,
      traceparent,
      statements: [],
      fields: [],
    });
    app.log.info({ requestId: id, method, path, status: 200, ms: Math.round(ms) }, 'answered');
  }
}

interface Known {
  answer: Answer;
  encoding: string | null;
  body: Buffer;
}

/** As the hooks of the long way set them. */
function headersOfAll({ origins, exposedHeaders }: InFrontOptions): string[] {
  const vary = 'Accept, Authorization, Accept-Encoding';
  return [
    ...['x-cache', 'HIT', 'cache-control', 'no-store'],
    ...['vary', origins === '*' ? vary : `Origin, ${vary}`],
    ...(origins === '*' ? ['access-control-allow-origin', '*'] : []),
    ...['access-control-expose-headers', exposedHeaders.join(', ')],
  ];
}

function mayBeKnown(request: IncomingMessage, { path, origins }: InFrontOptions): boolean {
  const { method, url, headers } = request;
  const length = Number(headers['content-length']);
  return (
    method === 'POST' &&
    url === path &&
    headers['content-type'] === 'application/json' &&
    length > 0 &&
    length <= LONGEST &&
    headers.expect === undefined &&
    (origins === '*' || headers.origin === undefined) &&
    headers.cookie === undefined &&
    isShared(headers) &&
    !isDebugging(request)
  );
}

/** Null when it is not in memory, or not in the form that the client takes. */
function known(request: IncomingMessage, question: string, answers: Answers): Known | null {
  const answer = answers.findAgain(nameOf(request, question))?.answer;
  if (answer?.status !== 200) return null;
  const encoding = encodingFor(request.headers['accept-encoding'] as string | undefined, answer.body.length);
  const body = encoding ? answer.encoded[encoding] : answer.body;
  return body ? { answer, encoding, body } : null;
}
