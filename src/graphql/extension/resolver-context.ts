import type { IncomingHttpHeaders } from 'node:http';
import { type DocumentNode, execute, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { AccessContext, Viewer } from '../../auth/scope.js';
import type { DependencyTracker } from '../../cache/dependency-tracker.js';

/** Context of a request for a site's resolvers. */
export interface ResolverContext {
  requestId: string;
  /** Perspective of the request, such as `published` or `preview`. */
  perspective: string;
  /** The API key or identity of the request; null without credentials. */
  viewer: Pick<Viewer, 'keyName' | 'scopes' | 'identity'> | null;
  /**
   * Executes a query of the graph with the access of the request, and returns its data. The response is
   * invalidated by changes of the query's dependencies. Throws the first error of the query.
   */
  query<Data = Record<string, unknown>>(document: string, variables?: Record<string, unknown>): Promise<Data>;
  /** Adds cache tags on which the response depends, as webhooks of the event `tags_changed` name them. */
  trackTags(tags: readonly string[]): void;
  /** Charges points to the client's rate limit, in addition to those of the operation. */
  charge(points: number): void;
}

/** Parts of the request context that this one is made from. */
export interface GraphRequest extends AccessContext {
  requestId: string;
  perspective: string;
  dependencies: Pick<DependencyTracker, 'trackTags' | 'useCount' | 'limitTtl' | 'refuseCaching' | 'signal'>;
  client: { headers: IncomingHttpHeaders };
  charge(points: number): void;
}

/** Maximum number of documents that stay parsed; a site's code has few. */
const MAX_DOCUMENTS = 200;
const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });

export function createResolverContext(request: GraphRequest, schema: GraphQLSchema): ResolverContext {
  const { requestId, perspective, viewer, dependencies } = request;
  return {
    requestId,
    perspective,
    viewer,
    trackTags: (tags) => dependencies.trackTags(tags),
    charge: (points) => request.charge(points),
    query: async <Data>(text: string, variableValues: Record<string, unknown> = {}) => {
      const document = parseQuery(text, schema);
      const { data, errors } = await execute({ schema, document, variableValues, contextValue: request });
      if (errors) throw errors[0];
      return data as Data;
    },
  };
}

/** Parses and validates a query. Throws its first error. */
function parseQuery(text: string, schema: GraphQLSchema): DocumentNode {
  const known = documents.get(text);
  if (known) return known;
  const document = parse(text);
  const [error] = validate(schema, document);
  if (error) throw error;
  documents.set(text, document);
  return document;
}
