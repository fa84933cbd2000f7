import type pg from 'pg';
import type { ChangeListener } from '../../changes/change-listener.js';
import { EDITOR_LOG, type EditorChangeRow } from '../../changes/editor-log.js';
import { encodeCursor } from '../../changes/events/event-cursor.js';
import { type EventDelivery, EventFeed } from '../../changes/events/event-feed.js';
import { EventFilters } from '../../changes/events/event-filters.js';
import type { EventSubscriber } from '../../changes/events/event-subscriber.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { type ComparisonContext, type ContentChange, createComparison } from './compare-drafts.js';
import type { ContentEventsArgs } from './content-events.inputs.js';
import { CONTENT_NODE_TYPES, ContentEvent } from './content-events.type.js';

/** Delivers the changes that editors see to subscribers. */
export class ContentEventFeed {
  private readonly feed: EventFeed<ContentEvent, ContentChange, EditorChangeRow>;
  private readonly filters = new EventFilters<ContentEvent, ContentChange>();

  /** `maxQueued` is the maximum number of events queued for one subscriber. */
  constructor(
    changes: ChangeListener,
    pool: pg.Pool,
    private readonly prisma: PrismaClient,
    maxQueued: number,
  ) {
    this.feed = new EventFeed({
      log: EDITOR_LOG,
      subscription: 'contentEvents',
      changes,
      pool,
      maxQueued,
      toChanges: async (rows) => rows.map(toContentChange),
    });
  }

  /**
   * Subscribes to the events that the filter selects, within the limits of the API key. Throws BadUserInputError and
   * ForbiddenError for a filter that the client may not use, CursorExpiredError for a cursor beyond the log, and
   * GraphQLError with TOO_MANY_SUBSCRIPTIONS for too many different filters.
   */
  async subscribe(
    { filter, after }: ContentEventsArgs,
    delivery: EventDelivery,
    context: ComparisonContext,
  ): Promise<EventSubscriber<ContentEvent, ContentChange>> {
    const isKind = createTest('kinds', filter?.kinds);
    const isNodeType = createTest('nodeTypes', filter?.nodeTypes);
    const isSelected = ({ event: { kind, nodeType } }: ContentChange) => isKind(kind) && isNodeType(nodeType);
    const comparison = await createComparison(this.prisma, filter?.articles, context);
    const addFilter = comparison && (() => this.filters.add(comparison));
    return this.feed.subscribe({ after, isSelected, ...(addFilter && { addFilter }) }, delivery);
  }

  /** Returns the cursor at which a new subscription would begin. */
  getCursor(): Promise<string> {
    return this.feed.getCursor();
  }
}

/** Creates the test of a list of the filter. Throws BadUserInputError for an empty one. */
function createTest(name: string, values: string[] | null | undefined): (value: string) => boolean {
  if (values == null) return () => true;
  if (values.length === 0)
    throw new BadUserInputError(`filter.${name}: the list is empty. Leave it out to receive all of them.`);
  const selected = new Set(values);
  return (value) => selected.has(value);
}

function toContentChange({
  sequence,
  at,
  nodeType,
  nodeId,
  mergedInto,
  ...change
}: EditorChangeRow): ContentChange {
  const event = Object.assign(new ContentEvent(), change, {
    cursor: encodeCursor(sequence, EDITOR_LOG.name),
    nodeType: CONTENT_NODE_TYPES[nodeType],
    nodeId: toGlobalId(nodeType, nodeId),
    occurredAt: at,
    mergedIntoId: mergedInto === null ? null : toGlobalId(nodeType, mergedInto),
    node: { type: nodeType, id: nodeId },
    isMatch: change.kind !== 'DELETED' && change.kind !== 'MERGED',
  });
  return { sequence, event };
}
