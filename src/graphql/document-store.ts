import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/**
 * Maximum number of documents, more than the front ends of a site have. Each takes up to a few hundred KB.
 */
const MAX_DOCUMENTS = 500;
/**
 * Maximum characters of a stored document. One of 1,500 tokens is shorter, unless comments or strings fill
 * it.
 */
export const MAX_DOCUMENT_LENGTH = 30_000;

/**
 * Creates the LRU store of parsed and validated documents. Apollo's own limits their text to 30 MB, with
 * which they took 1.2 GB of memory.
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
