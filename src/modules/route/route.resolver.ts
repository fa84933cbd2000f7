import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Article } from '../article/article.type.js';
import { findRoute, type RouteServiceContext, suggestArticles } from './route.service.js';
import { Route } from './route.type.js';

@Resolver(() => Route)
export class RouteResolver {
  @Query(() => Route, {
    description:
      "What lives at a site path: content, a redirect from an old address, or content that is gone. The front page, /, is the site's own: NOT_FOUND, unless an article was imported with that address.",
  })
  route(
    @Arg('path', () => String, {
      description:
        'What follows the host, e.g. /world/talks-open. Of a whole address only the path counts; BAD_USER_INPUT for what has none.',
    })
    path: string,
    @Ctx() context: RouteServiceContext,
  ): Promise<Route> {
    return findRoute(context, path);
  }

  @FieldResolver(() => [Article], {
    description: 'When nothing is there: up to 3 articles whose addresses look like the one asked for.',
  })
  suggestions(@Root() route: Route, @Ctx() context: RouteServiceContext): Promise<Article[]> {
    return suggestArticles(context, route);
  }
}
