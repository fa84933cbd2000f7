import { Args, Ctx, Resolver, Subscription } from 'type-graphql';
import { PopularChangedArgs } from './popular.inputs.js';
import type { PopularResolverContext } from './popular.resolver.js';
import { PopularArticle } from './popular.type.js';
import type { PopularFeed, PopularSubscriber } from './popular-feed.js';

type PopularLoaderContext = Pick<PopularResolverContext, 'popular' | 'sections'>;

export interface PopularChangedContext extends PopularLoaderContext {
  perspective: string;
  popularFeed: PopularFeed;
  /** The loads of the same request, with nothing loaded yet. */
  withFreshLoaders(): PopularLoaderContext;
}

interface SubscribeParams {
  args: PopularChangedArgs;
  context: PopularChangedContext;
}

@Resolver(() => PopularArticle)
export class PopularChangedResolver {
  @Subscription(() => [PopularArticle], {
    description:
      'The list again each time its order changes: by readers, within seconds, or since something in it was ' +
      'taken away. Begin with the query `popular`, also after a cut: what changed meanwhile is not told again.',
    subscribe: ({ args, context }: SubscribeParams) => subscribeToList(args, context),
  })
  popularChanged(
    @Args(() => PopularChangedArgs) args: PopularChangedArgs,
    @Ctx() context: PopularLoaderContext,
  ): Promise<PopularArticle[]> {
    return listPopular(args, context);
  }
}

function subscribeToList(
  args: PopularChangedArgs,
  context: PopularChangedContext,
): Promise<PopularSubscriber> {
  const { perspective, popularFeed, withFreshLoaders } = context;
  const { window, section, first } = args;
  return popularFeed.subscribe(JSON.stringify([perspective, window, section, first]), async () =>
    (await listPopular(args, withFreshLoaders())).map(({ article }) => article.id).join(),
  );
}

async function listPopular(
  { section, window, first }: PopularChangedArgs,
  { popular, sections }: PopularLoaderContext,
): Promise<PopularArticle[]> {
  return popular.list({ window, first }, section == null ? null : await sections.ids.findBySlugs([section]));
}
