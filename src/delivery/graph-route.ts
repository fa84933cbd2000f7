import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { formatError, isUnexpected, refuseNul, statusOfErrors } from './graph-errors.js';

/** Longest document that is read, in tokens: parsing and validating longer ones costs more than answering them. */
const MAX_TOKENS = 1_000;

export interface GraphRouteOptions<Context extends BaseContext> {
  path: string;
  schema: GraphQLSchema;
  introspection: boolean;
  /** Makes the context of one request. */
  context(request: FastifyRequest): Context;
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft), by POST and GET. */
export async function graphRoute<Context extends BaseContext>(
  app: FastifyInstance,
  { path, schema, introspection, context }: GraphRouteOptions<Context>,
) {
  const apollo = new ApolloServer<Context & { requestId: string }>({
    schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    formatError,
    logger: app.log,
    plugins: [ApolloServerPluginLandingPageDisabled(), refuseNul, statusOfErrors, logUnexpected(app)],
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());

  app.route({
    url: path,
    method: ['GET', 'POST'],
    preHandler: async (request) => letSimpleGetThrough(request),
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => ({ ...context(request), requestId: request.id }),
    }),
  });
}

/**
 * Apollo's CSRF prevention refuses a GET that a page of another site could have made its reader's browser
 * send. One with no cookie, no credentials and no sign of a browser is nobody's errand: curl and servers.
 */
function letSimpleGetThrough({ method, headers }: FastifyRequest): void {
  const isFromBrowser = headers['sec-fetch-site'] !== undefined;
  if (method !== 'GET' || isFromBrowser || headers.cookie || headers.authorization) return;
  headers['apollo-require-preflight'] ??= 'true';
}

function logUnexpected({ log }: FastifyInstance): ApolloServerPlugin<{ requestId: string }> {
  return {
    requestDidStart: async ({ contextValue: { requestId } }) => ({
      didEncounterErrors: async ({ errors, operationName }) => {
        for (const err of errors.filter(isUnexpected))
          log.error({ requestId, operationName, err }, 'operation failed');
      },
    }),
  };
}
