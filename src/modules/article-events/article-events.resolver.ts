import { Args, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import { ArticleEventsArgs } from './article-events.inputs.js';
import type { ArticleEventFeed, EventDelivery } from './article-events.service.js';
import { ArticleEvent } from './article-events.type.js';

/** What a subscription needs of the request that it came with. */
export interface ArticleEventsContext {
  live: ArticleEventFeed;
  delivery: EventDelivery;
}

interface ArticleLoaderContext {
  articles: { byId: { load(id: number): MaybePromise<Article | null> } };
}

@Resolver(() => ArticleEvent)
export class ArticleEventResolver {
  @Subscription(() => ArticleEvent, {
    description: 'Every change of published content, in the order of commit.',
    subscribe: ({ args, context }: SubscribeParams) => context.live.subscribe(args, context.delivery),
  })
  articleEvents(
    @Root() event: ArticleEvent,
    @Args(() => ArticleEventsArgs) _: ArticleEventsArgs,
  ): ArticleEvent {
    return event;
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description:
      'The article as it is when the event is delivered, which may be later than the event; null when it is there ' +
      'no more. Of an article that was moved out of the section, or lost the tag, that was asked for, too.',
  })
  article(
    @Root() { articleNumber }: ArticleEvent,
    @Ctx() { articles }: ArticleLoaderContext,
  ): MaybePromise<Article | null> {
    return articles.byId.load(articleNumber);
  }
}

type SubscribeParams = { args: ArticleEventsArgs; context: ArticleEventsContext };
