import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { RelatedLinkBlock } from '../article/block.type.js';
import { Link } from '../article/inline.type.js';
import { findLinkRoute } from './route.service.js';
import { Route } from './route.type.js';

const ROUTE_FIELD = {
  nullable: true,
  description:
    'What the link leads to, for links within the site, with the content, a redirect, or the status GONE or NOT_FOUND. It has no `suggestions`. Null for other links.',
} as const;

@Resolver(() => Link)
export class LinkRouteResolver {
  @FieldResolver(() => Route, ROUTE_FIELD)
  route(@Root() link: Link, @Ctx() context: Loaders): MaybePromise<Route | null> {
    return findLinkRoute(context, link.path);
  }
}

@Resolver(() => RelatedLinkBlock)
export class RelatedLinkRouteResolver {
  @FieldResolver(() => Route, ROUTE_FIELD)
  route(@Root() { path }: RelatedLinkBlock, @Ctx() context: Loaders): MaybePromise<Route | null> {
    return findLinkRoute(context, path);
  }
}
