import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { notingStatements } from '../database/statements.js';
import type { Answer, Question } from './answers/answer-cache.js';
import type { Answered, Answers } from './answers/answers.js';
import { nameAnswers } from './answers/asked.js';
import { toAnswer } from './answers/judged.js';
import { AnswerSender } from './answers/send-answer.js';
import { vary } from './caching.js';
import type { PublicCaching } from './cdn/public-caching.js';
import { withDocumentId, withDocumentIdInSearch } from './documents/document-id.js';
import { refuse } from './errors.js';
import { type Audience, type IdentifiedOperation, operationKey } from './execution/operation-key.js';
import type { Graph, GraphContext, OperationParams } from './graph.js';
import { mediaTypeFor } from './media-types.js';
import { noteRest, nothingNoted } from './observing/noting.js';
import type { Noted } from './observing/observer.js';
import { rateHeaders } from './rates/rate-limited.js';
import type { Standing } from './rates/window.js';
import { ReaderTurns } from './reader-turns.js';

export interface GraphRouteOptions<Context extends GraphContext> {
  path: string;
  graph: Graph<Context>;
  /** Counts a request and makes its context; throws a GraphQLError with a code to refuse it. */
  admit(request: FastifyRequest): Promise<{ context: Context; standing: Standing | null }>;
  answers: Answers;
  caching: PublicCaching;
  /** Whether to note what is asked of PostgreSQL. */
  notesStatements?: boolean;
  /** Called after a mutation, before its answer is sent. */
  written(): Promise<void>;
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft), by POST and GET. */
export async function graphRoute<Context extends GraphContext>(
  app: FastifyInstance,
  { path, graph, admit, answers, caching, notesStatements, written }: GraphRouteOptions<Context>,
) {
  const { apollo } = graph;
  const turns = new ReaderTurns();
  await apollo.start();
  nameAnswers(app, answers);
  const sender = new AnswerSender(answers, caching);
  app.addHook('onClose', () => apollo.stop());

  // Fastify reads text/plain too, which a page of another site may send without asking.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('*', (_request, _body, done) => done(new NoJson()));
  app.route({
    url: path,
    method: ['GET', 'POST'],
    onRequest: (_request, reply, done) => {
      vary(reply, 'Accept');
      // To someone with a key another answer is given, which no cache may keep.
      vary(reply, 'Authorization');
      done();
    },
    preHandler: refuseUnknownMediaType,
    handler: (request, reply) => {
      const question = request.knownAnswer ? null : questionOf(request);
      const known = request.knownAnswer ?? (question && answers.findOperation(question));
      if (!known) return answerAnew(request, reply, question);
      // Not counted: to refuse it would cost as much as to give it.
      const sent = answer(request, reply, known, nothingNoted());
      // A reply that is returned is waited for: needlessly, here.
      return sent instanceof Promise ? sent : undefined;
    },
  });

  /** What a request without credentials asks. By POST alone: of a GET Apollo asks whether another site sent it. */
  function questionOf(request: FastifyRequest): Question | null {
    const { method, body, answerName: name } = request;
    if (name === null) return null;
    const operation = method === 'POST' && isObject(body) ? graph.find(body) : null;
    return {
      name,
      key: operation && answerKey(request, operation, (body as OperationParams).variables, READER),
    };
  }

  async function answerAnew(request: FastifyRequest, reply: FastifyReply, question: Question | null) {
    const admission = await admit(request).catch((fault: unknown) => ({ fault }));
    const noted = nothingNoted();
    if ('fault' in admission) return answer(request, reply, await refused(request, admission.fault), noted);
    // How someone stands is nobody else's to see, and what is asked by GET may be kept for all.
    if (request.method === 'POST') reply.headers(rateHeaders(admission.standing));
    const mayWrite = request.method === 'POST' && isObject(request.body) && graph.mayWrite(request.body);
    const { context } = admission;
    const execution = () => execute(request, context, noted, question);
    const isOfEditor = mayWrite && Boolean(context.viewer);
    const run = () => (isOfEditor ? turns.write(execution) : turns.read(execution));
    // Services that write do not say themselves what they ask of PostgreSQL.
    const make = notesStatements && mayWrite ? () => notingStatements(noted.statements, run) : run;
    return answer(request, reply, await answers.answer(question, make, mayWrite), noted);
  }

  function answer(request: FastifyRequest, reply: FastifyReply, answered: Answered, noted: Noted) {
    const { name, type, documentHash, outcome } = answered.answer.operated;
    const { statements, fields } = noted;
    // Spelt out, as what is done for every request is: to spread objects into one takes ten times as long.
    request.answering = { name, type, documentHash, outcome, statements, fields, source: answered.source };
    return sender.send(request, reply, answered);
  }

  async function execute(
    request: FastifyRequest,
    context: Context,
    noted: Noted,
    question: Question | null,
  ): Promise<Answer> {
    const answer = (await askAgain(request, context)) ?? (await ask(request, async () => context));
    noteRest(noted, context);
    if (context.outcome.is === 'written') await written();
    return toAnswer(answer, context, question && (question.key ?? keyAfter(request, context)));
  }

  /** The key of an operation that was not known before it ran. */
  function keyAfter(request: FastifyRequest, context: Context): string | null {
    const { operation, variables, is } = context.outcome;
    return is === 'read' && operation ? answerKey(request, operation, variables, context) : null;
  }

  /** A refusal has its code and its answer; of anything else Apollo says too much, and the log nothing. */
  async function refused(request: FastifyRequest, fault: unknown): Promise<Answered> {
    if (!(fault instanceof GraphQLError)) throw fault;
    const answer = await ask(request, () => Promise.reject(fault));
    // Apollo calls every such refusal a fault of ours, unless the error brings its own status.
    const status = answer.status === 500 ? 400 : answer.status;
    return { answer: toAnswer({ ...answer, status }, undefined), source: 'BYPASS' };
  }

  /** By POST alone: of a GET Apollo asks whether another site sent it. */
  async function askAgain({ method, body, headers }: FastifyRequest, context: Context) {
    const again = method === 'POST' && isObject(body) ? await graph.answerAgain(body, context) : null;
    const contentType = { 'content-type': mediaTypeFor(headers.accept)! };
    return again && { status: 200, headers: contentType, text: `${JSON.stringify(again)}\n` };
  }

  async function ask(request: FastifyRequest, context: () => Promise<Context>) {
    const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApollo(request),
      context,
    });
    if (body.kind === 'chunked') throw new Error('Nothing asks for answers in parts.');
    return { status: status ?? 200, headers: Object.fromEntries(headers), text: body.string };
  }
}

/** For whom a request without credentials runs. */
const READER: Audience = { perspective: 'published', viewer: null };

/** The key of an answer: of its operation, in one of the media types. */
function answerKey(
  { headers }: FastifyRequest,
  operation: IdentifiedOperation,
  variables: OperationParams['variables'],
  audience: Audience,
): string | null {
  const key = operationKey(operation, variables, audience);
  return key && `${key} ${mediaTypeFor(headers.accept)}`;
}

class NoJson extends Error {
  readonly statusCode = 415;
  override message = 'Say what the body is: content-type: application/json.';
}

/** Before anything runs: what cannot be answered must not change anything. */
function refuseUnknownMediaType(request: FastifyRequest, reply: FastifyReply, done: () => void) {
  if (mediaTypeFor(request.headers.accept)) return done();
  refuse(reply, 406, 'Accept application/json or application/graphql-response+json.');
}

function toApollo(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, url, body } = request;
  const headers = new HeaderMap(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  if (isNobodysErrand(request)) headers.set('apollo-require-preflight', 'true');
  const query = url.indexOf('?');
  return {
    // HEAD is a GET whose body Fastify keeps to itself.
    method: method === 'HEAD' ? 'GET' : method,
    headers,
    search: query < 0 ? '' : withDocumentIdInSearch(url.slice(query)),
    body: isObject(body) ? withDocumentId(body) : body,
  };
}

/**
 * Apollo's CSRF prevention refuses a GET that a page of another site could have made its reader's browser
 * send. One with no cookie, no credentials and no sign of a browser is sent by curl or a server, for itself.
 */
function isNobodysErrand({ method, headers }: FastifyRequest): boolean {
  const isFromBrowser = headers['sec-fetch-site'] !== undefined;
  return method !== 'POST' && !isFromBrowser && !headers.cookie && !headers.authorization;
}

function isObject(body: unknown): body is OperationParams {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
