import { Extensions } from 'type-graphql';

/** How long the value of a field may be cached, as its extensions have it. */
export interface FieldCaching {
  /** Seconds for which the value is cached; undefined if only its cache tags end that. */
  seconds?: number;
}

/**
 * Decorates a field whose value may be cached although nothing of it was read with a loader: for `seconds`, or without
 * end if it depends on settings alone.
 */
export function Cached(caching: FieldCaching = {}) {
  return Extensions({ caching });
}
