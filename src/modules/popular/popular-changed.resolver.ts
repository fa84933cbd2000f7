import { Args, Ctx, Resolver, Subscription } from 'type-graphql';
import { PopularChangedArgs } from './popular.inputs.js';
import type { ViewContext } from './popular.resolver.js';
import { PopularArticle } from './popular.type.js';
import type { PopularFeed, PopularSubscriber } from './popular-feed.js';

type Lists = Pick<ViewContext, 'popular' | 'sections'>;

export interface PopularChangedContext extends Lists {
  perspective: string;
  popularFeed: PopularFeed;
  /** The loads of the same request, with nothing loaded yet. */
  anew(): Lists;
}

interface Asked {
  args: PopularChangedArgs;
  context: PopularChangedContext;
}

@Resolver(() => PopularArticle)
export class PopularChangedResolver {
  @Subscription(() => [PopularArticle], {
    description:
      'The list again each time its order changes: by readers, within seconds, or since something in it was ' +
      'taken away. Begin with the query `popular`, also after a cut: what changed meanwhile is not told again.',
    subscribe: ({ args, context }: Asked) => follow(args, context),
  })
  popularChanged(
    @Args(() => PopularChangedArgs) args: PopularChangedArgs,
    @Ctx() context: Lists,
  ): Promise<PopularArticle[]> {
    return list(args, context);
  }
}

function follow(args: PopularChangedArgs, context: PopularChangedContext): Promise<PopularSubscriber> {
  const { perspective, popularFeed, anew } = context;
  const { window, section, first } = args;
  return popularFeed.follow(JSON.stringify([perspective, window, section, first]), async () =>
    (await list(args, anew())).map(({ article }) => article.id).join(),
  );
}

async function list(
  { section, window, first }: PopularChangedArgs,
  { popular, sections }: Lists,
): Promise<PopularArticle[]> {
  return popular.list({ window, first }, section == null ? null : await sections.ids.bySlugs([section]));
}
