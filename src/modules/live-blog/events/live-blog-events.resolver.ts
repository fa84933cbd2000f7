import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { EventDelivery } from '../../../changes/events/event-feed.js';
import type { EventSubscriber } from '../../../changes/events/event-subscriber.js';
import type { Context } from '../../../graphql/context.js';
import type { MaybePromise } from '../../../shared/async/maybe-promise.js';
import { parseGlobalIds } from '../../../shared/references/global-id.js';
import { LiveBlog, LiveBlogEntry } from '../live-blog.type.js';
import type { LiveBlogChange } from './live-blog-change.js';
import { LiveBlogEvent } from './live-blog-event.type.js';

/** Context of an event, with what the subscriber's connection adds. */
type EventContext = Context & { delivery: EventDelivery };

@Resolver(() => LiveBlogEvent)
export class LiveBlogEventResolver {
  @Subscription(() => LiveBlogEvent, {
    description:
      'Delivers every public change of a live blog, in commit order. Completes when the live blog ends or is unpublished, at once if it has ended.',
    subscribe: ({ args, context }: SubscribeParams) => subscribe(args, context),
  })
  liveBlogEvents(
    @Root() event: LiveBlogEvent,
    @Arg('id', () => ID, { description: 'The ID of the article of the live blog.' }) _id: string,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'The cursor of the last event received, or `LiveBlog.cursor`. Later events are delivered first, without a gap. Fails with CURSOR_EXPIRED if the change log no longer goes back that far; then reload the live blog. If omitted, events are delivered from now on.',
    })
    _after: string | null,
  ): LiveBlogEvent {
    return event;
  }

  @FieldResolver(() => LiveBlogEntry, {
    nullable: true,
    description:
      'The entry at the time of delivery, which may be later than the event. Null if it is no longer public, and for changes of no entry.',
  })
  entry(
    @Root() { entryNumber }: LiveBlogEvent,
    @Ctx() { liveBlogs }: Context,
  ): MaybePromise<LiveBlogEntry | null> {
    return entryNumber === null ? null : liveBlogs.entry.load(entryNumber);
  }

  @FieldResolver(() => LiveBlog, {
    nullable: true,
    description: 'The live blog at the time of delivery. Null if it is no longer public.',
  })
  liveBlog(
    @Root() { blogNumber }: LiveBlogEvent,
    @Ctx() { liveBlogs }: Context,
  ): MaybePromise<LiveBlog | null> {
    return liveBlogs.byId.load(blogNumber);
  }
}

type SubscribeParams = { args: { id: string; after?: string | null }; context: EventContext };

function subscribe(
  { id, after }: SubscribeParams['args'],
  context: EventContext,
): Promise<EventSubscriber<LiveBlogEvent, LiveBlogChange>> {
  const [blogId = 0] = parseGlobalIds('Article', [id], 'id');
  const { liveBlogFeed, delivery, withFreshLoaders } = context;
  const load = async () => withFreshLoaders().liveBlogs.byId.load(blogId);
  return liveBlogFeed.subscribe({ blogId, after, load }, delivery);
}
