import type pg from 'pg';
import type { ChangeListener } from '../../changes/change-listener.js';
import { CONTENT_LOG, type ContentChangeRow } from '../../changes/change-log.js';
import { type EventDelivery, EventFeed } from '../../changes/events/event-feed.js';
import { type EventFilterOptions, EventFilters } from '../../changes/events/event-filters.js';
import type { EventSubscriber } from '../../changes/events/event-subscriber.js';
import { parseReferenceArgument } from '../../shared/references/reference.js';
import {
  type ArticleChange,
  type ArticleEventSelection,
  isSelected,
  toArticleChanges,
} from './article-event.js';
import type { ArticleEventsArgs } from './article-events.inputs.js';
import type { ArticleEvent } from './article-events.type.js';

/** Delivers changes of articles to subscribers. */
export class ArticleEventFeed {
  private readonly feed: EventFeed<ArticleEvent, ArticleChange, ContentChangeRow>;
  private readonly filters = new EventFilters<ArticleEvent, ArticleChange>();

  /** `maxQueued` is the maximum number of events queued for one subscriber. */
  constructor(changes: ChangeListener, pool: pg.Pool, maxQueued: number) {
    this.feed = new EventFeed({
      log: CONTENT_LOG,
      subscription: 'articleEvents',
      changes,
      pool,
      maxQueued,
      toChanges: (rows) => toArticleChanges(pool, rows),
    });
  }

  /**
   * Subscribes to the changes that the arguments, the language and the filter select. Throws BadUserInputError for an invalid
   * cursor and the ID of another type, CursorExpiredError for a cursor beyond the change log, and GraphQLError with
   * TOO_MANY_SUBSCRIPTIONS for too many different filters.
   */
  async subscribe(
    { after, section, tag, article }: ArticleEventsArgs,
    /** Language of the articles; null for all. */
    language: string | null,
    delivery: EventDelivery,
    options: EventFilterOptions<ArticleEvent, ArticleChange> | null = null,
  ): Promise<EventSubscriber<ArticleEvent, ArticleChange>> {
    const selection = { section, tag, article, language };
    assertReferences(selection);
    const ofChanges = { after, isSelected: (change: ArticleChange) => isSelected(change, selection) };
    const addFilter = options && (() => this.filters.add(options));
    return this.feed.subscribe({ ...ofChanges, ...(addFilter && { addFilter }) }, delivery);
  }

  /** Returns the cursor at which a new subscription would begin. */
  getCursor(): Promise<string> {
    return this.feed.getCursor();
  }
}

/** Throws BadUserInputError if a filter has the ID of another type. */
function assertReferences({ section, tag, article }: Omit<ArticleEventSelection, 'language'>): void {
  if (section != null) parseReferenceArgument('Section', section, 'section');
  if (tag != null) parseReferenceArgument('Tag', tag, 'tag');
  if (article != null) parseReferenceArgument('Article', article, 'article');
}
