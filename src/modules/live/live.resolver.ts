import { Args, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import type { Awaitable } from '../../database/awaitable.js';
import { Article } from '../article/article.type.js';
import { ArticleEventsArgs } from './live.inputs.js';
import { ArticleEvent } from './live.type.js';
import type { Delivery, LiveFeed } from './live-feed.service.js';

/** What a subscription needs of the request that it came with. */
export interface LiveContext {
  live: LiveFeed;
  delivery: Delivery;
}

interface EventContext {
  articles: { byId: { load(id: number): Awaitable<Article | null> } };
}

@Resolver(() => ArticleEvent)
export class LiveResolver {
  @Subscription(() => ArticleEvent, {
    description: 'Every change of published content, in the order of commit.',
    subscribe: ({ args, context }: Asked) => context.live.follow(args, context.delivery),
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
    @Ctx() { articles }: EventContext,
  ): Awaitable<Article | null> {
    return articles.byId.load(articleNumber);
  }
}

type Asked = { args: ArticleEventsArgs; context: LiveContext };
