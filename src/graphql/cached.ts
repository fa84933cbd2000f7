import { Extensions } from 'type-graphql';

/** How long the value of a field may be cached, as its extensions have it. */
export interface FieldCaching {
  /** Seconds for which the value is cached; undefined if only its cache tags end that. */
  seconds?: number;
}

/**
 * Decorates a field with a value that may be cached although its resolver used no loader: for `seconds`, or without end
 * if it depends on settings alone, or on what its parent has read.
 */
export function Cached(caching: FieldCaching = {}) {
  return Extensions({ caching });
}
