import { GraphQLError } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import type { LeaveTest } from '../article/filter/may-leave.js';
import type { ArticleChange } from './article-event.js';
import { ArticleEvent, ArticleEventKind } from './article-events.type.js';

/** Maximum number of different filters that subscribers of one process have, and those of one client. */
const MAX_FILTERS = 200;
const MAX_FILTERS_PER_CLIENT = 20;

/** Returns those of the articles that match a filter. */
type FindMatching = (articleIds: number[]) => Promise<Set<number>>;

/** The events of those changes that a filter selects. */
export type SelectedEvents = ReadonlyMap<ArticleChange, ArticleEvent>;

export interface EventFilterOptions {
  filter: ArticleFilter;
  /** Name of the articles that the client can read: subscribers with the same one share a filter. */
  audience: string;
  /** Address of the client, which can have a limited number of filters. */
  client: string;
  find: FindMatching;
  mayLeave: LeaveTest;
}

/** A filter of subscribers. The changes of a page are compared with it once for all of them. */
export class EventFilter {
  private readonly selections = new WeakMap<object, Promise<SelectedEvents>>();
  /** Number of subscribers with the filter by client. */
  readonly clients = new Map<string, number>();

  constructor(private readonly options: EventFilterOptions) {}

  /** Returns the events of those changes whose article matches, or may have matched before. */
  select(changes: ArticleChange[]): Promise<SelectedEvents> {
    const known = this.selections.get(changes) ?? this.compare(changes);
    this.selections.set(changes, known);
    return known;
  }

  private async compare(changes: ArticleChange[]): Promise<SelectedEvents> {
    if (changes.length === 0) return new Map();
    const matching = await this.options.find([...new Set(changes.map(({ event }) => event.articleNumber))]);
    const events = changes.flatMap((change): [ArticleChange, ArticleEvent][] => {
      const { event, keys } = change;
      const isMatch = matching.has(event.articleNumber);
      const isUnpublished = event.kind === ArticleEventKind.UNPUBLISHED;
      if (!isMatch && !this.options.mayLeave({ keys, isUnpublished })) return [];
      return [[change, Object.assign(new ArticleEvent(), event, { isMatch })]];
    });
    return new Map(events);
  }
}

/** The different filters of all subscribers. */
export class EventFilters {
  private readonly filters = new Map<string, EventFilter>();

  /**
   * Adds a subscriber with a filter, and returns the filter and a function that removes the subscriber. Throws
   * GraphQLError with TOO_MANY_SUBSCRIPTIONS if the process or the client has too many different filters.
   */
  add(options: EventFilterOptions): { filter: EventFilter; remove(): void } {
    const { audience, client } = options;
    const key = JSON.stringify([audience, options.filter]);
    const known = this.filters.get(key);
    if (!known?.clients.has(client)) this.assertInLimits(client, !known);
    const filter = known ?? new EventFilter(options);
    this.filters.set(key, filter);
    filter.clients.set(client, (filter.clients.get(client) ?? 0) + 1);
    return { filter, remove: () => this.remove(key, filter, client) };
  }

  private remove(key: string, { clients }: EventFilter, client: string): void {
    const remaining = (clients.get(client) ?? 0) - 1;
    if (remaining > 0) clients.set(client, remaining);
    else clients.delete(client);
    if (clients.size === 0) this.filters.delete(key);
  }

  private assertInLimits(client: string, isNew: boolean): void {
    const own = [...this.filters.values()].filter(({ clients }) => clients.has(client)).length;
    const isClientFull = own >= MAX_FILTERS_PER_CLIENT;
    if (!isClientFull && !(isNew && this.filters.size >= MAX_FILTERS)) return;
    const message = isClientFull
      ? `Subscriptions of a client have at most ${MAX_FILTERS_PER_CLIENT} different filters. End one first.`
      : 'The subscriptions have too many different filters. Try again later, or subscribe without a filter.';
    throw new GraphQLError(message, { extensions: { code: ErrorCode.TOO_MANY_SUBSCRIPTIONS } });
  }
}
