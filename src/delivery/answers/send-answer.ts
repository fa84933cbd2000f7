import type { FastifyReply, FastifyRequest } from 'fastify';
import { vary } from '../caching.js';
import { allowCaching, type PublicCaching, revalidate } from '../cdn/public-caching.js';
import type { Answer } from './answer-cache.js';
import type { Answered, Answers } from './answers.js';
import { debugged, isDebugging } from './debugged.js';
import { compress, type Encoding, encodingFor } from './encodings.js';
import { etagOf } from './etag.js';

/** Sends answers. */
export class AnswerSender {
  constructor(
    private readonly answers: Answers,
    private readonly caching: PublicCaching,
  ) {}

  /** Gives an answer of the graph, which tells where it comes from to who asks. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    answered: Answered,
  ): FastifyReply | Promise<FastifyReply> {
    return isDebugging(request)
      ? debugged(begin(reply, answered), answered)
      : this.give(request, reply, answered);
  }

  /** Answers, or says to who has the same already that nothing has changed. */
  give(
    request: FastifyRequest,
    reply: FastifyReply,
    answered: Answered,
  ): FastifyReply | Promise<FastifyReply> {
    const { answer, source, keptAs } = answered;
    begin(reply, answered);
    if (request.method !== 'POST' && source !== 'STALE' && answer.isReusable && request.answerName !== null) {
      if (keptAs === undefined) revalidate(reply);
      else allowCaching(reply, answer, this.caching);
    }
    if (keptAs === undefined) return finish(request, reply, answer, null);
    vary(reply, 'Accept-Encoding');
    const encoding = encodingFor(request.headers['accept-encoding'], answer.body.length);
    if (!encoding) return finish(request, reply, answer, null);
    const encoded = answer.encoded[encoding];
    reply.header('content-encoding', encoding);
    if (encoded) return finish(request, reply, answer, { encoding, body: encoded });
    return this.encode(keptAs, answer, encoding).then((body) =>
      finish(request, reply, answer, { encoding, body }),
    );
  }

  private async encode(name: string, answer: Answer, encoding: Encoding): Promise<Buffer> {
    const body = await compress(answer.body, encoding);
    this.answers.keepEncoded(name, answer, { [encoding]: body });
    return body;
  }
}

function begin(reply: FastifyReply, { answer, source }: Answered): FastifyReply {
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(answer.status).headers(answer.headers).header('x-cache', source);
}

function finish(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  encoded: { encoding: Encoding; body: Buffer } | null,
): FastifyReply {
  const body = encoded?.body ?? answer.body;
  // Only what others may keep can be asked for again.
  if (!reply.hasHeader('cache-control')) return reply.send(body);
  const etag = encoded ? `${etagOf(answer.body)}-${encoded.encoding}` : etagOf(answer.body);
  reply.header('etag', `"${etag}"`);
  const date = dateOf(reply);
  const { 'if-none-match': tags, 'if-modified-since': since } = request.headers;
  // The tag is what counts of the two (RFC 9110, section 13.2.2).
  const isKnown = tags === undefined ? isSince(since, date) : hasAlready(tags, `"${etag}"`);
  return isKnown ? reply.code(304).send() : reply.send(body);
}

/**
 * When an answer was made that says so. A date has no parts of a second: as long as that second goes on, another
 * answer could be made in it and have the same date, so that it is not told yet.
 */
function dateOf(reply: FastifyReply): number | null {
  const date = Date.parse(String(reply.getHeader('last-modified')));
  if (date + 1_000 <= Date.now()) return date;
  reply.removeHeader('last-modified');
  return null;
}

function isSince(since: string | undefined, date: number | null): boolean {
  return since !== undefined && date !== null && date <= Date.parse(since);
}

/** Proxies that change the coding of an answer weaken its validator: it names the same answer all the same. */
function hasAlready(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  return known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*');
}
