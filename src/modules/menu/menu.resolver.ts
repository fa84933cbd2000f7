import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { UrlScalar } from '../../shared/scalars.js';
import { Site } from '../site/site.type.js';
import { SetMenuInput } from './menu.inputs.js';
import { Menu, MenuItem, SetMenuPayload } from './menu.type.js';
import type { MenuService } from './menu-mutation.service.js';

@Resolver(() => Site)
export class SiteMenusResolver {
  @FieldResolver(() => [Menu], { description: 'The navigation menus of the site, by location. At most 20.' })
  menus(@Ctx() { menus }: Context): MaybePromise<Menu[]> {
    return menus.list();
  }

  @FieldResolver(() => Menu, {
    nullable: true,
    description: 'The navigation menu at a location. Null if there is none.',
  })
  menu(
    @Arg('location', () => String, { description: 'The location of the menu, e.g. primary.' })
    location: string,
    @Ctx() { menus }: Context,
  ): MaybePromise<Menu | null> {
    return menus.find(location);
  }
}

@Resolver(() => MenuItem)
export class MenuItemResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => UrlScalar)
  url(@Root() { url }: MenuItem): string {
    return buildSiteUrl(this.site, url);
  }
}

@Resolver(() => SetMenuPayload)
export class MenuMutationResolver {
  constructor(private readonly service: MenuService) {}

  @Authorized('publish')
  @Mutation(() => SetMenuPayload, {
    nullable: true,
    description:
      'Replaces the items of a menu at once, creates it, or removes it if there are no items. Requires an API key with the `publish` scope.',
  })
  setMenu(
    @Arg('input', () => SetMenuInput, { description: 'The menu and its items.' }) input: SetMenuInput,
    @Ctx() context: ActorContext,
  ): Promise<SetMenuPayload> {
    return this.service.set(getActor(context), input);
  }

  @FieldResolver(() => Menu, {
    nullable: true,
    description: 'The menu. Null if it was removed or the mutation failed.',
  })
  menu(@Root() { location }: SetMenuPayload, @Ctx() { menus }: Context): MaybePromise<Menu | null> {
    return location === null ? null : menus.find(location);
  }
}
