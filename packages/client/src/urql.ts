import { connections, keyless, possibleTypes } from './generated/cache-types.js';

/** The part of the options of Graphcache that follows from the schema. */
export interface GraphcacheOptions<Resolver> {
  possibleTypes: Record<string, string[]>;
  /** Graphcache takes an object without an ID as part of its parent. */
  keys: Record<string, (data: any) => string | null>;
  resolvers: Record<string, Record<string, Resolver>>;
}

/**
 * Returns the options of Graphcache for the schema. Pass `relayPagination` of
 * @urql/exchange-graphcache/extras to join the pages of all lists.
 */
export function graphcacheOptions<Resolver>(relayPagination: () => Resolver): GraphcacheOptions<Resolver> {
  return {
    possibleTypes,
    keys: Object.fromEntries(keyless.map((type) => [type, (data) => data.id])),
    resolvers: Object.fromEntries(
      Object.entries(connections).map(([type, fields]) => [
        type,
        Object.fromEntries(fields.map((field) => [field, relayPagination()])),
      ]),
    ),
  };
}
