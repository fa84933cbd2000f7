import type { GraphQLResolveInfo } from 'graphql';
import { Extensions } from 'type-graphql';
import type { MaybePromise } from './async/maybe-promise.js';

/** Loads what a field needs for the objects of a list. */
export type PreloadField<Root = unknown, Args = unknown, Context = unknown> = (
  roots: readonly Root[],
  args: Args,
  context: Context,
  info: GraphQLResolveInfo,
) => MaybePromise<unknown>;

/**
 * Decorates a field resolver with what loads its data for all objects of a list at once. The resolver then finds it in
 * its loader, and needs no promise for each object. Arguments are as GraphQL gives them, not validated.
 */
export function Preload<Root, Context, Args = unknown>(preload: PreloadField<Root, Args, Context>) {
  return Extensions({ preload });
}
