import type pg from 'pg';
import type { ChangeListener } from '../../../changes/change-listener.js';
import { CONTENT_LOG, type ContentChangeRow } from '../../../changes/change-log.js';
import { type EventDelivery, EventFeed } from '../../../changes/events/event-feed.js';
import type { EventSubscriber } from '../../../changes/events/event-subscriber.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import { isLast, type LiveBlogChange, toLiveBlogChanges } from './live-blog-change.js';
import type { LiveBlogEvent } from './live-blog-event.type.js';

/** Loads the state of the live blog of an article; null if the client cannot see one. */
type LoadLiveBlog = () => Promise<{ endedAt: Date | null } | null>;

/** Delivers changes of live blogs to subscribers. */
export class LiveBlogFeed {
  private readonly feed: EventFeed<LiveBlogEvent, LiveBlogChange, ContentChangeRow>;

  /** `maxQueued` is the maximum number of events queued for one subscriber. */
  constructor(changes: ChangeListener, pool: pg.Pool, maxQueued: number) {
    this.feed = new EventFeed({
      log: CONTENT_LOG,
      subscription: 'liveBlogEvents',
      changes,
      pool,
      maxQueued,
      toChanges: (rows) => toLiveBlogChanges(pool, rows),
    });
  }

  /**
   * Subscribes to the changes of a live blog. One that has ended completes after the missed events. Throws
   * BadUserInputError for an unknown live blog or an invalid cursor, and CursorExpiredError for a cursor beyond the
   * change log.
   */
  subscribe(
    { blogId, after, load }: { blogId: number; after: string | null | undefined; load: LoadLiveBlog },
    delivery: EventDelivery,
  ): Promise<EventSubscriber<LiveBlogEvent, LiveBlogChange>> {
    const isResumed = (delivery.lastEventId ?? after) != null;
    const checkEnded = async () => {
      const blog = await load();
      if (!blog && !isResumed) throw new BadUserInputError('id: readers see no live blog with this ID.');
      return blog === null || blog.endedAt !== null;
    };
    const isSelected = (change: LiveBlogChange) => change.blogId === blogId;
    return this.feed.subscribe({ after, isSelected, isLast, checkEnded }, delivery);
  }
}
