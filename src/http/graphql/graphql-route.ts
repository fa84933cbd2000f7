import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphContext } from '../../graphql/graphql-executor.js';
import { LANGUAGE_HEADER } from '../../graphql/language-directive.js';
import { negotiateMediaType } from '../../graphql/media-types.js';
import { appendVary } from '../cdn/cache-control.js';
import { MAX_TAGS_HEADER, parseMaxTags } from '../cdn/max-tags.js';
import type { HttpCachePolicy } from '../cdn/public-cache-control.js';
import { RequestError, rejectRequest } from '../error-handler.js';
import { isLargeBody } from '../large-bodies.js';
import { createJsonParser } from '../request-bodies.js';
import { ResponseSender } from '../send-response.js';
import { HttpExchange, type HttpExchangeOptions } from './http-exchange.js';
import type { GraphQLPipeline } from './pipeline.js';
import type { LookUp, ResponseLookUp } from './response-look-up.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Look-up of the response; null if no cache may store it. */
    lookUp: LookUp | null;
  }
}

export interface GraphQLPluginOptions<Context extends GraphContext>
  extends Omit<HttpExchangeOptions<Context>, 'sender'> {
  path: string;
  pipeline: GraphQLPipeline<Context>;
  responseLookUp: ResponseLookUp;
  cachePolicy: HttpCachePolicy;
  /** True if requests can name a language in a header. */
  hasLanguages?: boolean;
}

/**
 * Registers GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft), by POST and GET.
 */
export async function graphqlPlugin<Context extends GraphContext>(
  app: FastifyInstance,
  {
    path,
    pipeline,
    responseLookUp,
    cachePolicy,
    hasLanguages = false,
    ...options
  }: GraphQLPluginOptions<Context>,
) {
  await options.graph.apollo.start();
  app.addHook('onClose', () => options.graph.apollo.stop());
  const exchangeOptions = { ...options, sender: new ResponseSender(options.responseCache, cachePolicy) };
  parseBodies(app, responseLookUp);
  app.decorateRequest('lookUp', null);
  app.route({
    url: path,
    method: ['GET', 'POST'],
    onRequest: (request, reply, done) => {
      setVary(request, reply);
      if (hasLanguages) appendVary(reply, LANGUAGE_HEADER);
      if (request.method !== 'POST') request.lookUp = responseLookUp.findOnce(request.raw, request.url);
      done();
    },
    preHandler: rejectInvalidHeaders,
    handler: (request, reply) => {
      const exchange = new HttpExchange(request, reply, exchangeOptions);
      // Not returned: Fastify would await it, which takes time for a response from the cache.
      pipeline.run(exchange).catch((error) => reply.send(error));
    },
  });
}

/** Accepts JSON alone, and looks up the response to each body. */
function parseBodies(app: FastifyInstance, responseLookUp: ResponseLookUp): void {
  const parseJson = createJsonParser(app);
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) => {
    // As a key, a large body would take the cache's memory, and time at every look-up.
    request.lookUp = isLargeBody(text) ? null : responseLookUp.findOnce(request.raw, text);
    const isParsed = request.lookUp && (request.lookUp.found || request.lookUp.body !== undefined);
    if (isParsed) done(null, request.lookUp!.body);
    else parseJson(request, text, done);
  });
  // Browsers send text/plain to other sites without a CORS preflight, and Fastify would parse it.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('*', (_request, _body, done) => done(new UnsupportedMediaTypeError()));
}

function setVary(request: FastifyRequest, reply: FastifyReply): void {
  appendVary(reply, 'Accept');
  // Requests with an API key get other responses, which no cache may store.
  appendVary(reply, 'Authorization');
  if (request.method !== 'POST') appendVary(reply, MAX_TAGS_HEADER);
}

class UnsupportedMediaTypeError extends RequestError {
  constructor() {
    super(
      415,
      'The content type of the request is missing or not supported. Send the header content-type: application/json.',
    );
  }
}

/**
 * Rejects a request with 400 or 406 before execution, so that a mutation without an acceptable response changes
 * nothing.
 */
function rejectInvalidHeaders({ headers }: FastifyRequest, reply: FastifyReply, done: () => void) {
  if (parseMaxTags(headers[MAX_TAGS_HEADER]) === null)
    rejectRequest(reply, 400, `The header ${MAX_TAGS_HEADER} must be a whole number from 1 to 99999.`);
  else if (!negotiateMediaType(headers.accept))
    rejectRequest(
      reply,
      406,
      'The header accept must allow application/json or application/graphql-response+json. Event streams are at /stream below this path.',
    );
  else done();
}
