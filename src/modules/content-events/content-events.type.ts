import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { EditorChangeKind, EditorNodeType } from '../../changes/editor-log.js';

export const ContentEventKind = {
  CREATED: 'CREATED',
  UPDATED: 'UPDATED',
  RENAMED: 'RENAMED',
  MERGED: 'MERGED',
  DELETED: 'DELETED',
  SCHEDULED: 'SCHEDULED',
  UNSCHEDULED: 'UNSCHEDULED',
  PUBLISHED: 'PUBLISHED',
  CORRECTED: 'CORRECTED',
  UNPUBLISHED: 'UNPUBLISHED',
} as const satisfies { [Kind in EditorChangeKind]: Kind };
registerEnumType(ContentEventKind, {
  name: 'ContentEventKind',
  description: 'The kinds of change that editors see.',
  valuesConfig: {
    CREATED: {
      description:
        'A draft was saved for the first time, or a section, tag, author, series, front or file added.',
    },
    UPDATED: {
      description:
        'A revision of a draft or a front was saved, the unpublished changes of the site changed, or the data of a section, tag, author, series or file did.',
    },
    RENAMED: {
      description:
        'The name or slug of a section, tag, author or series changed, the path of a front, or the name of a file.',
    },
    MERGED: {
      description: 'A section, tag, author or series was merged into another one, and no longer exists.',
    },
    DELETED: { description: 'The object was deleted. A deleted article was unpublished before.' },
    SCHEDULED: {
      description: 'The publication of an article or a front was scheduled, or got another time.',
    },
    UNSCHEDULED: {
      description:
        'An article or a front is no longer scheduled: an editor cancelled it, or it is published, which `PUBLISHED` reports next.',
    },
    PUBLISHED: {
      description:
        'A revision of an article or a front became public, for the first time or in place of another one, or values of the site did.',
    },
    CORRECTED: { description: 'A correction of a published article was added or changed.' },
    UNPUBLISHED: { description: 'An article or a front is no longer public.' },
  },
});

/** Types of nodes in the graph, by name in the log. */
export const CONTENT_NODE_TYPES = {
  Article: 'ARTICLE',
  Section: 'SECTION',
  Tag: 'TAG',
  Author: 'AUTHOR',
  Series: 'SERIES',
  Front: 'FRONT',
  MediaFile: 'MEDIA_FILE',
  Site: 'SITE',
} as const satisfies Record<EditorNodeType, string>;

export const ContentNodeType = {
  ARTICLE: 'ARTICLE',
  SECTION: 'SECTION',
  TAG: 'TAG',
  AUTHOR: 'AUTHOR',
  SERIES: 'SERIES',
  FRONT: 'FRONT',
  MEDIA_FILE: 'MEDIA_FILE',
  SITE: 'SITE',
} as const satisfies { [Type in (typeof CONTENT_NODE_TYPES)[EditorNodeType]]: Type };
registerEnumType(ContentNodeType, {
  name: 'ContentNodeType',
  description: 'The types of objects whose changes editors see.',
  valuesConfig: {
    ARTICLE: { description: 'An article, as a draft or published.' },
    SECTION: { description: 'A section.' },
    TAG: { description: 'A tag.' },
    AUTHOR: { description: 'An author.' },
    SERIES: { description: 'A series.' },
    FRONT: { description: 'A front, as a draft or published.' },
    MEDIA_FILE: { description: 'A file of the media library.' },
    SITE: { description: 'The publication, with the boxes of its pages.' },
  },
});

@ObjectType({ description: 'A change of content that editors see, also where readers notice nothing.' })
export class ContentEvent {
  @Field(() => String, {
    description:
      'The opaque cursor of the event, in commit order. Pass it as `after` to resume after the event.',
  })
  cursor!: string;

  @Field(() => ContentEventKind, { description: 'The kind of change.' })
  kind!: EditorChangeKind;

  @Field(() => ContentNodeType, { description: 'The type of the changed object.' })
  nodeType!: string;

  @Field(() => ID, { description: 'The ID of the changed object, even if it no longer exists.' })
  nodeId!: string;

  @Field(() => Date, { description: 'The time of the change.' })
  occurredAt!: Date;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of the revision that was saved, scheduled or published. Null for other changes.',
  })
  revision!: number | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'The time at which the article is to be published, as of the change. Null if it was not scheduled.',
  })
  scheduledFor!: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the object that it was merged into. Null unless the kind is `MERGED`.',
  })
  mergedIntoId!: string | null;

  @Field(() => Boolean, {
    description:
      'False if the object was deleted or merged, or is an article whose draft does not match `filter.articles` at delivery: a list removes it if it has it. Else true.',
  })
  isMatch!: boolean;

  /** Type and database ID of the object. */
  node!: { type: EditorNodeType; id: number };

  /** Database ID of the API key that wrote. */
  actorId!: number | null;
}
