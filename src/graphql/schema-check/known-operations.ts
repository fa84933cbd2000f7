import { parse, separateOperations } from 'graphql';
import { normalizeOperations } from '../../observability/usage/normalize-operation.js';
import type { StoredUsage } from '../../observability/usage/usage-store.js';
import type { KnownOperation } from './compare-schemas.js';

/** Characters of a hash by which a counted operation is named. */
const ID_LENGTH = 12;

/** Joins the operations of persisted documents, which are in use, with those that were counted. */
export function joinOperations(
  persistedDocuments: readonly [id: string, text: string][],
  usage: readonly StoredUsage[],
): KnownOperation[] {
  const byHash = new Map<string, KnownOperation>();
  for (const [id, text] of persistedDocuments) {
    const document = parse(text, { noLocation: true });
    const operations = separateOperations(document);
    for (const { hash, name } of normalizeOperations(document)) {
      byHash.set(hash, { id, name, document: operations[name ?? '']!, isPersisted: true, clients: [] });
    }
  }
  for (const { operation, client, requests, lastSeenAt } of usage) {
    if (!operation) continue;
    const { hash, name, text } = operation;
    const known = byHash.get(hash) ?? {
      id: hash.slice(0, ID_LENGTH),
      name,
      document: parse(text, { noLocation: true }),
      isPersisted: false,
      clients: [],
    };
    known.clients.push({ name: client, requests, lastSeenAt });
    byHash.set(hash, known);
  }
  return [...byHash.values()];
}
