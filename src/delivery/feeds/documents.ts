import type { FastifyInstance } from 'fastify';
import type { ReadSet } from '../../database/read-set.js';
import { isUnreachable, UNAVAILABLE } from '../../database/unreachable.js';
import { ErrorCode } from '../../shared/errors.js';
import { normalisePath } from '../../shared/paths.js';
import type { Answer } from '../answers/answer-cache.js';
import type { Answers } from '../answers/answers.js';
import { toAnswer } from '../answers/judged.js';
import { AnswerSender } from '../answers/send-answer.js';
import type { PublicCaching } from '../cdn/public-caching.js';
import { failure, refuse } from '../errors.js';
import { pathOf } from '../requests.js';

/** What there is at an address: a document, another address, or nothing. */
export type Found =
  | { type: string; text: string }
  /** Site-relative. */
  | { movedTo: string }
  | { missing: 'gone' | 'unknown'; advice?: string };

export interface DocumentsOptions {
  paths: string[];
  answers: Answers;
  caching: PublicCaching;
  /** What is at a path, and what that is made of. The path is in the one spelling of paths. */
  read(path: string): Promise<{ found: Found; reads: ReadSet }>;
  /** The database's time, by which all instances say when they have made something. */
  now(): Promise<Date>;
}

/**
 * Feeds and sitemaps: documents made of what is published, the same for everyone, from the memory that the graph's
 * answers come from, and dropped as they are by the changes that concern them.
 */
export async function documents(
  app: FastifyInstance,
  { paths, answers, caching, read, now }: DocumentsOptions,
) {
  const sender = new AnswerSender(answers, caching);
  app.decorateRequest('answerName', null);
  for (const url of paths) {
    app.get(url, { config: { isTheSameForEveryone: true } }, async (request, reply) => {
      // Without the query, and in one spelling, so that nobody fills the memory with one document.
      const path = normalisePath(pathOf(request));
      if (path === null) return refuse(reply, 404, NOTHING);
      const name = `document ${path}`;
      request.answerName = name;
      return sender.give(request, reply, await answers.answer({ name, key: null }, () => make(path)));
    });
  }

  async function make(path: string): Promise<Answer> {
    try {
      // Before anything is read: what has changed since then is not in it.
      const madeAt = await now();
      const { found, reads } = await read(path);
      return toAnswer(answerOf(found, madeAt), { reads, outcome: { is: 'read' } });
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      const text = JSON.stringify(failure(UNAVAILABLE, ErrorCode.SERVICE_UNAVAILABLE));
      return toAnswer({ status: 503, headers: { ...JSON_TYPE, 'retry-after': '1' }, text }, undefined);
    }
  }
}

const NOTHING = 'Nothing is here.';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function answerOf(found: Found, madeAt: Date) {
  if ('text' in found) {
    const { type, text } = found;
    const headers = {
      'content-type': type,
      'last-modified': madeAt.toUTCString(),
      'x-content-type-options': 'nosniff',
    };
    return { status: 200, headers, text };
  }
  if ('movedTo' in found) return { status: 301, headers: { location: found.movedTo }, text: '' };
  const { missing, advice } = found;
  const [status, message] = missing === 'gone' ? [410, 'What was here is gone.'] : [404, advice ?? NOTHING];
  return { status, headers: JSON_TYPE, text: JSON.stringify(failure(message, ErrorCode.BAD_REQUEST)) };
}
