import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root, Subscription } from 'type-graphql';
import { hasPermission } from '../../auth/scope.js';
import type { EventDelivery } from '../../changes/events/event-feed.js';
import type { EventSubscriber } from '../../changes/events/event-subscriber.js';
import type { Context } from '../../graphql/context.js';
import { ForbiddenError } from '../../shared/errors/errors.js';
import type { NodeLoaders } from '../module.js';
import { Node } from '../node/node.type.js';
import { ActorSummary } from '../provenance/provenance.type.js';
import type { ContentChange } from './compare-drafts.js';
import { ContentEventsArgs } from './content-events.inputs.js';
import { ContentEvent } from './content-events.type.js';

/** Context of an event, with what the subscriber's connection adds. */
type EventContext = Context & { delivery: EventDelivery };

@Resolver(() => ContentEvent)
export class ContentEventResolver {
  constructor(private readonly nodes: NodeLoaders) {}

  @Subscription(() => ContentEvent, {
    nullable: true,
    description:
      'Delivers every change of drafts, schedules, sections, tags, authors, series and files, and every publication, in commit order. A request that names a language receives the events of the articles that its lists have or may have had. A key with limits receives events of the articles that it may write, and no others. Requires an API key with the `preview` scope.',
    subscribe: ({ args, context }: { args: ContentEventsArgs; context: EventContext }) =>
      subscribe(args, context),
  })
  contentEvents(
    @Root() event: ContentEvent,
    @Args(() => ContentEventsArgs) _: ContentEventsArgs,
    @Ctx() context: Context,
  ): ContentEvent {
    enablePreview(context);
    return event;
  }

  @Authorized('preview')
  @Query(() => String, {
    nullable: true,
    description:
      'The cursor at which `contentEvents` begins now. Read it before the content, and pass it as `after`. Requires an API key with the `preview` scope.',
  })
  contentEventCursor(@Ctx() { contentEvents }: Context): Promise<string> {
    return contentEvents.getCursor();
  }

  @FieldResolver(() => Node, {
    nullable: true,
    description:
      'The object at the time of delivery, in the preview perspective, which may be later than the event. Null if it no longer exists.',
  })
  async node(@Root() { node: { type, id } }: ContentEvent, @Ctx() context: Context): Promise<Node | null> {
    const row = await this.nodes[type]?.(id, context);
    return row ? ({ ...row, __typename: type } as unknown as Node) : null;
  }

  @FieldResolver(() => ActorSummary, {
    nullable: true,
    description: 'The API key that made the change. Null for an import, a job and the command line.',
  })
  editedBy(
    @Root() { actorId }: ContentEvent,
    @Ctx() { provenance }: Context,
  ): Promise<ActorSummary | null> | null {
    return actorId === null ? null : provenance.actorById.load(actorId);
  }
}

function subscribe(
  args: ContentEventsArgs,
  context: EventContext,
): Promise<EventSubscriber<ContentEvent, ContentChange>> {
  enablePreview(context);
  return context.contentEvents.subscribe(args, context.delivery, context);
}

/** Reads drafts from now on, whatever perspective the request named, in all languages unless it named one. Throws ForbiddenError without the scope. */
function enablePreview(context: Context): void {
  if (!hasPermission(context.viewer, 'preview')) throw new ForbiddenError('preview');
  context.enableReadYourWrites(context.namedLanguage);
}
