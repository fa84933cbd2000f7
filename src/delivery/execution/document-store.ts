import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** More documents than a site's front ends have. In memory each takes up to a few hundred KB. */
const MOST = 500;

/**
 * Documents that were parsed and validated, those that are asked for least going first. Apollo's own store counts
 * their letters, up to 30 MB of them, for which they took 1.2 GB.
 */
export function documentStore(): ApolloServerOptions<BaseContext>['documentStore'] {
  const documents = new LRUCache<string, DocumentNode>({ max: MOST });
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => {
      documents.set(key, document);
    },
    delete: async (key) => documents.delete(key),
  };
}
