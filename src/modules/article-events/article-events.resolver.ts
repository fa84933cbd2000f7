import { Args, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import type { EventDelivery } from '../../changes/events/event-feed.js';
import type { EventFilterOptions } from '../../changes/events/event-filters.js';
import type { EventSubscriber } from '../../changes/events/event-subscriber.js';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import type { ArticleChange } from './article-event.js';
import { ArticleEventsArgs } from './article-events.inputs.js';
import { ArticleEvent } from './article-events.type.js';
import { compareArticles } from './compare-articles.js';

/** Context of an event, with what the subscriber's connection adds. */
type EventContext = Context & { delivery: EventDelivery };

@Resolver(() => ArticleEvent)
export class ArticleEventResolver {
  @Subscription(() => ArticleEvent, {
    description:
      'Delivers every change of published articles, in commit order. On a site with several languages, those of the ' +
      'articles that lists in the language of the request have, or had before the change.',
    subscribe: ({ args, context }: SubscribeParams) => subscribe(args, context),
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
      'public. Also resolves for an article that no longer matches the filter.',
  })
  article(
    @Root() { articleNumber }: ArticleEvent,
    @Ctx() { articles }: Context,
  ): MaybePromise<Article | null> {
    return articles.byId.load(articleNumber);
  }

  @FieldResolver(() => Boolean, {
    description:
      'True if the article is public and matches `filter`. False for one that has left the filter, or never ' +
      'matched it: a list removes the article if it has it.',
  })
  isMatch(
    @Root() { articleNumber, isMatch }: ArticleEvent,
    @Ctx() { articles }: Context,
  ): MaybePromise<boolean> {
    return isMatch ?? mapMaybePromise(articles.byId.load(articleNumber), (article) => article !== null);
  }
}

type SubscribeParams = { args: ArticleEventsArgs; context: EventContext };

async function subscribe(
  args: ArticleEventsArgs,
  context: EventContext,
): Promise<EventSubscriber<ArticleEvent, ArticleChange>> {
  const filter = omitEmptyFilter(args.filter);
  const { live, delivery, readLanguage } = context;
  return live.subscribe(args, readLanguage, delivery, filter && (await createEventFilter(filter, context)));
}

/** Throws BadUserInputError and ForbiddenError for a filter that the client may not use. */
async function createEventFilter(
  filter: ArticleFilter,
  context: EventContext,
): Promise<EventFilterOptions<ArticleEvent, ArticleChange>> {
  const { articles, conditions, perspective, readLanguage, viewer, client, withFreshLoaders } = context;
  await articles.selectMatching([], filter);
  const mayLeave = conditions.createLeaveTest(filter);
  return {
    key: JSON.stringify([
      perspective,
      readLanguage,
      conditions.canReadStates,
      viewer?.limits && [viewer.keyId, viewer.limits],
      filter,
    ]),
    client: client.ip,
    compare: (changes) =>
      compareArticles(changes, (ids) => withFreshLoaders().articles.selectMatching(ids, filter), mayLeave),
  };
}
