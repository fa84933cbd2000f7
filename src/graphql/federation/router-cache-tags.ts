import { hashCacheTags } from '../../cache/surrogate-keys.js';

/** Most tags of all entities of a response together. Above it, coarse tags stand in for those of a kind. */
const MAX_ENTITY_TAGS = 10_000;

interface Response {
  data?: { _entities?: unknown } | null;
  extensions?: Record<string, unknown>;
}

/**
 * Adds the cache tags of a response to its extensions, where the routers of Apollo (2.6 and later) and WunderGraph read
 * them: `apolloCacheTags` for the response, and `apolloEntityCacheTags` with a list for each of `_entities`. The entities
 * of a request are loaded together, so each has the tags of all of them.
 *
 * See https://www.apollographql.com/docs/graphos/routing/performance/caching/response-caching/invalidation
 */
export function addRouterCacheTags(text: string, cacheTags: readonly string[]): string {
  const response = JSON.parse(text) as Response;
  const entities = response.data?._entities;
  const tags = Array.isArray(entities)
    ? { apolloEntityCacheTags: listForEach(entities, cacheTags) }
    : { apolloCacheTags: hashCacheTags(cacheTags) };
  return JSON.stringify({ ...response, extensions: { ...response.extensions, ...tags } });
}

function listForEach(entities: readonly unknown[], cacheTags: readonly string[]): string[][] {
  const most = Math.max(1, Math.floor(MAX_ENTITY_TAGS / entities.length));
  const own = hashCacheTags(cacheTags, most);
  return entities.map(() => own);
}
