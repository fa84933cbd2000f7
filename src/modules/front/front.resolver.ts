import { Arg, Args, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { ConnectionArgs } from '../../shared/pagination/connection.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { parsePath } from '../../shared/references/lookup.js';
import { ROBOTS_FIELD, Robots, toRobots } from '../../shared/robots.js';
import { UrlScalar } from '../../shared/scalars.js';
import { Seo } from '../seo/seo.type.js';
import type { Site } from '../site/site.type.js';
import { createContainers } from './front.loaders.js';
import { Container, Front, FrontConnection } from './front.type.js';
import { FRONT_LIMITS } from './front-limits.js';

@Resolver(() => Front)
export class FrontResolver {
  constructor(private readonly site: Site) {}

  @Query(() => Front, {
    nullable: true,
    description: 'The front at a path. Null if there is none, or if it is not published.',
  })
  front(
    @Arg('path', () => String, {
      defaultValue: '/',
      description: 'The site-relative URL path, e.g. /world. Defaults to that of the home page.',
    })
    path: string,
    @Ctx() { fronts }: Context,
  ): MaybePromise<Front | null> {
    return fronts.byPath.load(parsePath('path', path));
  }

  @Query(() => FrontConnection, { description: 'The fronts of the site, by path.' })
  fronts(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { fronts }: Context,
  ): Promise<FrontConnection> {
    return fronts.list(args);
  }

  @FieldResolver(() => UrlScalar, { description: 'The absolute URL of the page on the site.' })
  url(@Root() { path }: Front): string {
    return buildSiteUrl(this.site, path);
  }

  @Extensions({ maxItems: FRONT_LIMITS.containers })
  @FieldResolver(() => [Container], {
    description: `The containers, from the top of the page down. At most ${FRONT_LIMITS.containers}.`,
  })
  containers(@Root() front: Front): Container[] {
    return createContainers(front);
  }

  @FieldResolver(() => Seo, { description: 'The metadata for the <head> of the page.' })
  seo(@Root() front: Front, @Ctx() context: Context): MaybePromise<Seo> {
    return context.seo.describeFront(front, context);
  }

  @FieldResolver(() => Robots, ROBOTS_FIELD)
  robots(@Root() { content }: Front): Robots {
    return toRobots(content);
  }
}
