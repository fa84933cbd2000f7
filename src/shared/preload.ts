import type { GraphQLResolveInfo } from 'graphql';
import { Extensions } from 'type-graphql';
import type { MaybePromise } from './async/maybe-promise.js';

/** Loads the data that a field needs for the objects of a list. */
export type PreloadField<Root = unknown, Args = unknown, Context = unknown> = (
  roots: readonly Root[],
  args: Args,
  context: Context,
  info: GraphQLResolveInfo,
) => MaybePromise<unknown>;

/**
 * Decorates a field resolver with a function that loads the data of all objects of a list. The resolver then
 * finds them in its loader, and needs no promise for each object. Arguments are as GraphQL gives them, not
 * validated.
 */
export function Preload<Root, Context, Args = unknown>(preload: PreloadField<Root, Args, Context>) {
  return Extensions({ preload });
}
