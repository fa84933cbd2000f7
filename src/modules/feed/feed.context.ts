import type { ListOwner } from '../../cache/cache-tags.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { Route } from '../route/route.type.js';

/** Loaders of published content, and how to find the page at a path. */
export interface FeedLoaders extends Loaders {
  /** Resolves a site path. */
  route(path: string): Promise<Route>;
}

export type FeedScope = { of: 'site' } | { of: ListOwner; id: number };
