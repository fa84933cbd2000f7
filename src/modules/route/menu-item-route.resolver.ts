import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { MenuItem } from '../menu/menu.type.js';
import type { Site } from '../site/site.type.js';
import { findMenuRoute } from './route.service.js';
import { Route } from './route.type.js';

@Resolver(() => MenuItem)
export class MenuItemRouteResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => Route, {
    nullable: true,
    description: 'What the path of the item leads to. Null for links to other sites and to fragments.',
  })
  route(@Root() { url }: MenuItem, @Ctx() context: Loaders): MaybePromise<Route | null> {
    return findMenuRoute(context, url, this.site);
  }
}
