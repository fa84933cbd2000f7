import { Args, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import { ArticleEventsArgs } from './article-events.inputs.js';
import type { EventDelivery } from './article-events.service.js';
import { ArticleEvent } from './article-events.type.js';

/** Context of an event, with what the subscriber's connection adds. */
type EventContext = Context & { delivery: EventDelivery };

@Resolver(() => ArticleEvent)
export class ArticleEventResolver {
  @Subscription(() => ArticleEvent, {
    description: 'Delivers every change of published content, in commit order.',
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
      'The article at the time of delivery, which may be later than the event. Null if it is no longer ' +
      'public. Also resolves for an article that has just left the section or lost the tag of the filter.',
  })
  article(
    @Root() { articleNumber }: ArticleEvent,
    @Ctx() { articles }: Context,
  ): MaybePromise<Article | null> {
    return articles.byId.load(articleNumber);
  }
}

type SubscribeParams = { args: ArticleEventsArgs; context: EventContext };
