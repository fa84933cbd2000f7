import { Extensions } from 'type-graphql';

/** How long the value of a field may be cached, as its extensions have it. */
export interface FieldCaching {
  /** Seconds for which the value is cached; undefined if only its cache tags end that. */
  seconds?: number;
}

/**
 * Decorates a field with a value that may be cached although no loader read it: for `seconds`, or without end
 * if it depends on settings alone.
 */
export function Cached(caching: FieldCaching = {}) {
  return Extensions({ caching });
}
