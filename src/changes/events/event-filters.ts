import { GraphQLError } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { EventChange, EventFilter } from './event-subscriber.js';

/** Maximum number of different filters that subscribers of one process have, and those of one client. */
const MAX_FILTERS = 200;
const MAX_FILTERS_PER_CLIENT = 20;

export interface EventFilterOptions<Event, Change> {
  /** Subscribers with the same key share a filter. It names the filter, and the content that they can read. */
  key: string;
  /** Address of the client, which can have a limited number of filters. */
  client: string;
  /** Returns the events of those changes that the filter selects. Called once for all subscribers. */
  compare(changes: Change[]): Promise<ReadonlyMap<Change, Event>>;
}

/** A filter that subscribers share. The changes of a page are compared with it once for all of them. */
export class SharedFilter<Event, Change extends EventChange<Event>> implements EventFilter<Event, Change> {
  private readonly selections = new WeakMap<object, Promise<ReadonlyMap<Change, Event>>>();
  /** Number of subscribers with the filter by client. */
  readonly clients = new Map<string, number>();

  constructor(private readonly options: Pick<EventFilterOptions<Event, Change>, 'compare'>) {}

  /** Returns the events of those changes that the filter selects. */
  select(changes: Change[]): Promise<ReadonlyMap<Change, Event>> {
    const known = this.selections.get(changes) ?? this.compare(changes);
    this.selections.set(changes, known);
    return known;
  }

  private async compare(changes: Change[]): Promise<ReadonlyMap<Change, Event>> {
    return changes.length === 0 ? new Map() : this.options.compare(changes);
  }
}

/** The different filters of all subscribers. */
export class EventFilters<Event, Change extends EventChange<Event>> {
  private readonly filters = new Map<string, SharedFilter<Event, Change>>();

  /**
   * Adds a subscriber with a filter, and returns the filter and a function that removes the subscriber. Throws
   * GraphQLError with TOO_MANY_SUBSCRIPTIONS if the process or the client has too many different filters.
   */
  add(options: EventFilterOptions<Event, Change>): { filter: SharedFilter<Event, Change>; remove(): void } {
    const { key, client } = options;
    const known = this.filters.get(key);
    if (!known?.clients.has(client)) this.assertInLimits(client, !known);
    const filter = known ?? new SharedFilter(options);
    this.filters.set(key, filter);
    filter.clients.set(client, (filter.clients.get(client) ?? 0) + 1);
    return { filter, remove: () => this.remove(key, filter, client) };
  }

  private remove(key: string, { clients }: SharedFilter<Event, Change>, client: string): void {
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
