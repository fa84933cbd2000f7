import { type CachePurger, sendPurge, splitIntoPortions } from './cache-purger.js';

export interface RouterPurgerOptions {
  /** URL of the router's invalidation endpoint, e.g. `http://router:4000/invalidation`. */
  url: string;
  /** Its `shared_key`. */
  sharedKey: string;
  /** Name of the gateway in the supergraph. */
  subgraph: string;
  /** Name of the purger; defaults to `router`. */
  name?: string;
}

/** Tags in a request. Each is an invalidation of its own for the router. */
const MAX_TAGS = 100;

/**
 * Creates a purger for the response cache of Apollo Router, which has the tags of responses with `FEDERATION_CACHE_TAGS`.
 *
 * See https://www.apollographql.com/docs/graphos/routing/performance/caching/response-caching/invalidation
 */
export function createRouterPurger({
  url,
  sharedKey,
  subgraph,
  name = 'router',
}: RouterPurgerOptions): CachePurger {
  return {
    name,
    purge: async ({ tags }) => {
      for (const portion of splitIntoPortions(tags, MAX_TAGS)) {
        const invalidations = portion.map((tag) => ({
          kind: 'cache_tag',
          subgraphs: [subgraph],
          cache_tag: tag,
        }));
        await sendPurge(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: sharedKey },
          body: JSON.stringify(invalidations),
        });
      }
    },
  };
}
