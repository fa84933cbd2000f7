import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum LiveBlogEventKind {
  STARTED = 'STARTED',
  ADDED = 'ADDED',
  EDITED = 'EDITED',
  RETRACTED = 'RETRACTED',
  PINNED = 'PINNED',
  UNPINNED = 'UNPINNED',
  UPDATED = 'UPDATED',
  ENDED = 'ENDED',
  UNPUBLISHED = 'UNPUBLISHED',
}
registerEnumType(LiveBlogEventKind, {
  name: 'LiveBlogEventKind',
  description: 'The kind of change of a live blog.',
  valuesConfig: {
    STARTED: { description: 'The coverage began, or goes on after it had ended.' },
    ADDED: { description: 'An entry was published.' },
    EDITED: { description: 'An entry was changed.' },
    RETRACTED: { description: 'An entry is no longer public. If it was pinned, no entry is.' },
    PINNED: { description: 'An entry was pinned, in place of any other.' },
    UNPINNED: { description: 'No entry is pinned any more.' },
    UPDATED: { description: 'The summary or the times of the live blog changed.' },
    ENDED: { description: 'The coverage ended. The subscription completes.' },
    UNPUBLISHED: { description: 'The live blog is no longer public. The subscription completes.' },
  },
});

@ObjectType({ description: 'A change of a live blog.' })
export class LiveBlogEvent {
  @Field(() => String, {
    description:
      'The opaque cursor of the event, in commit order. Pass it as `after` to resume after the event.',
  })
  cursor!: string;

  @Field(() => LiveBlogEventKind, { description: 'The kind of change.' })
  kind!: LiveBlogEventKind;

  @Field(() => Date, { description: 'The time of the change.' })
  occurredAt!: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the entry, even if it is no longer public. Null for changes of no entry.',
  })
  entryId!: string | null;

  entryNumber!: number | null;
  blogNumber!: number;
}
