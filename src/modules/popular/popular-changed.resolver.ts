import { Args, Ctx, Resolver, Subscription } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { Loaders } from '../../graphql/loaders.js';
import { parseReferenceArgument } from '../../shared/references/reference.js';
import { PopularChangedArgs } from './popular.inputs.js';
import { PopularArticle } from './popular.type.js';
import type { PopularSubscriber } from './popular-feed.js';

interface SubscribeParams {
  args: PopularChangedArgs;
  context: Context;
}

@Resolver(() => PopularArticle)
export class PopularChangedResolver {
  @Subscription(() => [PopularArticle], {
    description:
      'Delivers the list each time its order changes, within seconds of the views that change it or when a ' +
      'listed article is unpublished. Load the list with the query `popular` first, and again after a ' +
      'disconnect: earlier changes are not delivered.',
    subscribe: ({ args, context }: SubscribeParams) => subscribeToList(args, context),
  })
  popularChanged(
    @Args(() => PopularChangedArgs) args: PopularChangedArgs,
    @Ctx() context: Loaders,
  ): Promise<PopularArticle[]> {
    return listPopular(args, context);
  }
}

async function subscribeToList(args: PopularChangedArgs, context: Context): Promise<PopularSubscriber> {
  const { perspective, readLanguage, popular, popularFeed, withFreshLoaders } = context;
  // A list that is watched already is not read for a further subscriber.
  await popular.checkFilter(args.filter);
  const { window, section, filter, first } = args;
  const key = JSON.stringify([perspective, readLanguage, window, section, filter, first]);
  return popularFeed.subscribe(key, async () =>
    (await listPopular(args, withFreshLoaders())).map(({ article }) => article.id).join(),
  );
}

async function listPopular(
  { section, ...args }: PopularChangedArgs,
  { popular, sections }: Loaders,
): Promise<PopularArticle[]> {
  const reference = section == null ? null : parseReferenceArgument('Section', section, 'section');
  return popular.list(args, reference && (await sections.ids.find([reference])));
}
