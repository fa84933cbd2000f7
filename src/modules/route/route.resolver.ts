import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import { Front } from '../front/front.type.js';
import { findRoute, suggestArticles } from './route.service.js';
import { Route, RouteStatus } from './route.type.js';

@Resolver(() => Route)
export class RouteResolver {
  @Query(() => Route, {
    description:
      'What a site path leads to: content, a redirect from a former path or one that an editor created, or content that is gone. A further page of a list, such as /world/page/2, is MOVED to the list unless content is there. The front page, /, is FOUND, without a node unless an article or a front has that path.',
  })
  route(
    @Arg('path', () => String, {
      description:
        'The path after the host, e.g. /world/talks-open. If a whole URL is given, only its path counts, and a query only in a short link of WordPress, such as /?p=12. BAD_USER_INPUT if there is no path.',
    })
    path: string,
    @Ctx() context: Loaders,
  ): Promise<Route> {
    return findRoute(context, path);
  }

  @FieldResolver(() => String, {
    description:
      'The BCP 47 tag of the language of the site that the prefix of the path names, or of the primary one. Content at the path is found if the request reads this language, which `@inLanguage(path:)` has it do.',
  })
  language(@Root() { path }: Route, @Ctx() { languages }: Context): string {
    return languages.findByPath(path);
  }

  @FieldResolver(() => Front, {
    nullable: true,
    description:
      'The front at this path, also where `node` is a section, a tag, an author or a series. Null unless FOUND, and if there is none.',
  })
  front(@Root() { status, path }: Route, @Ctx() { fronts }: Context): MaybePromise<Front | null> {
    return status === RouteStatus.FOUND ? fronts.byPath.load(path) : null;
  }

  @FieldResolver(() => [Article], {
    description:
      'Up to 3 articles whose paths are similar to the requested one. Empty if the route is FOUND or MOVED.',
  })
  suggestions(@Root() route: Route, @Ctx() context: Loaders): MaybePromise<Article[]> {
    return suggestArticles(context, route);
  }
}
