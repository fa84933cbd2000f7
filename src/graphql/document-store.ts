import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** More documents than a site's front ends have. In memory each takes up to a few hundred KB. */
const MAX_DOCUMENTS = 500;
/** In characters: a document of 1,000 tokens is shorter, unless comments or texts in it fill the memory. */
export const MAX_DOCUMENT_LENGTH = 20_000;

/**
 * Documents that were parsed and validated, those that are asked for least going first. Apollo's own store counts
 * their letters, up to 30 MB of them, for which they took 1.2 GB.
 */
export function createDocumentStore(): ApolloServerOptions<BaseContext>['documentStore'] {
  const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => {
      if (document.loc!.source.body.length <= MAX_DOCUMENT_LENGTH) documents.set(key, document);
    },
    delete: async (key) => documents.delete(key),
  };
}
