import { ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Made } from './answers/answer-cache.js';
import type { Answers } from './answers/answers.js';
import { nameAnswers } from './answers/asked.js';
import { type Judged, judgeAnswers, toMade } from './answers/judged.js';
import { sendAnswer } from './answers/send-answer.js';
import { vary } from './caching.js';
import { refuse } from './errors.js';
import { graphErrors } from './graph-errors.js';
import { mediaTypeFor } from './media-types.js';
import { oneMutationField } from './one-mutation.js';
import { showOwnWrites } from './own-writes.js';
import { refuseUnstorableText } from './storable-text.js';

/** Longest document that is read, in tokens: parsing and validating longer ones costs more than answering them. */
const MAX_TOKENS = 1_000;
export interface GraphRouteOptions<Context extends BaseContext> {
  path: string;
  schema: GraphQLSchema;
  /** Whether clients may ask for the schema, and errors may name what else is in it. */
  introspection: boolean;
  /** Makes the context of one request; throws a GraphQLError with a code to refuse it. */
  context(request: FastifyRequest): Context | Promise<Context>;
  answers: Answers;
  /** Called after a mutation, before its answer is sent. */
  written(): Promise<void>;
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft), by POST and GET. */
export async function graphRoute<
  Context extends BaseContext & { requestId: string; viewer: unknown; seeLatest(): void } & Judged,
>(
  app: FastifyInstance,
  { path, schema, introspection, context, answers, written }: GraphRouteOptions<Context>,
) {
  const errors = graphErrors({ log: app.log, hidesSchema: !introspection });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [oneMutationField],
    parseOptions: { maxTokens: MAX_TOKENS },
    formatError: errors.format,
    logger: app.log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It watches every field of every answer for hints that this schema does not give.
      ApolloServerPluginCacheControlDisabled(),
      refuseUnstorableText,
      showOwnWrites,
      judgeAnswers,
      errors.plugin,
    ],
  });
  await apollo.start();
  nameAnswers(app, answers);
  app.addHook('onClose', () => apollo.stop());

  // Fastify reads text/plain too, which a page of another site may send without asking.
  app.removeContentTypeParser('text/plain');
  app.route({
    url: path,
    method: ['GET', 'POST'],
    onRequest: async (_request, reply) => vary(reply, 'Accept'),
    preHandler: refuseUnknownMediaType,
    handler: async (request, reply) => {
      const known = request.knownAnswer;
      const answered = known ?? (await answers.answer(request.answerName, () => execute(request)));
      return sendAnswer(request, reply, answered);
    },
  });

  async function execute(request: FastifyRequest): Promise<Made> {
    let fault: unknown;
    let made: Context | undefined;
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApollo(request),
      context: async () => {
        try {
          made = await context(request);
          return made;
        } catch (error) {
          fault = error;
          throw error;
        }
      },
    });
    // A refusal has its code and its answer; of anything else Apollo says too much, and the log nothing.
    if (fault !== undefined && !(fault instanceof GraphQLError)) throw fault;
    if (answer.body.kind === 'chunked') throw new Error('Nothing asks for answers in parts.');
    // Apollo calls every such refusal a fault of ours, unless the error brings its own status.
    const status = fault && answer.status === 500 ? 400 : (answer.status ?? 200);
    if (made?.outcome.is === 'written') await written();
    return toMade({ status, headers: Object.fromEntries(answer.headers), text: answer.body.string }, made);
  }
}

/** Before anything runs: what cannot be answered must not change anything. */
async function refuseUnknownMediaType(request: FastifyRequest, reply: FastifyReply) {
  if (mediaTypeFor(request.headers.accept)) return;
  return refuse(reply, 406, 'Accept application/json or application/graphql-response+json.');
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
    search: query < 0 ? '' : url.slice(query),
    body,
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
